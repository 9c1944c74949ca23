// SPDX-License-Identifier: MIT
#include "sample/call_filter.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calltally::sample {

namespace {

/// The first refusal, if a parameter is not a date.
std::optional<Answer> read_range(const Query& query, const std::string& name, TimeRange& range) {
    for (const char sign : {'=', '>', '<'}) {
        const std::string parameter = sign == '=' ? name : name + sign;
        const auto value = find(query, parameter);
        if (!value) {
            continue;
        }
        const auto day = parse_day(*value);
        if (!day) {
            return error_answer(400, 20001, fmt::format("{} must be a date, YYYY-MM-DD", name));
        }
        range.is_set = true;
        if (sign != '<') {
            range.from = std::max(range.from, midnight(*day));
        }
        if (sign != '>') {
            range.before = std::min(range.before, midnight(sign == '<' ? *day : *day + 1));
        }
    }
    return std::nullopt;
}

} // namespace

std::variant<CallFilter, Answer> call_filter(const Query& query) {
    CallFilter filter;
    for (const auto& [name, range] :
         {std::pair{"StartTime", &filter.start}, std::pair{"EndTime", &filter.end}}) {
        if (auto refusal = read_range(query, name, *range)) {
            return std::move(*refusal);
        }
    }
    if (const auto status = find(query, "Status")) {
        const auto* const name = std::find(status_names.begin(), status_names.end(), *status);
        if (name == status_names.end()) {
            return error_answer(400, 20001, "Status is not one that a call can have");
        }
        filter.status = static_cast<Status>(name - status_names.begin());
    }
    filter.to = find(query, "To");
    filter.from = find(query, "From");
    filter.parent_sid = find(query, "ParentCallSid");
    return filter;
}

} // namespace calltally::sample
