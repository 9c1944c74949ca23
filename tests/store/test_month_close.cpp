// SPDX-License-Identifier: MIT
//
// Closing a month, seen from outside: calls, usage and coverage go in, cells come out. With it
// log_reading and cell_writer, which only month_close uses.
#include "core/usage_category.hpp"
#include "mirror.hpp"
#include "store/month_close.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

namespace {

const core::DateRange july = days("2026-07-01", "2026-08-01");
constexpr const char* after_july = "2026-08-02 06:00:00";

/// A closed July with one outbound call of 61 s and the usage for it.
void agreeing_july(Mirror& mirror) {
    mirror.put(outbound_call(1, "2026-07-31 23:59:59", 61, -26'000));
    mirror.put_usage(usage_record("calls-outbound", july, 1, 2, 26'000, after_july),
                     Granularity::monthly);
    mirror.cover_july();
}

std::string state_of(Mirror& mirror, const std::string& category = "calls-outbound") {
    return mirror.row("SELECT state FROM monthly_discrepancies WHERE category = '" + category +
                      "'");
}

std::string reason(Mirror& mirror) {
    return mirror.row("SELECT comparable, reason FROM month_status");
}

} // namespace

TEST_CASE("a closed month has its two sides, its state, and no causes where they agree") {
    Mirror mirror;
    agreeing_july(mirror);
    mirror.close();
    CHECK(
        mirror.row("SELECT log_calls, billed_calls, log_microseconds, log_price_micros, "
                   "usage_count, usage_microseconds, usage_price_micros, price_unit, state, "
                   "as_of, usage_granularity FROM month_cells WHERE category = 'calls-outbound'") ==
        "1|1|120000000|26000|1|120000000|26000|USD|agrees|2026-08-02 06:00:00|monthly");
    CHECK(mirror.rows("SELECT * FROM discrepancy_causes").empty());
    CHECK(reason(mirror) == "1|");
    CHECK(mirror.rows("SELECT * FROM stale_months").empty());
    // All comparison categories, and the rollups; the others have nothing on either side.
    CHECK(mirror.row("SELECT count(*), sum(is_rollup), sum(log_calls) FROM month_cells") ==
          "9|2|3");
}

TEST_CASE("a month is pending from the change of a row until it is closed again") {
    Mirror mirror;
    agreeing_july(mirror);
    CHECK(stale_months(mirror.connection()) == std::vector<AccountMonth>{{account_a, "2026-07"}});
    CHECK(
        mirror.row("SELECT comparable, reason FROM month_status") ==
        "0|rows are stored, but the month was never worked out: the next sync or import does that");
    mirror.close();
    CHECK(state_of(mirror) == "agrees");
    mirror.put(outbound_call(2, "2026-07-01 00:00:00", 1));
    CHECK(state_of(mirror) == "pending");
    CHECK(mirror.row("SELECT comparable FROM month_status") == "0");
    mirror.close();
    CHECK(state_of(mirror) == "differs");
    CHECK(mirror.row("SELECT sum(log_calls) FROM month_cells WHERE is_rollup = 0") == "2");
}

TEST_CASE("closing again gives the same rows") {
    Mirror mirror;
    agreeing_july(mirror);
    mirror.put(outbound_call(2, "2026-07-01 00:00:00", 1));
    mirror.close();
    const auto cells = mirror.rows("SELECT * FROM month_cells ORDER BY 1, 2, 3");
    const auto days_before = mirror.rows("SELECT * FROM day_cells ORDER BY 1, 2, 3");
    const auto status = mirror.rows("SELECT * FROM account_months");
    mirror.close();
    CHECK(mirror.rows("SELECT * FROM month_cells ORDER BY 1, 2, 3") == cells);
    CHECK(mirror.rows("SELECT * FROM day_cells ORDER BY 1, 2, 3") == days_before);
    CHECK(mirror.rows("SELECT * FROM account_months") == status);
}

TEST_CASE("closing one month leaves other months and accounts alone") {
    Mirror mirror;
    agreeing_july(mirror);
    mirror.put(outbound_call(2, "2026-06-30 23:59:59", 1));
    mirror.close("2026-06");
    mirror.close("2026-07");
    CHECK(mirror.rows("SELECT month, sum(log_calls) FROM month_cells WHERE is_rollup = 0 "
                      "GROUP BY month ORDER BY 1") ==
          std::vector<std::string>{"2026-06|1", "2026-07|1"});
    CHECK(mirror.rows("SELECT date FROM day_cells WHERE category = 'calls-outbound' ORDER BY 1") ==
          std::vector<std::string>{"2026-06-30", "2026-07-31"});
}

TEST_CASE("what a month stands on, and why it cannot be compared") {
    Mirror mirror;
    agreeing_july(mirror);
    SUBCASE("not over") {
        mirror.close("2026-07", "2026-07-31 23:59:59");
        CHECK(reason(mirror) == "0|the month is not over");
        CHECK(state_of(mirror) == "pending");
    }
    SUBCASE("log not covered") {
        mirror.connection().exec("UPDATE sync_windows SET from_date = '2026-07-03' "
                                 "WHERE resource = 'calls'");
        mirror.close();
        CHECK(reason(mirror) == "0|2 of 31 days of the call log are not stored");
        CHECK(state_of(mirror) == "pending");
        CHECK(mirror.row("SELECT days, days_covered, log_days_covered, usage_days_covered "
                         "FROM month_status") == "31|29|29|31");
    }
    SUBCASE("usage not covered") {
        mirror.connection().exec("UPDATE sync_windows SET to_date = '2026-07-31' "
                                 "WHERE resource = 'usage_monthly'");
        mirror.close();
        CHECK(reason(mirror) == "0|usage of 1 of 31 days is not stored");
    }
    SUBCASE("usage of one category without a listing, as a file has it") {
        mirror.connection().exec("DELETE FROM sync_windows WHERE resource = 'usage_monthly'");
        mirror.close();
        CHECK(reason(mirror).starts_with("0|usage of 6 of 7 categories is not known; "));
        CHECK(state_of(mirror) == "agrees");
        CHECK(state_of(mirror, "combined") == "pending");
    }
    SUBCASE("usage of every category without a listing") {
        mirror.connection().exec("DELETE FROM sync_windows WHERE resource = 'usage_monthly'");
        for (const std::string_view category : core::comparison_categories) {
            if (category != "calls-outbound") {
                mirror.put_usage(usage_record(std::string{category}, july, 0, 0, 0, after_july),
                                 Granularity::monthly);
            }
        }
        mirror.close();
        CHECK(reason(mirror) == "1|");
        CHECK(state_of(mirror, "combined") == "agrees");
        CHECK(mirror.row("SELECT days_covered, usage_days_covered FROM month_status") == "31|31");
        mirror.close("2026-07", "2026-07-31 23:59:59");
        CHECK(reason(mirror) == "0|the month is not over");
        CHECK(mirror.row("SELECT usage_days_covered FROM month_status") == "0");
    }
    SUBCASE("unsettled") {
        mirror.put(outbound_call(2, "2026-07-31 23:00:00", 1, std::nullopt), "2026-08-01 00:00:00");
        mirror.close("2026-07", "2026-08-01 00:00:00");
        CHECK(reason(mirror) == "0|1 calls may still change");
        CHECK(state_of(mirror) == "pending");
    }
    SUBCASE("usage behind") {
        mirror.put_usage(usage_record("calls-inbound", july, 0, 0, 0, "2026-07-31 23:00:00"),
                         Granularity::monthly);
        mirror.close();
        CHECK(reason(mirror) == "0|usage was complete only up to 2026-07-31 23:00:00");
        CHECK(state_of(mirror, "calls-inbound") == "pending");
    }
    SUBCASE("usage never read") {
        mirror.connection().exec("UPDATE accounts SET usage_source = NULL");
        mirror.close();
        CHECK(reason(mirror) == "0|usage was never read; sync or import it");
        CHECK(state_of(mirror) == "not comparable");
        CHECK(mirror.row("SELECT usage_count, usage_minutes, count_difference FROM "
                         "monthly_discrepancies WHERE category = 'calls-outbound'") == "-|-|-");
    }
    SUBCASE("log never read") {
        mirror.connection().exec("UPDATE accounts SET log_source = NULL");
        mirror.close();
        CHECK(reason(mirror) == "0|the call log was never read; sync or import it");
        CHECK(state_of(mirror) == "not comparable");
    }
    SUBCASE("before retention") {
        mirror.connection().exec("UPDATE sync_windows SET from_date = '2026-07-03' "
                                 "WHERE resource = 'calls'");
        mirror.close("2026-07", "2027-09-15 00:00:00");
        CHECK(state_of(mirror) == "not comparable");
        CHECK(mirror.row("SELECT comparable FROM month_status") == "0");
    }
    SUBCASE("before retention, but stored in time") {
        mirror.close("2026-07", "2027-09-15 00:00:00");
        CHECK(state_of(mirror) == "agrees");
    }
}

TEST_CASE("the states of a comparable month") {
    Mirror mirror;
    mirror.cover_july();
    SUBCASE("usage only") {
        mirror.put_usage(usage_record("calls-outbound", july, 3, 9, 1, after_july),
                         Granularity::monthly);
        mirror.close();
        CHECK(state_of(mirror) == "usage only");
    }
    SUBCASE("log only") {
        mirror.put(outbound_call(1, "2026-07-01 00:00:00", 1));
        mirror.close();
        CHECK(state_of(mirror) == "log only");
    }
    SUBCASE("differs in minutes alone") {
        mirror.put(outbound_call(1, "2026-07-01 00:00:00", 1));
        mirror.put_usage(usage_record("calls-outbound", july, 1, 2, 13'000, after_july),
                         Granularity::monthly);
        mirror.close();
        CHECK(state_of(mirror) == "differs");
    }
    SUBCASE("agrees on nothing") {
        mirror.close();
        CHECK(state_of(mirror) == "agrees");
    }
}

TEST_CASE("unbilled calls are in the log and in no difference") {
    Mirror mirror;
    agreeing_july(mirror);
    core::Call busy = outbound_call(2, "2026-07-05 00:00:00", 0, std::nullopt);
    busy.status = "busy";
    mirror.put(busy);
    mirror.close();
    CHECK(mirror.row("SELECT log_calls, billed_calls, count_difference, state FROM "
                     "monthly_discrepancies WHERE category = 'calls-outbound'") == "2|1|0|agrees");
}

TEST_CASE("billed calls that no category takes have a cell of their own, without usage") {
    Mirror mirror;
    agreeing_july(mirror);
    core::Call odd = outbound_call(2, "2026-07-05 00:00:00", 61, -26'000);
    odd.to_address = "sim:DE1";
    mirror.put(odd);
    mirror.close();
    CHECK(mirror.row("SELECT billed_calls, usage_count, count_difference, log_microseconds FROM "
                     "monthly_discrepancies WHERE category = '(unmapped)'") == "1|0|-1|120000000");
    CHECK(mirror.row("SELECT billed_calls FROM month_cells WHERE category = 'combined'") == "2");
}

TEST_CASE("where currencies differ prices are not compared") {
    Mirror mirror;
    agreeing_july(mirror);
    core::Call euro = outbound_call(2, "2026-07-05 00:00:00", 60);
    euro.price_unit = "EUR";
    mirror.put(euro);
    mirror.put_usage(usage_record("calls-outbound", july, 2, 3, 39'000, "2026-08-02 07:00:00"),
                     Granularity::monthly);
    mirror.close();
    CHECK(mirror.row("SELECT log_price, usage_price, price_difference, price_unit, state FROM "
                     "monthly_discrepancies WHERE category = 'calls-outbound'") ==
          "-|-|-|mixed|agrees");
}

TEST_CASE("the causes and the unexplained rest add up to the difference in every cell") {
    Mirror mirror;
    mirror.cover_july();
    for (int number = 1; number <= 20; ++number) {
        core::Call call = outbound_call(number, "2026-07-10 00:00:00", 30 + number * 7,
                                        number % 5 == 0 ? std::nullopt : std::optional{-13'001L});
        if (number % 3 == 0) {
            call.direction = "inbound";
        }
        if (number % 7 == 0) {
            call.to_address = "sim:1";
        }
        if (number % 4 == 0) {
            call.duration = 0;
        }
        mirror.put(call);
    }
    CallStore calls(mirror.connection());
    calls.mark_missing(call_sid(1), at("2026-08-03 00:00:00"));
    calls.mark_missing(call_sid(2), at("2026-08-03 00:00:00"));
    calls.write_roll_up();
    mirror.put_usage(usage_record("calls-outbound", july, 12, 31, 170'000, after_july),
                     Granularity::monthly);
    mirror.put_usage(usage_record("calls-inbound", july, 4, 9, 80'000, after_july),
                     Granularity::monthly);
    mirror.put_usage(usage_record("calls", july, 17, 41, 250'000, after_july),
                     Granularity::monthly);
    mirror.close();
    CHECK(mirror.row("SELECT count(*) >= 3 FROM discrepancy_causes WHERE cause <> 'unexplained'") ==
          "1");
    CHECK(mirror
              .rows("SELECT cell.category FROM monthly_discrepancies AS cell "
                    "LEFT JOIN discrepancy_causes AS cause USING (account_sid, month, category) "
                    "WHERE cell.usage_count IS NOT NULL GROUP BY cell.category "
                    "HAVING max(cell.count_difference) <> coalesce(sum(cause.calls), 0) "
                    "OR max(cell.difference_microseconds) <> coalesce(sum(cause.microseconds), 0) "
                    "OR max(cell.price_difference_micros) <> coalesce(sum(cause.price_micros), 0)")
              .empty());
}

TEST_CASE("days stand where usage was read by day, and add up to the month") {
    Mirror mirror;
    mirror.cover_july();
    mirror.cover(Resource::usage_daily, july, "2026-08-03 09:00:00", "calls-outbound");
    mirror.put(outbound_call(1, "2026-07-01 00:00:00", 60));
    mirror.put(outbound_call(2, "2026-07-31 23:59:59", 60));
    for (const char* date : {"2026-07-01", "2026-07-31"}) {
        mirror.put_usage(usage_record("calls-outbound",
                                      {day(date), day(date) + std::chrono::days{1}}, 1, 1, 13'000,
                                      after_july),
                         Granularity::daily);
    }
    mirror.put_usage(usage_record("calls-outbound", july, 2, 2, 26'000, after_july),
                     Granularity::monthly);
    mirror.close();
    CHECK(mirror.rows("SELECT date, log_calls, usage_count, state FROM daily_discrepancies "
                      "WHERE category = 'calls-outbound' ORDER BY date") ==
          std::vector<std::string>{"2026-07-01|1|1|agrees", "2026-07-31|1|1|agrees"});
    CHECK(mirror.row("SELECT usage_count, usage_granularity, state FROM month_cells "
                     "WHERE category = 'calls-outbound'") == "2|daily|agrees");
}

TEST_CASE("sums that need 64 bits are exact in the cells") {
    Mirror mirror;
    mirror.cover_july();
    mirror.put(outbound_call(1, "2026-07-01 00:00:00", 3'000'000'000, -9'000'000'000'000'001));
    mirror.close();
    CHECK(mirror.row("SELECT log_microseconds, log_price_micros FROM month_cells "
                     "WHERE category = 'calls-outbound'") == "3000000000000000|9000000000000001");
}
