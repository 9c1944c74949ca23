// SPDX-License-Identifier: MIT
#include "core/error.hpp"
#include "report/explanation.hpp"
#include "tests/report/months.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calltally;
using namespace calltally::report;
using namespace calltally::report::testing;

namespace {

const AccountExplanation only(const Explanation& explanation) {
    REQUIRE(explanation.accounts.size() == 1);
    return explanation.accounts.front();
}

const ExplainedCell& cell_of(const AccountExplanation& account, const std::string& category) {
    const auto found =
        std::find_if(account.cells.begin(), account.cells.end(),
                     [&category](const ExplainedCell& cell) { return cell.category == category; });
    REQUIRE(found != account.cells.end());
    return *found;
}

std::vector<std::string> names_of(const std::vector<FittingReading>& readings) {
    std::vector<std::string> names;
    for (const FittingReading& reading : readings) {
        names.push_back(reading.name);
    }
    return names;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string message_of(Mirror& mirror, const ExplainFilter& filter) {
    try {
        explain(mirror.connection(), filter);
    } catch (const core::Error& error) {
        return std::to_string(static_cast<int>(error.exit_code())) + " " + error.what();
    }
    return "no error";
}

/// Usage of July by one record of calls and minutes, and closed.
void with_usage(Mirror& mirror, std::int64_t calls, std::int64_t minutes) {
    mirror.put_usage(
        usage_record("calls-outbound", july, calls, minutes, calls * 26'000, after_july),
        Granularity::monthly);
    mirror.cover_july();
    mirror.close();
}

} // namespace

TEST_CASE("a month that differs has its whole first, its causes and what is left") {
    MonthMirror mirror;
    july_with_a_zero_second_call(mirror);
    const AccountExplanation account = only(explain(mirror.connection(), {}));
    REQUIRE(account.cells.size() == 2); // and not the rollup, which says no more
    CHECK(account.cells.front().category == "combined");
    CHECK(account.cells.back().category == "calls-outbound");
    for (const ExplainedCell& cell : account.cells) {
        REQUIRE(cell.causes.size() == 1);
        CHECK(cell.causes.front().cause == "zero_second_calls");
        CHECK(cell.causes.front().part == core::Amounts{-1, 0, 0});
        CHECK(cell.difference() == core::Amounts{-1, 0, 0});
        CHECK(cell.unexplained.is_zero());
        CHECK(cell.readings.empty()); // the rows show it: nothing to guess
    }
    REQUIRE(account.bridge.size() > 6);
    CHECK(account.bridge.front().cause == "naive");
    CHECK(account.bridge.back().running_calls == 1);
}

TEST_CASE("the bridge takes a zone, and speaks of causes as the view does") {
    MonthMirror mirror;
    july_with_a_zero_second_call(mirror);
    ExplainFilter filter;
    filter.zone = "America/New_York";
    const AccountExplanation account = only(explain(mirror.connection(), filter));
    CHECK(account.bridge.front().explanation.find("America/New_York") != std::string::npos);
    const auto step =
        std::find_if(account.bridge.begin(), account.bridge.end(),
                     [](const BridgeStep& one) { return one.cause == "zero_second_calls"; });
    REQUIRE(step != account.bridge.end());
    CHECK(step->explanation == "completed calls of 0 seconds that usage does not count");
}

TEST_CASE("a month that agrees has no causes, and its bridge only if it is asked for") {
    MonthMirror mirror;
    agreeing_july(mirror);
    CHECK(only(explain(mirror.connection(), {})).bridge.empty());
    CHECK(only(explain(mirror.connection(), {})).cells.size() == 1);
    ExplainFilter filter;
    filter.account_sid = account_a;
    CHECK_FALSE(only(explain(mirror.connection(), filter)).bridge.empty());
    filter.category = "calls-outbound";
    CHECK(only(explain(mirror.connection(), filter)).bridge.empty());
}

TEST_CASE("without a month it is the newest that can be compared") {
    MonthMirror mirror;
    agreeing_july(mirror);
    mirror.put(outbound_call(2, "2026-08-01 10:00:00", 61));
    mirror.close("2026-08");
    CHECK(explain(mirror.connection(), {}).month == "2026-07");
    ExplainFilter august;
    august.month = "2026-08";
    const AccountExplanation account = only(explain(mirror.connection(), august));
    CHECK(account.outlook.kind == MonthOutlook::Kind::pending);
    CHECK(account.bridge.empty());
}

TEST_CASE("the last day left out is recognised where usage is just that") {
    MonthMirror mirror;
    july_of_calls(mirror, 31);
    with_usage(mirror, 180, 360);
    const AccountExplanation account = only(explain(mirror.connection(), {}));
    CHECK(has(names_of(cell_of(account, "calls-outbound").readings), "before_last_day"));
}

TEST_CASE("a clock that is hours off is recognised") {
    MonthMirror mirror;
    july_of_calls(mirror, 31);
    mirror.put(outbound_call(900, "2026-08-01 01:00:00", 61, -26'000)); // of July, 2 h behind UTC
    mirror.put(outbound_call(901, "2026-08-01 01:10:00", 61, -26'000));
    with_usage(mirror, 187, 374);
    const auto names =
        names_of(cell_of(only(explain(mirror.connection(), {})), "calls-outbound").readings);
    CHECK(has(names, "shift -02:00"));
    CHECK_FALSE(has(names, "start"));
    CHECK_FALSE(has(names, "shift +02:00"));
}

TEST_CASE("calls added to their own sum are recognised") {
    MonthMirror mirror;
    july_of_calls(mirror, 3);
    with_usage(mirror, 36, 72);
    const AccountExplanation account = only(explain(mirror.connection(), {}));
    CHECK(has(names_of(cell_of(account, "calls-outbound").readings), "rollup_twice"));
}

TEST_CASE("a total that is rounded once is recognised") {
    MonthMirror mirror;
    july_of_calls(mirror, 3);
    with_usage(mirror, 18, 19); // 18 calls of 61 s are 1098 s
    const AccountExplanation account = only(explain(mirror.connection(), {}));
    CHECK(has(names_of(cell_of(account, "calls-outbound").readings), "60/60 total_once"));
}

TEST_CASE("the calls of a cause are listed, and those that cannot be are counted") {
    MonthMirror mirror;
    july_with_a_zero_second_call(mirror);
    ExplainFilter filter;
    filter.with_calls = true;
    AccountExplanation account = only(explain(mirror.connection(), filter));
    REQUIRE(account.calls.rows.size() == 1);
    CHECK(account.calls.rows.front().size() == account.calls.columns.size());
    CHECK(std::get<std::string>(account.calls.rows.front()[4]) == call_sid(2));
    CHECK(account.unlisted.empty());

    MonthMirror lacking;
    lacking.put(outbound_call(1, "2026-07-10 12:00:00", 61, -26'000));
    with_usage(lacking, 3, 8);
    account = only(explain(lacking.connection(), filter));
    CHECK(account.calls.rows.empty());
    REQUIRE(account.unlisted.size() == 1);
    CHECK(account.unlisted.front().calls == 2);
}

TEST_CASE("what is not in the mirror is refused by name") {
    MonthMirror mirror;
    CHECK(message_of(mirror, {}) == "5 no month is mirrored yet");
    agreeing_july(mirror);
    ExplainFilter filter;
    filter.month = "2020-01";
    CHECK(message_of(mirror, filter) == "2 --month: 2020-01 is not mirrored");
    filter = {};
    filter.account_sid = account_b;
    CHECK(message_of(mirror, filter) == "2 --account: nothing of " + account_b + " is mirrored");
    filter = {};
    filter.category = "calls-outbund";
    CHECK(message_of(mirror, filter) == "2 --category: no account has this category");
}

TEST_CASE("prices that do not compare are no part of the difference") {
    ExplainedCell cell;
    cell.log = {1, 0, 500};
    cell.usage = {2, 0, 900};
    CHECK(cell.difference() == core::Amounts{1, 0, 0});
    cell.prices_compare = true;
    CHECK(cell.difference() == core::Amounts{1, 0, 400});
}
