// SPDX-License-Identifier: MIT
#include "sync/usage_plan.hpp"
#include "tests/store/mirror.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calltally;
using namespace calltally::store::testing;
using store::Granularity;
using store::Resource;
using store::UsageScope;

namespace {

const core::Date today = day("2026-08-03");
const core::DateRange period = days("2026-05-01", "2026-08-04");

sync::UsagePlan plan(Mirror& mirror) {
    return {mirror.connection(), account_a, period, today, std::chrono::days{7}};
}

/// Usage of the months that are over was read, and of the running one so far.
void cover_months(Mirror& mirror) {
    mirror.cover(Resource::usage_monthly, {period.from, today});
}

void put_month(Mirror& mirror, const std::string& category, const char* from, const char* to,
               std::int64_t count, UsageScope scope = UsageScope::own) {
    mirror.put_usage(usage_record(category, days(from, to), count, count, 0, "2026-08-03 03:00:00"),
                     Granularity::monthly, scope);
}

} // namespace

TEST_CASE("a new mirror reads all months, a read one from that of the look-back on") {
    Mirror mirror;
    CHECK(plan(mirror).months() == period);
    cover_months(mirror);
    CHECK(plan(mirror).months() == days("2026-07-01", "2026-08-04"));
    CHECK(plan(mirror).closed(period) == days("2026-05-01", "2026-08-03"));
}

TEST_CASE("days are read of the comparison categories' months that are not zero") {
    Mirror mirror;
    put_month(mirror, "calls-inbound", "2026-05-01", "2026-06-01", 3);
    put_month(mirror, "calls-inbound", "2026-06-01", "2026-07-01", 0);
    put_month(mirror, "calls-inbound", "2026-07-01", "2026-08-01", 2);
    put_month(mirror, "calls-outbound", "2026-06-01", "2026-07-01", 0);
    put_month(mirror, "recordings", "2026-06-01", "2026-07-01", 9);
    const auto daily = plan(mirror).daily();
    REQUIRE(daily.size() == 1); // the month between is read with its neighbours
    CHECK(daily[0].category == "calls-inbound");
    CHECK(daily[0].days == days("2026-05-01", "2026-08-01"));
    CHECK_FALSE(daily[0].is_known);
}

TEST_CASE("days that add up to their month and were over when read are known") {
    Mirror mirror;
    put_month(mirror, "calls-inbound", "2026-06-01", "2026-07-01", 2);
    const auto put_day = [&](const char* from, const char* to, const char* as_of) {
        mirror.put_usage(usage_record("calls-inbound", days(from, to), 1, 1, 0, as_of),
                         Granularity::daily);
    };
    put_day("2026-06-03", "2026-06-04", "2026-06-20 00:00:00");
    CHECK_FALSE(plan(mirror).daily().at(0).is_known); // a call is missing
    put_day("2026-06-29", "2026-06-30", "2026-06-29 12:00:00");
    CHECK_FALSE(plan(mirror).daily().at(0).is_known); // read before it was over
    put_day("2026-06-29", "2026-06-30", "2026-07-02 00:00:00");
    CHECK(plan(mirror).daily().at(0).is_known);
    CHECK(plan(mirror).daily_calls() ==
          std::map<core::Date, std::int64_t>{{day("2026-06-03"), 1}, {day("2026-06-29"), 1}});
}

TEST_CASE("a month whose record could not be read has its days asked for") {
    Mirror mirror;
    core::UsageRecord unread;
    unread.account_sid = account_a;
    unread.category = "calls-inbound";
    unread.days = days("2026-06-01", "2026-07-01");
    store::put_unread_usage(mirror.connection(), unread, Granularity::monthly, UsageScope::own,
                            at("2026-08-03 09:00:00"));
    const auto daily = plan(mirror).daily();
    REQUIRE(daily.size() == 1);
    CHECK(daily[0].days == days("2026-06-01", "2026-07-01"));
}

TEST_CASE(
    "days left over by a run that ended early, and days read too early, bring their month back") {
    Mirror mirror;
    cover_months(mirror);
    put_month(mirror, "calls-inbound", "2026-05-01", "2026-06-01", 3);
    CHECK(plan(mirror).months().from == day("2026-05-01"));
    mirror.cover(Resource::usage_daily, days("2026-05-01", "2026-06-01"), "2026-08-03 09:00:00",
                 "calls-inbound");
    CHECK(plan(mirror).months().from == day("2026-07-01"));
    mirror.put_usage(usage_record("calls-inbound", days("2026-05-09", "2026-05-10"), 3, 3, 0,
                                  "2026-05-09 12:00:00"),
                     Granularity::daily);
    CHECK(plan(mirror).months().from == day("2026-05-01"));
}

TEST_CASE("an account that shows no subaccount is asked for them once a month") {
    Mirror mirror;
    cover_months(mirror);
    CHECK(plan(mirror).months_with_subaccounts().from == day("2026-05-01"));
    store::Window window;
    window.account_sid = account_a;
    window.resource = Resource::usage_monthly;
    window.includes_subaccounts = true;
    window.days = {period.from, day("2026-08-01")};
    window.started_at = at("2026-08-01 09:00:00");
    window.id = store::open_window(mirror.connection(), mirror.run_id(), window);
    store::record_page(mirror.connection(), window, {}, std::nullopt, at("2026-08-01 09:00:00"));
    CHECK(plan(mirror).months_with_subaccounts().empty());
    // The whole has a call that the account alone has not: there are subaccounts.
    put_month(mirror, "calls-inbound", "2026-07-01", "2026-08-01", 2);
    mirror.cover(Resource::usage_daily, days("2026-07-01", "2026-08-01"), "2026-08-03 09:00:00",
                 "calls-inbound");
    put_month(mirror, "calls-inbound", "2026-07-01", "2026-08-01", 3, UsageScope::with_subaccounts);
    CHECK(plan(mirror).months_with_subaccounts() == days("2026-07-01", "2026-08-04"));
}

TEST_CASE(
    "old days that do not add up are in doubt until a later run than their month's read them") {
    Mirror mirror;
    cover_months(mirror);
    const auto cover_days = [&](std::int64_t run_id) {
        store::Window window;
        window.account_sid = account_a;
        window.resource = Resource::usage_daily;
        window.category = "calls-inbound";
        window.days = days("2026-05-01", "2026-06-01");
        window.started_at = at("2026-08-03 09:00:00");
        window.id = store::open_window(mirror.connection(), run_id, window);
        store::record_page(mirror.connection(), window, {}, std::nullopt, window.started_at);
    };
    put_month(mirror, "calls-inbound", "2026-05-01", "2026-06-01", 3);
    cover_days(mirror.run_id());
    const auto doubted = plan(mirror).daily_in_doubt();
    REQUIRE(doubted.size() == 1);
    CHECK(doubted[0].category == "calls-inbound");
    CHECK(doubted[0].days == days("2026-05-01", "2026-06-01"));
    // It costs no month, and those that are read anyway are in no doubt.
    CHECK(plan(mirror).months() == days("2026-07-01", "2026-08-04"));
    cover_days(store::begin_run(mirror.connection(), at("2026-08-03 10:00:00"), "test"));
    CHECK(plan(mirror).daily_in_doubt().empty());
}

TEST_CASE("days that add up are in no doubt") {
    Mirror mirror;
    cover_months(mirror);
    put_month(mirror, "calls-inbound", "2026-05-01", "2026-06-01", 3);
    mirror.cover(Resource::usage_daily, days("2026-05-01", "2026-06-01"), "2026-08-03 09:00:00",
                 "calls-inbound");
    mirror.put_usage(usage_record("calls-inbound", days("2026-05-09", "2026-05-10"), 3, 3, 0,
                                  "2026-05-11 12:00:00"),
                     Granularity::daily);
    CHECK(plan(mirror).daily_in_doubt().empty());
}

TEST_CASE("months are whole, also where the days to mirror begin or end within one") {
    Mirror mirror;
    const auto months = [&](const char* from, const char* to) {
        return sync::UsagePlan(mirror.connection(), account_a, days(from, to), today,
                               std::chrono::days{7})
            .months();
    };
    CHECK(months("2026-05-10", "2026-06-12") == days("2026-05-01", "2026-07-01"));
    CHECK(months("2026-05-10", "2026-07-01") == days("2026-05-01", "2026-07-01"));
    CHECK(months("2026-05-10", "2026-08-02") == days("2026-05-01", "2026-08-04"));
}
