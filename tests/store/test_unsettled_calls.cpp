// SPDX-License-Identifier: MIT
#include "mirror.hpp"
#include "store/unsettled_calls.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

namespace {

/// The days after the end of an unpriced call on which it is asked for, looking once an hour.
std::vector<int> days_asked(Mirror& mirror, core::Instant end, int last_day) {
    CallStore calls(mirror.connection());
    std::vector<int> asked;
    for (core::Instant now = end; now <= end + std::chrono::days{last_day};
         now += std::chrono::hours{1}) {
        for (const AwaitedCall& call : calls_to_ask_again(mirror.connection(), account_a, now)) {
            asked.push_back(static_cast<int>((now - end) / std::chrono::days{1}));
            calls.mark_checked(call.sid, now);
        }
    }
    return asked;
}

} // namespace

TEST_CASE("an unpriced call is asked for 1, 2, 4, 8, 16 and 30 days after its end") {
    Mirror mirror;
    const core::Call call = outbound_call(1, "2026-07-01 10:00:00", 60, std::nullopt);
    mirror.put(call, "2026-07-01 10:30:00");
    CHECK(days_asked(mirror, *call.end_time, 100) == std::vector<int>{1, 2, 4, 8, 16, 30});
}

TEST_CASE("a call that was first seen late is not asked for the days that are past") {
    Mirror mirror;
    const core::Call call = outbound_call(1, "2026-07-01 10:00:00", 60, std::nullopt);
    SUBCASE("within the 30 days") {
        mirror.put(call, "2026-07-06 00:00:00");
        CHECK(days_asked(mirror, *call.end_time, 100) == std::vector<int>{8, 16, 30});
    }
    SUBCASE("after them") {
        mirror.put(call, "2026-08-03 00:00:00");
        CHECK(days_asked(mirror, *call.end_time, 100).empty());
    }
}

TEST_CASE("after a long pause it is asked for once") {
    Mirror mirror;
    mirror.put(outbound_call(1, "2026-07-01 10:00:00", 60, std::nullopt), "2026-07-01 10:30:00");
    const auto now = at("2026-07-20 00:00:00");
    CHECK(calls_to_ask_again(mirror.connection(), account_a, now).size() == 1);
    CallStore(mirror.connection()).mark_checked(call_sid(1), now);
    CHECK(calls_to_ask_again(mirror.connection(), account_a, now).empty());
}

TEST_CASE("a listing of its day counts as asking") {
    Mirror mirror;
    mirror.put(outbound_call(1, "2026-07-01 10:00:00", 60, std::nullopt), "2026-07-01 10:30:00");
    const auto now = at("2026-07-02 12:00:00");
    REQUIRE(calls_to_ask_again(mirror.connection(), account_a, now).size() == 1);
    CHECK(calls_to_ask_again(mirror.connection(), account_a, now)[0].usage_date ==
          day("2026-07-01"));
    mirror.cover(Resource::calls, days("2026-07-02", "2026-07-03"), "2026-07-02 11:00:00");
    CHECK(calls_to_ask_again(mirror.connection(), account_a, now).size() == 1); // another day's
    mirror.cover(Resource::calls, days("2026-07-01", "2026-07-02"), "2026-07-02 11:00:00");
    CHECK(calls_to_ask_again(mirror.connection(), account_a, now).empty());
}

TEST_CASE("only what may still change is asked for") {
    Mirror mirror;
    const auto now = at("2026-07-03 00:00:00");
    core::Call running = outbound_call(1, "2026-07-01 10:00:00", 0, std::nullopt);
    running.status = "in-progress";
    running.end_time = std::nullopt;
    running.duration = std::nullopt;
    core::Call queued = running;
    queued.sid = call_sid(2);
    queued.status = "queued";
    queued.start_time = std::nullopt;
    core::Call busy = outbound_call(3, "2026-07-01 10:00:00", 0, std::nullopt);
    busy.status = "busy";
    core::Call gone = outbound_call(5, "2026-07-01 10:00:00", 60, std::nullopt);
    core::Call odd = outbound_call(6, "2026-07-01 10:00:00", 60, std::nullopt);
    odd.status = "a-new-word";
    odd.end_time = std::nullopt;
    for (const core::Call& call :
         {running, queued, busy, outbound_call(4, "2026-07-01 10:00:00", 60), gone, odd}) {
        mirror.put(call, "2026-07-01 10:30:00");
    }
    CallStore calls(mirror.connection());
    calls.mark_missing(gone.sid, at("2026-07-02 00:00:00"));
    std::vector<std::string> asked;
    for (const AwaitedCall& call : calls_to_ask_again(mirror.connection(), account_a, now)) {
        asked.push_back(call.sid);
        CHECK(call.usage_date.has_value() == (call.sid != queued.sid));
    }
    std::sort(asked.begin(), asked.end());
    CHECK(asked == std::vector<std::string>{running.sid, queued.sid, odd.sid});
    CHECK(calls_to_ask_again(mirror.connection(), account_b, now).empty());
}

TEST_CASE("billed calls are to be settled when 72 hours have passed since their end") {
    Mirror mirror;
    mirror.put(outbound_call(1, "2026-08-01 10:00:00", 60, std::nullopt), "2026-08-01 11:00:00");
    core::Call running = outbound_call(2, "2026-07-01 10:00:00", 0, std::nullopt);
    running.status = "in-progress";
    running.end_time = std::nullopt;
    mirror.put(running, "2026-08-01 11:00:00");
    CHECK(calls_to_settle(mirror.connection(), account_a, at("2026-08-04 10:01:00")).empty());
    CHECK(calls_to_settle(mirror.connection(), account_a, at("2026-08-04 10:01:01")) ==
          std::vector<std::string>{call_sid(1)});
    CHECK(calls_to_settle(mirror.connection(), account_b, at("2026-08-04 10:01:01")).empty());
}

TEST_CASE("a call without an end is settled by the same time as the rules say") {
    Mirror mirror;
    core::Call call = outbound_call(1, "2026-08-01 10:00:00", 60, std::nullopt);
    call.end_time = std::nullopt; // its end is its start and its duration
    mirror.put(call, "2026-08-01 11:00:00");
    for (const char* now : {"2026-08-04 10:00:30", "2026-08-04 10:01:01"}) {
        CAPTURE(now);
        CallStore calls(mirror.connection());
        Transaction transaction(mirror.connection());
        bool settled = false;
        for (const std::string& sid : calls_to_settle(mirror.connection(), account_a, at(now))) {
            settled = calls.settle(sid, at(now));
        }
        CHECK(settled == (std::string(now) == "2026-08-04 10:01:01"));
    }
}

TEST_CASE("stored calls are those of the days, missing ones with them") {
    Mirror mirror;
    mirror.put(outbound_call(1, "2026-07-01 00:00:00", 1));
    mirror.put(outbound_call(2, "2026-07-01 23:59:59", 1));
    mirror.put(outbound_call(3, "2026-07-02 00:00:00", 1));
    CallStore calls(mirror.connection());
    calls.mark_missing(call_sid(2), at("2026-08-04 00:00:00"));
    calls.write_roll_up();
    CHECK(stored_calls(mirror.connection(), account_a, days("2026-07-01", "2026-07-02")) == 2);
    CHECK(stored_calls(mirror.connection(), account_a, days("2026-07-01", "2026-07-01")) == 0);
    CHECK(stored_calls(mirror.connection(), account_b, days("2026-07-01", "2026-07-02")) == 0);
}

TEST_CASE("what a listing of days should hold: calls of the API that are not missing") {
    Mirror mirror;
    for (int number = 1; number <= 5; ++number) {
        mirror.put(outbound_call(number, "2026-07-01 10:00:00", 1));
    }
    mirror.put(outbound_call(6, "2026-07-02 00:00:00", 1));
    CallStore calls(mirror.connection());
    calls.mark_missing(call_sid(5), at("2026-08-04 00:00:00"));
    calls.write_roll_up();
    const auto listed = [&](const std::string& account_sid) {
        std::vector<std::string> sids;
        for_each_listed_call(mirror.connection(), account_sid, days("2026-07-01", "2026-07-02"),
                             [&](std::string_view sid) { sids.emplace_back(sid); });
        std::sort(sids.begin(), sids.end());
        return sids;
    };
    CHECK(listed(account_a) == std::vector{call_sid(1), call_sid(2), call_sid(3), call_sid(4)});
    CHECK(listed(account_b).empty());
}
