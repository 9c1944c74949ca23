// SPDX-License-Identifier: MIT
#include "sample/truth.hpp"
#include "served.hpp"

#include <map>

using namespace calltally::sample;
using namespace calltally::sample::testing;

namespace {

struct Sides {
    std::int64_t log_calls = 0;
    std::int64_t billed_calls = 0;
    std::int64_t log_seconds = 0;
    std::int64_t log_price = 0;
    std::int64_t usage_count = 0;
    std::int64_t usage_price = 0;
    friend bool operator==(const Sides&, const Sides&) = default;
};
using Months = std::map<std::pair<std::string, std::string>, Sides>; ///< by account, month

/// `Fri, 31 Jul 2026 23:59:59 +0000` as `2026-07`.
std::string month_of(const std::string& rfc2822) {
    static const std::string names = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const auto number = names.find(rfc2822.substr(8, 3)) / 3 + 1;
    return rfc2822.substr(12, 4) + (number < 10 ? "-0" : "-") + std::to_string(number);
}

/// What a reader of the API adds up, with no rule but whole minutes for completed calls.
Months added_up(Served& served) {
    Months months;
    for (const Json& account : served.rows("accounts", "/2010-04-01/Accounts.json")) {
        const std::string sid = account["sid"];
        for (const Json& row : served.calls("PageSize=1000", sid)) {
            if (row["start_time"].is_null()) {
                continue;
            }
            Sides& sides = months[{sid, month_of(row["start_time"])}];
            ++sides.log_calls;
            if (row["status"] == "completed") {
                ++sides.billed_calls;
                sides.log_seconds +=
                    (std::stoll(row["duration"].get<std::string>()) + 59) / 60 * 60;
                sides.log_price -= row["price"].is_null() ? 0 : micros_of(row["price"]);
            }
        }
        for (const Json& row : served.usage(
                 "Monthly", "PageSize=1000&IncludeSubaccounts=false&StartDate=2026-01-01", sid)) {
            static const std::vector<std::string> compared{
                "calls-inbound",       "calls-outbound",     "calls-client",
                "calls-sip-inbound",   "calls-sip-outbound", "trunking-origination",
                "trunking-termination"};
            if (std::find(compared.begin(), compared.end(), row["category"]) != compared.end()) {
                Sides& sides = months[{sid, row["start_date"].get<std::string>().substr(0, 7)}];
                sides.usage_count += std::stoll(row["count"].get<std::string>());
                sides.usage_price += micros_of(row["price"]);
            }
        }
    }
    std::erase_if(months, [](const auto& month) { return month.second == Sides{}; });
    return months;
}

/// The cells `combined` of the truth.
Months told(Served& served) {
    Months months;
    const Json truth = served.truth();
    for (const Json& cell : truth["cells"]) {
        if (cell["category"] == "combined") {
            months[{cell["account_sid"], cell["month"]}] = {
                cell["log_calls"],        cell["billed_calls"], cell["log_billed_seconds"],
                cell["log_price_micros"], cell["usage_count"],  cell["usage_price_micros"]};
        }
    }
    return months;
}

} // namespace

TEST_CASE("the truth is what the served rows add up to") {
    for (const char* scenario : {"agreeing", "sample"}) {
        for (const std::uint64_t seed : {1U, 5U}) {
            CAPTURE(scenario);
            Served served(scenario, 400, "2026-08-03 09:00:00", seed);
            CHECK(told(served).size() >= 8);
            CHECK(told(served) == added_up(served));
            served.ask("/_sample/clock?now=2026-08-06+00:00:00", "POST");
            CHECK(told(served) == added_up(served));
        }
    }
}

TEST_CASE("an agreeing account agrees, and has nothing injected") {
    Served served("agreeing");
    CHECK(served.truth()["injected"].empty());
    for (const auto& [month, sides] : told(served)) {
        if (month.second < "2026-08") {
            CHECK(sides.billed_calls == sides.usage_count);
            CHECK(sides.log_price == sides.usage_price);
        }
    }
}

TEST_CASE("what was injected is the whole difference of every cell") {
    Served served("sample", 600);
    served.ask("/_sample/clock?now=2026-08-06+00:00:00", "POST");
    std::map<std::tuple<std::string, std::string, std::string>, std::int64_t> calls;
    const Json truth = served.truth();
    for (const Json& injected : truth["injected"]) {
        CHECK(injected["sids"].size() >= 1);
        const std::string month = injected["date"].get<std::string>().substr(0, 7);
        calls[{injected["account_sid"], month, injected["category"]}] +=
            injected["calls"].get<std::int64_t>();
    }
    CHECK(calls.size() > 3);
    for (const Json& cell : truth["cells"]) {
        if (cell["category"] == "calls" || cell["category"] == "combined") {
            continue;
        }
        const auto found = calls.find({cell["account_sid"], cell["month"], cell["category"]});
        CHECK(cell["usage_count"].get<std::int64_t>() - cell["billed_calls"].get<std::int64_t>() ==
              (found == calls.end() ? 0 : found->second));
    }
}

TEST_CASE("the days of the truth add up to its months") {
    Served served("sample");
    const Json truth = served.truth();
    std::map<std::string, std::int64_t> by_month;
    std::map<std::string, std::int64_t> by_day;
    for (const Json& cell : truth["cells"]) {
        by_month[cell["account_sid"].get<std::string>() + cell["month"].get<std::string>() +
                 cell["category"].get<std::string>()] += cell["log_calls"].get<std::int64_t>();
    }
    for (const Json& cell : truth["days"]) {
        by_day[cell["account_sid"].get<std::string>() +
               cell["date"].get<std::string>().substr(0, 7) +
               cell["category"].get<std::string>()] += cell["log_calls"].get<std::int64_t>();
    }
    CHECK(by_day == by_month);
}
