// SPDX-License-Identifier: MIT
#include "sample/faults.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace calltally::sample {

namespace {

constexpr std::array<std::pair<std::string_view, Fault>, 10> names{{
    {"429", Fault::too_many_requests},
    {"401", Fault::unauthorized},
    {"500", Fault::server_error},
    {"503", Fault::unavailable},
    {"drop", Fault::drop},
    {"html", Fault::html},
    {"truncated", Fault::truncated},
    {"usage500big", Fault::usage_500_big},
    {"usage404empty", Fault::usage_404_empty},
    {"dup", Fault::repeat_last_row},
}};

std::uint64_t number_in(std::string_view text, std::string_view rule) {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || value == 0) {
        throw FaultSpecError(fmt::format("fault '{}': '{}' is no request number", rule, text));
    }
    return value;
}

bool is_usage(const Request& request) {
    return request.path.find("/Usage/Records") != std::string::npos;
}

} // namespace

FaultPlan::FaultPlan(std::string_view spec) {
    while (!spec.empty()) {
        const std::size_t comma = std::min(spec.find(','), spec.size());
        if (comma > 0) {
            m_rules.push_back(parse_rule(spec.substr(0, comma)));
        }
        spec.remove_prefix(std::min(comma + 1, spec.size()));
    }
}

FaultPlan::Rule FaultPlan::parse_rule(std::string_view text) {
    const std::size_t sign = std::min(text.find_first_of("@%"), text.size());
    const std::string_view kind = text.substr(0, sign);
    const auto* const named = std::find_if(names.begin(), names.end(),
                                           [&](const auto& name) { return name.first == kind; });
    if (named == names.end()) {
        throw FaultSpecError(fmt::format("fault '{}': there is no such kind", text));
    }
    Rule rule{named->second, 1, std::numeric_limits<std::uint64_t>::max(), 1};
    if (sign == text.size()) {
        return rule;
    }
    const std::string_view numbers = text.substr(sign + 1);
    if (text[sign] == '%') {
        rule.every = number_in(numbers, text);
        return rule;
    }
    const std::size_t dash = numbers.find('-');
    rule.first = number_in(numbers.substr(0, dash), text);
    rule.last =
        dash == std::string_view::npos ? rule.first : number_in(numbers.substr(dash + 1), text);
    return rule;
}

std::vector<Fault> FaultPlan::next_request() {
    ++m_requests;
    std::vector<Fault> faults;
    for (const Rule& rule : m_rules) {
        if (m_requests >= rule.first && m_requests <= rule.last && m_requests % rule.every == 0) {
            faults.push_back(rule.fault);
        }
    }
    return faults;
}

bool has(const std::vector<Fault>& faults, Fault fault) {
    return std::find(faults.begin(), faults.end(), fault) != faults.end();
}

std::optional<Answer> answer_instead(const std::vector<Fault>& faults, const Request& request) {
    for (const Fault fault : faults) {
        switch (fault) {
        case Fault::too_many_requests: {
            Answer answer = error_answer(429, 20429, "Too Many Requests");
            answer.retry_after = "0";
            return answer;
        }
        case Fault::unauthorized:
            return error_answer(401, 20003, "Authenticate");
        case Fault::server_error:
            return error_answer(500, 20500, "An internal server error has occurred");
        case Fault::unavailable:
            return error_answer(503, 20503, "Service unavailable");
        case Fault::drop: {
            Answer answer;
            answer.drop_connection = true;
            return answer;
        }
        case Fault::html: {
            Answer answer;
            answer.content_type = "text/html";
            answer.body = "<html><head><title>Welcome</title></head><body>OK</body></html>\n";
            return answer;
        }
        case Fault::usage_500_big: {
            const auto size = find(request.query, "PageSize");
            if (is_usage(request) && size && size->size() >= 4) {
                return error_answer(500, 20500, "An internal server error has occurred");
            }
            break;
        }
        case Fault::truncated:
        case Fault::usage_404_empty:
        case Fault::repeat_last_row:
            break;
        }
    }
    return std::nullopt;
}

Answer spoil(Answer answer, const std::vector<Fault>& faults, const Request& request) {
    if (has(faults, Fault::usage_404_empty) && is_usage(request) && answer.status == 200 &&
        answer.body.find("\"usage_records\": []") != std::string::npos) {
        answer = error_answer(404, 20404,
                              fmt::format("The requested resource {} was not found", request.path));
    }
    if (has(faults, Fault::truncated)) {
        answer.body.resize(answer.body.size() / 2);
    }
    return answer;
}

} // namespace calltally::sample
