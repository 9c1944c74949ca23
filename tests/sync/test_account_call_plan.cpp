// SPDX-License-Identifier: MIT
#include "sync/account_call_plan.hpp"
#include "tests/store/mirror.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::store::testing;
using store::Resource;
using Days = std::vector<core::DateRange>;

namespace {

const core::DateRange whole = days("2026-05-01", "2026-08-03");

using DailyCalls = std::map<core::Date, std::int64_t>;

/// The account, mirrored from May on; it is the 3rd of August.
sync::AccountCallPlan plan(Mirror& mirror, DailyCalls daily_calls = {}, bool has_usage = true) {
    sync::AccountRun account;
    account.account.sid = account_a;
    account.call_days = whole;
    account.is_open_ended = true;
    return {mirror.connection(),       account,
            std::move(daily_calls),    has_usage,
            at("2026-08-03 09:00:00"), std::chrono::days{7}};
}

/// The planned windows as `first reads` and `re-reads`.
struct Planned {
    Days first_reads;
    Days rereads;
};
Planned windows_of(const sync::AccountCallPlan& plan) {
    Planned planned;
    for (const auto& [window, expected_calls] : plan.windows(100)) {
        (window.is_reread ? planned.rereads : planned.first_reads).push_back(window.days);
    }
    return planned;
}

/// The log from May on was read once.
void cover(Mirror& mirror, const char* until = "2026-08-03") {
    mirror.cover(Resource::calls, days("2026-05-01", until));
}

void reread(Mirror& mirror, const core::DateRange& range) {
    store::Window window;
    window.account_sid = account_a;
    window.days = range;
    window.is_reread = true;
    window.started_at = at("2026-08-03 09:00:00");
    window.id = store::open_window(mirror.connection(), mirror.run_id(), window);
    store::record_page(mirror.connection(), window, {}, std::nullopt, at("2026-08-03 09:00:00"));
}

} // namespace

TEST_CASE("a quiet account's first read is one window without an end") {
    Mirror mirror;
    const auto windows = plan(mirror).windows(100);
    REQUIRE(windows.size() == 1);
    CHECK(windows[0].window.days == days("2026-05-01", "2026-08-03"));
    CHECK(windows[0].window.is_open_ended);
    CHECK_FALSE(windows[0].window.is_reread);
}

TEST_CASE("without usage the days are cut by the calendar") {
    Mirror mirror;
    CHECK(windows_of(plan(mirror, {}, false)).first_reads ==
          Days{days("2026-05-01", "2026-06-01"), days("2026-06-01", "2026-07-01"),
               days("2026-07-01", "2026-08-01"), days("2026-08-01", "2026-08-03")});
}

TEST_CASE("what is read is read again within the look-back only") {
    Mirror mirror;
    cover(mirror);
    const auto planned = windows_of(plan(mirror));
    CHECK(planned.first_reads.empty());
    CHECK(planned.rereads == Days{days("2026-07-27", "2026-08-03")});
}

TEST_CASE("days that were not read since are read with the look-back") {
    Mirror mirror;
    cover(mirror, "2026-07-30");
    const auto planned = windows_of(plan(mirror));
    CHECK(planned.first_reads.empty());
    CHECK(planned.rereads == Days{days("2026-07-27", "2026-08-03")});
}

TEST_CASE("an unpriced call is asked for by sid, many of one day by a listing of it") {
    Mirror mirror;
    mirror.cover(Resource::calls, days("2026-05-01", "2026-08-03"), "2026-07-16 09:00:00");
    mirror.put(outbound_call(1, "2026-07-15 12:00:00", 60, std::nullopt), "2026-07-15 13:00:00");
    CHECK(plan(mirror).awaited() == std::vector{call_sid(1)});
    for (int number = 2; number < 9; ++number) {
        mirror.put(outbound_call(number, "2026-07-15 12:00:00", 60, std::nullopt),
                   "2026-07-15 13:00:00");
    }
    CHECK(plan(mirror).awaited().empty());
    CHECK(windows_of(plan(mirror)).rereads ==
          Days{days("2026-07-15", "2026-07-16"), days("2026-07-27", "2026-08-03")});
}

TEST_CASE("queued calls are not listed where nobody called for five weeks") {
    Mirror mirror;
    CHECK_FALSE(plan(mirror).lists_queued());
    CHECK(plan(mirror, {}, false).lists_queued()); // nothing is known
    CHECK(plan(mirror, {{day("2026-07-20"), 1}}).lists_queued());
    CHECK_FALSE(plan(mirror, {{day("2026-05-20"), 1}}).lists_queued());
    mirror.put(outbound_call(1, "2026-07-20 12:00:00", 60));
    CHECK(plan(mirror).lists_queued());
}

TEST_CASE("days of which usage counts more calls than the log showed are listed once more") {
    Mirror mirror;
    const DailyCalls usage{{day("2026-05-04"), 1}, {day("2026-05-20"), 2}, {day("2026-08-01"), 9}};
    mirror.put(outbound_call(1, "2026-05-04 12:00:00", 60));
    mirror.put(outbound_call(2, "2026-05-20 12:00:00", 60));
    CHECK(plan(mirror, usage).days_short_of_calls(whole).empty()); // not read at all
    cover(mirror);
    CHECK(plan(mirror, usage).days_short_of_calls(whole) == Days{days("2026-05-20", "2026-05-21")});
    CHECK(plan(mirror, usage).days_short_of_calls(days("2026-05-21", "2026-08-03")).empty());
    SUBCASE("but not a third time") {
        reread(mirror, days("2026-05-20", "2026-05-21"));
        CHECK(plan(mirror, usage).days_short_of_calls(whole).empty());
    }
    SUBCASE("joined where that takes no further page") {
        const DailyCalls near{{day("2026-05-06"), 3}, {day("2026-05-20"), 2}};
        CHECK(plan(mirror, near).days_short_of_calls(whole) ==
              Days{days("2026-05-06", "2026-05-21")});
        const DailyCalls busy{
            {day("2026-05-06"), 3}, {day("2026-05-10"), 5000}, {day("2026-05-20"), 2}};
        reread(mirror, days("2026-05-10", "2026-05-11"));
        CHECK(plan(mirror, busy).days_short_of_calls(whole) ==
              Days{days("2026-05-06", "2026-05-07"), days("2026-05-20", "2026-05-21")});
    }
    SUBCASE("a call that is gone from the log was in it") {
        store::CallStore calls(mirror.connection());
        mirror.put(outbound_call(3, "2026-05-20 13:00:00", 60));
        store::Transaction transaction(mirror.connection());
        calls.mark_missing(call_sid(3), at("2026-08-03 09:00:00"));
        calls.write_roll_up();
        transaction.commit();
        CHECK(plan(mirror, usage).days_short_of_calls(whole).empty());
    }
}
