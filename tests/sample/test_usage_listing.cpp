// SPDX-License-Identifier: MIT
#include "sample/usage_listing.hpp"
#include "served.hpp"

#include <map>

using namespace calltally::sample;
using namespace calltally::sample::testing;

namespace {

/// The sums of count and price (in millionths) by category.
std::map<std::string, std::pair<std::int64_t, std::int64_t>> sums(const std::vector<Json>& rows) {
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> result;
    for (const Json& row : rows) {
        auto& sum = result[row["category"]];
        sum.first += row["count"].is_null() ? 0 : std::stoll(row["count"].get<std::string>());
        sum.second += micros_of(row["price"]);
    }
    std::erase_if(result, [](const auto& item) { return item.second == std::pair{0L, 0L}; });
    return result;
}

const std::string july = "PageSize=1000&StartDate=2026-07-01&EndDate=2026-07-31";

} // namespace

TEST_CASE("the days add up to the month") {
    Served served("agreeing");
    CHECK(sums(served.usage("Daily", july)) == sums(served.usage("Monthly", july)));
    CHECK(sums(served.usage("Monthly", july)).size() > 5);
}

TEST_CASE("both dates are included, and a month is cut to them") {
    Served served("agreeing");
    const auto rows =
        served.usage("Monthly", "StartDate=2026-07-10&EndDate=2026-07-12&Category=calls");
    REQUIRE(rows.size() == 1);
    CHECK(rows[0]["start_date"] == "2026-07-10");
    CHECK(rows[0]["end_date"] == "2026-07-12");
    for (const Json& row :
         served.usage("Daily", "PageSize=1000&StartDate=2026-07-10&EndDate=2026-07-12")) {
        CHECK(row["start_date"] == row["end_date"]);
        CHECK(row["start_date"] >= "2026-07-10");
        CHECK(row["start_date"] <= "2026-07-12");
    }
}

TEST_CASE("a parent includes its subaccounts unless it is asked not to") {
    Served served("agreeing");
    const auto whole = sums(served.usage("Monthly", july));
    auto parts = sums(served.usage("Monthly", july + "&IncludeSubaccounts=false"));
    CHECK(parts != whole);
    for (const Json& account : served.rows("accounts", "/2010-04-01/Accounts.json")) {
        if (account["sid"] != served.account()) {
            for (const auto& [category, sum] :
                 sums(served.usage("Monthly", july, account["sid"]))) {
                parts[category].first += sum.first;
                parts[category].second += sum.second;
            }
        }
    }
    CHECK(parts == whole);
}

TEST_CASE("an account of parts has no inbound record of its own, a Flex account none of Twilio's") {
    const auto has = [](const std::map<std::string, std::pair<std::int64_t, std::int64_t>>& usage,
                        const char* category) { return usage.contains(category); };
    Served parts("parts");
    const auto of_parts = sums(parts.usage("Monthly", july));
    CHECK(has(of_parts, "calls-inbound-local"));
    CHECK_FALSE(has(of_parts, "calls-inbound"));
    Served flex("flex");
    const auto of_flex = sums(flex.usage("Monthly", july));
    CHECK(has(of_flex, "pstnconnectivity-inbound"));
    CHECK_FALSE(has(of_flex, "calls-inbound"));
}

TEST_CASE("what is no date is refused") {
    Served served("agreeing");
    CHECK(served
              .ask("/2010-04-01/Accounts/" + served.account() +
                   "/Usage/Records/Daily.json?StartDate=2026-02-30")
              .status == 400);
}
