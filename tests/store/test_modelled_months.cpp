// SPDX-License-Identifier: MIT
#include "mirror.hpp"
#include "store/modelled_months.hpp"

#include <doctest/doctest.h>

#include <random>

namespace calltally::store::testing {

namespace {

/// Four months of calls, in no order of days: long and short, missing, unbilled, of two categories
/// and of none.
void fill(Mirror& mirror) {
    std::mt19937 draw(7);
    const auto below = [&](unsigned end) { return static_cast<int>(draw() % end); };
    const std::vector<std::string> categories{"outbound-api", "inbound", "sideways"};
    for (int i = 0; i < 400; ++i) {
        core::Call call = outbound_call(
            i, fmt::format("2026-{:02}-{:02} 10:00:00", 4 + below(4), 1 + below(28)), below(300),
            below(5) == 0 ? std::nullopt : std::optional<std::int64_t>{-1'000 * below(90)});
        call.direction = categories[static_cast<std::size_t>(below(3))];
        call.status = below(6) == 0 ? "busy" : "completed";
        mirror.put(call);
    }
    mirror.connection().exec(
        "UPDATE calls SET missing_since = '2026-08-02 00:00:00' WHERE call_id % 7 = 0");
}

/// The sums of a month and category under one model, as plain SQL has them.
std::string by_plain_sql(const std::string& month, const std::string& category, int minimum,
                         int increment) {
    return fmt::format(
        R"sql(
        SELECT usage_date, sum(iif(missing_since IS NULL, seconds, 0)),
            sum(iif(missing_since IS NULL, 0, seconds)),
            sum(missing_since IS NULL AND seconds <> billed_seconds),
            sum(iif(missing_since IS NULL, coalesce(iif(billed_seconds = 0, -price_micros,
                -price_micros * seconds / billed_seconds), 0), 0))
        FROM (SELECT *, iif(duration = 0, 0, max({2}, {2} + (duration - {2} + {3} - 1) / {3} * {3}))
                AS seconds FROM calls)
        WHERE is_billed = 1 AND usage_month = '{0}' AND coalesce(usage_category, '(unmapped)') = '{1}'
        GROUP BY 1 ORDER BY 1)sql",
        month, category, minimum, increment);
}

std::vector<std::string> as_rows(const ModelledMonths::Days& days, std::size_t model) {
    std::vector<std::string> result;
    for (const auto& [date, models] : days) {
        const core::ModelledCalls& sums = models.at(model);
        result.push_back(fmt::format("{}|{}|{}|{}|{}", core::format_date(date).view(),
                                     sums.listed_microseconds / core::microseconds_per_second,
                                     sums.missing_microseconds / core::microseconds_per_second,
                                     sums.affected_calls, sums.scaled_price_micros));
    }
    return result;
}

} // namespace

TEST_CASE(
    "store: months under other pricing models are what plain SQL says, in any order of asking") {
    Mirror mirror;
    fill(mirror);
    ModelledMonths months(mirror.connection());
    std::size_t compared = 0;
    for (const std::string month : {"2026-05", "2026-06", "2026-04", "2026-07", "2026-05"}) {
        for (const std::string category : {"calls-outbound", "calls-inbound", "(unmapped)"}) {
            const auto& days = months.of(account_a, core::parse_month(month).value(), category);
            for (std::size_t model = 0; model < months.models().size(); ++model) {
                CAPTURE(month);
                CAPTURE(category);
                CAPTURE(model);
                const core::PricingModel& tried = months.models()[model];
                CHECK(as_rows(days, model) ==
                      mirror.rows(by_plain_sql(month, category, static_cast<int>(tried.minimum),
                                               static_cast<int>(tried.increment))));
                compared += days.size();
            }
        }
    }
    CHECK(compared > 500);
    CHECK(months.of(account_b, core::parse_month("2026-05").value(), "calls-outbound").empty());
}

TEST_CASE("store: a month is read once for all its categories") {
    Mirror mirror;
    fill(mirror);
    ModelledMonths months(mirror.connection());
    const core::Month may = core::parse_month("2026-05").value();
    CHECK(!months.of(account_a, may, "calls-outbound").empty());
    mirror.connection().exec("DELETE FROM calls");
    CHECK(!months.of(account_a, may, "calls-inbound").empty());
    CHECK(months.of(account_a, core::parse_month("2026-06").value(), "calls-inbound").empty());
}

} // namespace calltally::store::testing
