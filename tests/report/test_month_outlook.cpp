// SPDX-License-Identifier: MIT
#include "report/month_outlook.hpp"
#include "tests/report/months.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::report;
using namespace calltally::report::testing;
using Kind = MonthOutlook::Kind;

namespace {

MonthOutlook only(Mirror& mirror) {
    const auto all = month_outlooks(mirror.connection());
    REQUIRE(all.size() == 1);
    return all.front();
}

} // namespace

TEST_CASE("a stored and settled month that is over is compared") {
    MonthMirror mirror;
    agreeing_july(mirror);
    const MonthOutlook july_outlook = only(mirror);
    CHECK(july_outlook.kind == Kind::compared);
    CHECK(july_outlook.is_over);
    CHECK(july_outlook.reason.empty());
    CHECK_FALSE(july_outlook.look_again_at);
    CHECK(newest_reading(mirror.connection()) == at("2026-08-03 09:00:00"));
}

TEST_CASE("a month that runs is to be looked at when usage will have its end") {
    MonthMirror mirror;
    mirror.put(outbound_call(1, "2026-07-01 10:00:00", 61), "2026-07-02 09:00:00");
    mirror.put_usage(usage_record("calls-outbound", july, 1, 2, 13'000, "2026-07-02 03:00:30"),
                     Granularity::monthly);
    mirror.cover(store::Resource::calls, days("2026-07-01", "2026-08-01"), "2026-07-02 09:00:00");
    mirror.cover(store::Resource::usage_monthly, july, "2026-07-02 09:00:00");
    store::set_source(mirror.connection(), account_a, store::Side::log);
    store::set_source(mirror.connection(), account_a, store::Side::usage);
    mirror.close("2026-07", "2026-07-02 09:00:00");
    const MonthOutlook outlook = only(mirror);
    CHECK(outlook.kind == Kind::pending);
    CHECK(outlook.reason == "the month is not over");
    CHECK(outlook.look_again_at == at("2026-08-01 05:59:00")); // read 5 h 59 min behind the clock
}

TEST_CASE("a call without a price is waited for until 72 hours past its end") {
    MonthMirror mirror;
    mirror.put(outbound_call(1, "2026-07-31 23:58:30", 61, std::nullopt), "2026-08-01 09:00:00");
    mirror.put_usage(usage_record("calls-outbound", july, 1, 2, 26'000, "2026-08-01 08:00:00"),
                     Granularity::monthly);
    mirror.cover_july();
    mirror.close("2026-07", "2026-08-01 09:00:00");
    const MonthOutlook outlook = only(mirror);
    CHECK(outlook.kind == Kind::pending);
    CHECK(outlook.reason == "1 calls may still change");
    CHECK(outlook.look_again_at == at("2026-08-04 00:00:00"));
}

TEST_CASE("usage that lags behind the month's end is waited for as long as it lagged") {
    MonthMirror mirror;
    mirror.put(outbound_call(1, "2026-07-10 12:00:00", 61));
    mirror.put_usage(usage_record("calls-outbound", july, 1, 2, 13'000, "2026-07-31 20:00:00"),
                     Granularity::monthly);
    mirror.cover_july();
    mirror.close("2026-07", "2026-08-01 02:00:00");
    const MonthOutlook outlook = only(mirror);
    CHECK(outlook.kind == Kind::pending);
    CHECK(outlook.look_again_at == at("2026-08-01 06:00:00"));
}

TEST_CASE("a month of which some categories are known is compared in part") {
    MonthMirror mirror;
    agreeing_july(mirror);
    mirror.connection().exec("DELETE FROM sync_windows WHERE resource = 'usage_monthly'");
    mirror.close();
    CHECK(only(mirror).kind == Kind::in_part);
    CHECK(only(mirror).has_compared());
    CHECK(only(mirror).reason.starts_with("usage of 6 of 7 categories is not known"));
}

TEST_CASE("where only a sync is lacking there is nothing to wait for") {
    MonthMirror mirror;
    agreeing_july(mirror);
    mirror.put(outbound_call(2, "2026-07-10 12:00:00", 61));
    const MonthOutlook stale = only(mirror);
    CHECK(stale.kind == Kind::pending);
    CHECK(stale.reason.find("the next sync or import") != std::string::npos);
    CHECK_FALSE(stale.look_again_at);
}

TEST_CASE("a month whose usage was never read will never be compared") {
    MonthMirror mirror;
    mirror.put(outbound_call(1, "2026-07-10 12:00:00", 61));
    mirror.cover(store::Resource::calls, july);
    store::set_source(mirror.connection(), account_a, store::Side::log);
    mirror.close();
    CHECK(only(mirror).kind == Kind::never);
    CHECK(only(mirror).reason == "usage was never read; sync or import it");
}

TEST_CASE("parent accounts come before their subaccounts, whatever their sids") {
    MonthMirror mirror;
    core::Account parent;
    parent.sid = account_b;
    parent.friendly_name = "Zeta";
    parent.owner_account_sid = account_b;
    store::put_account(mirror.connection(), parent);
    core::Account child;
    child.sid = account_a;
    child.friendly_name = "Alpha";
    child.owner_account_sid = account_b;
    store::put_account(mirror.connection(), child);
    agreeing_july(mirror);
    store::close_month(mirror.connection(), {account_b, "2026-07"}, at("2026-08-03 09:00:00"));
    const auto all = month_outlooks(mirror.connection());
    REQUIRE(all.size() == 2);
    CHECK(all.front().account_sid == account_b);
}
