// SPDX-License-Identifier: MIT
//
// A sample API of a scenario, and its answers as JSON.
#pragma once

#include "sample/sample_api.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace calltally::sample::testing {

using Json = nlohmann::json;

class Served {
public:
    explicit Served(std::string_view scenario, std::uint32_t calls = 300,
                    std::string_view now = "2026-08-03 09:00:00", std::uint64_t seed = 1)
        : m_api(*find_scenario(scenario),
                {.seed = seed, .calls = calls, .now = parse_time(now).value()}, FaultPlan{}) {}

    SampleApi& api() { return m_api; }
    std::string account() const { return m_api.credentials().account_sid; }

    /// Path and query as a client writes them, with the account's own credentials.
    Answer ask(std::string_view target, std::string_view method = "GET") {
        Request request;
        request.method = method;
        request.path = target.substr(0, target.find('?'));
        request.user = m_api.credentials().account_sid;
        request.password = m_api.credentials().auth_token;
        if (const auto mark = target.find('?'); mark != std::string_view::npos) {
            std::string_view rest = target.substr(mark + 1);
            while (!rest.empty()) {
                const auto pair = rest.substr(0, rest.find('&'));
                const auto equals = pair.find('=');
                request.query.emplace(decoded(pair.substr(0, equals)),
                                      decoded(pair.substr(equals + 1)));
                rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
            }
        }
        return m_api.answer(request);
    }
    Json json(std::string_view target) {
        const Answer answer = ask(target);
        REQUIRE(answer.status == 200);
        return Json::parse(answer.body);
    }
    /// The rows of all pages of a listing.
    std::vector<Json> rows(std::string_view name, std::string target) {
        std::vector<Json> all;
        while (!target.empty()) {
            const Json page = json(target);
            for (const Json& row : page.at(std::string(name))) {
                all.push_back(row);
            }
            const Json& next = page.at("next_page_uri");
            target = next.is_null() ? "" : next.get<std::string>();
            REQUIRE(all.size() < 100'000);
        }
        return all;
    }
    std::vector<Json> calls(const std::string& query, const std::string& account_sid = {}) {
        return rows("calls", "/2010-04-01/Accounts/" +
                                 (account_sid.empty() ? account() : account_sid) + "/Calls.json?" +
                                 query);
    }
    std::vector<Json> usage(const std::string& granularity, const std::string& query,
                            const std::string& account_sid = {}) {
        return rows("usage_records", "/2010-04-01/Accounts/" +
                                         (account_sid.empty() ? account() : account_sid) +
                                         "/Usage/Records/" + granularity + ".json?" + query);
    }
    Json truth() { return Json::parse(m_api.truth_text()); }

private:
    static std::string decoded(std::string_view text) {
        std::string out;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '%') {
                out +=
                    static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
                i += 2;
            } else {
                out += text[i] == '+' ? ' ' : text[i];
            }
        }
        return out;
    }

    SampleApi m_api;
};

/// "-0.01300" in millionths.
inline std::int64_t micros_of(const std::string& text) {
    return std::llround(std::stod(text) * 1'000'000);
}

} // namespace calltally::sample::testing
