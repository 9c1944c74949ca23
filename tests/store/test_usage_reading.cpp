// SPDX-License-Identifier: MIT
//
// Which of Twilio's records stand for a comparison category, seen from outside: through the cells
// of a closed month.
#include "mirror.hpp"
#include "store/usage_reading.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

namespace {

const core::DateRange july = days("2026-07-01", "2026-08-01");
constexpr const char* after_july = "2026-08-02 06:00:00";

void monthly(Mirror& mirror, const std::string& category, std::int64_t count,
             UsageScope scope = UsageScope::own) {
    mirror.put_usage(usage_record(category, july, count, count, count * 1000, after_july),
                     Granularity::monthly, scope);
}

std::string usage_of(Mirror& mirror, const std::string& category) {
    return mirror.row("SELECT usage_count, usage_granularity FROM month_cells WHERE category = '" +
                      category + "'");
}

std::string usage_count_of(Mirror& mirror, const std::string& category) {
    return mirror.row("SELECT usage_count FROM month_cells WHERE category = '" + category + "'");
}

} // namespace

TEST_CASE("read and absent is zero, not read is not known") {
    Mirror mirror;
    SUBCASE("read") {
        mirror.cover_july();
        mirror.close();
        CHECK(mirror.row("SELECT usage_count, usage_microseconds, usage_price_micros, as_of FROM "
                         "month_cells WHERE category = 'calls-inbound'") ==
              "0|0|0|2026-08-03 09:00:00");
    }
    SUBCASE("not read") {
        mirror.cover(Resource::calls, july);
        set_source(mirror.connection(), account_a, Side::log);
        set_source(mirror.connection(), account_a, Side::usage);
        mirror.close();
        CHECK(usage_of(mirror, "calls-inbound") == "-|-");
        CHECK(usage_of(mirror, "combined") == "-|-");
        CHECK(mirror.rows("SELECT * FROM discrepancy_causes").empty());
    }
}

TEST_CASE("the native record is taken if it is not zero, else the Flex one, never their sum") {
    Mirror mirror;
    mirror.cover_july();
    monthly(mirror, "pstnconnectivity-inbound", 7);
    SUBCASE("Flex alone") {
        mirror.close();
        CHECK(usage_of(mirror, "calls-inbound") == "7|monthly");
    }
    SUBCASE("native zero") {
        monthly(mirror, "calls-inbound", 0);
        mirror.close();
        CHECK(usage_of(mirror, "calls-inbound") == "7|monthly");
    }
    SUBCASE("both") {
        monthly(mirror, "calls-inbound", 3);
        mirror.close();
        CHECK(usage_of(mirror, "calls-inbound") == "3|monthly");
    }
}

TEST_CASE("parts are summed only where their whole is absent") {
    Mirror mirror;
    mirror.cover_july();
    monthly(mirror, "calls-inbound-local", 1);
    monthly(mirror, "calls-inbound-mobile", 2);
    monthly(mirror, "calls-inbound-tollfree", 4);
    monthly(mirror, "calls-inbound-tollfree-local", 3); // a part of a part that is there
    SUBCASE("absent") {
        mirror.close();
        CHECK(usage_of(mirror, "calls-inbound") == "7|monthly");
    }
    SUBCASE("present") {
        monthly(mirror, "calls-inbound", 9);
        mirror.close();
        CHECK(usage_of(mirror, "calls-inbound") == "9|monthly");
    }
}

TEST_CASE("the rollup of calls is Twilio's own record, and not known where there is none") {
    Mirror mirror;
    mirror.cover_july();
    monthly(mirror, "calls-inbound", 3);
    SUBCASE("none") {
        mirror.close();
        CHECK(usage_count_of(mirror, "calls") == "-");
        CHECK(usage_count_of(mirror, "combined") == "3");
    }
    SUBCASE("its own") {
        monthly(mirror, "calls", 5);
        mirror.close();
        CHECK(usage_count_of(mirror, "calls") == "5");
        CHECK(usage_count_of(mirror, "combined") == "3");
    }
    SUBCASE("Flex") {
        monthly(mirror, "pstnconnectivity", 6);
        mirror.close();
        CHECK(usage_count_of(mirror, "calls") == "6");
    }
}

TEST_CASE(
    "days take the place of the month when all of them were read, and are never added to it") {
    Mirror mirror;
    mirror.cover_july();
    monthly(mirror, "calls-inbound", 10);
    mirror.put_usage(
        usage_record("calls-inbound", days("2026-07-05", "2026-07-06"), 9, 9, 9'000, after_july),
        Granularity::daily);
    SUBCASE("all of them") {
        mirror.cover(Resource::usage_daily, july, "2026-08-03 09:00:00", "calls-inbound");
        mirror.close();
        CHECK(usage_of(mirror, "calls-inbound") == "9|daily");
    }
    SUBCASE("not all of them") {
        mirror.cover(Resource::usage_daily, days("2026-07-01", "2026-07-31"), "2026-08-03 09:00:00",
                     "calls-inbound");
        mirror.close();
        CHECK(usage_of(mirror, "calls-inbound") == "10|monthly");
    }
}

TEST_CASE("usage with subaccounts, of other accounts and of other months is kept out") {
    Mirror mirror;
    mirror.cover_july();
    monthly(mirror, "calls-inbound", 10, UsageScope::with_subaccounts);
    mirror.put_usage(
        usage_record("calls-inbound", days("2026-06-01", "2026-07-01"), 5, 5, 5, after_july),
        Granularity::monthly);
    core::Account other;
    other.sid = account_b;
    put_account(mirror.connection(), other);
    core::UsageRecord record = usage_record("calls-inbound", july, 4, 4, 4, after_july);
    record.account_sid = account_b;
    mirror.put_usage(record, Granularity::monthly);
    mirror.close();
    CHECK(mirror.row("SELECT usage_count FROM month_cells WHERE category = 'calls-inbound'") ==
          "0");
}

TEST_CASE("a record of a part of the month does not stand for the month") {
    Mirror mirror;
    mirror.cover_july();
    mirror.put_usage(
        usage_record("calls-inbound", days("2026-07-01", "2026-07-15"), 5, 5, 5, after_july),
        Granularity::monthly);
    mirror.close();
    CHECK(usage_of(mirror, "calls-inbound") == "-|-");
}

TEST_CASE("a month's time is that of the day that is furthest behind") {
    Mirror mirror;
    mirror.cover_july();
    monthly(mirror, "calls-inbound", 2);
    mirror.cover(Resource::usage_daily, july, "2026-08-03 09:00:00", "calls-inbound");
    for (const auto& [date, as_of] : {std::pair{"2026-07-01", "2026-08-02 00:00:00"},
                                      std::pair{"2026-07-02", "2026-08-01 00:00:00"}}) {
        mirror.put_usage(usage_record("calls-inbound",
                                      {day(date), day(date) + std::chrono::days{1}}, 1, 1, 1,
                                      as_of),
                         Granularity::daily);
    }
    mirror.close();
    CHECK(mirror.row("SELECT usage_count, as_of FROM month_cells WHERE category = "
                     "'calls-inbound'") == "2|2026-08-01 00:00:00");
}
