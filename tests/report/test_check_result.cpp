// SPDX-License-Identifier: MIT
#include "report/check_result.hpp"
#include "tests/report/months.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::report;
using namespace calltally::report::testing;
using core::ExitCode;

namespace {

/// July: one outbound call of 61 s in the log, two calls and five minutes in usage.
void differing_july(Mirror& mirror) {
    mirror.put(outbound_call(1, "2026-07-10 12:00:00", 61, -26'000));
    mirror.put_usage(usage_record("calls-outbound", july, 2, 5, 26'001, after_july),
                     Granularity::monthly);
    mirror.cover_july();
    mirror.close();
}

CheckFilter within(const core::Amounts& thresholds) {
    CheckFilter filter;
    filter.thresholds = thresholds;
    return filter;
}

constexpr std::int64_t minute = 60'000'000;

} // namespace

TEST_CASE("a month that agrees is agreement, and one that differs a difference with its amounts") {
    MonthMirror agreeing;
    agreeing_july(agreeing);
    CheckResult result = check(agreeing.connection(), {});
    CHECK(result.exit_code() == ExitCode::done);
    CHECK(result.compared == 1);
    CHECK(result.first_month == "2026-07");

    MonthMirror differing;
    differing_july(differing);
    result = check(differing.connection(), {});
    CHECK(result.exit_code() == ExitCode::differences);
    CHECK(result.agreeing == 0);
    REQUIRE(result.differing.size() == 2); // the category and the whole, not Twilio's rollup
    CHECK(result.differing.front().category == "calls-outbound");
    CHECK(result.differing.back().category == "combined");
    CHECK(result.differing.back().difference == core::Amounts{1, 3 * minute, 1});
}

TEST_CASE("thresholds are met to the last millionth") {
    MonthMirror mirror;
    differing_july(mirror);
    const auto code = [&mirror](const core::Amounts& thresholds) {
        return check(mirror.connection(), within(thresholds)).exit_code();
    };
    CHECK(code({1, 3 * minute, 1}) == ExitCode::done);
    CHECK(code({0, 3 * minute, 1}) == ExitCode::differences);
    CHECK(code({1, 3 * minute - 60, 1}) == ExitCode::differences); // a millionth of a minute less
    CHECK(code({1, 3 * minute, 0}) == ExitCode::differences);
}

TEST_CASE("a price beyond rounding is held against its threshold") {
    MonthMirror mirror;
    mirror.put(outbound_call(1, "2026-07-10 12:00:00", 61, -26'000));
    mirror.put_usage(usage_record("calls-outbound", july, 1, 2, 36'000, after_july),
                     Granularity::monthly);
    mirror.cover_july();
    mirror.close();
    CHECK(check(mirror.connection(), within({0, 0, 9'999})).exit_code() == ExitCode::differences);
    CHECK(check(mirror.connection(), within({0, 0, 10'000})).exit_code() == ExitCode::done);
}

TEST_CASE("categories that cancel out in the whole are a difference") {
    MonthMirror mirror;
    mirror.put(outbound_call(1, "2026-07-10 12:00:00", 61, -26'000));
    mirror.put_usage(usage_record("calls-inbound", july, 1, 2, 26'000, after_july),
                     Granularity::monthly);
    mirror.put_usage(usage_record("calls-outbound", july, 0, 0, 0, after_july),
                     Granularity::monthly);
    mirror.cover_july();
    mirror.close();
    const CheckResult result = check(mirror.connection(), {});
    CHECK(result.exit_code() == ExitCode::differences);
    CHECK(result.differing.size() == 2);
}

TEST_CASE("a pending month is neither agreement nor difference") {
    MonthMirror mirror;
    differing_july(mirror);
    mirror.put(outbound_call(2, "2026-07-11 12:00:00", 61)); // not closed since
    const CheckResult result = check(mirror.connection(), {});
    CHECK(result.exit_code() == ExitCode::temporary_failure);
    CHECK(result.compared == 0);
    CHECK(result.differing.empty());
    REQUIRE(result.pending.size() == 1);
    CHECK(result.reason.starts_with("2026-07 of " + account_a + ": rows changed"));
}

TEST_CASE("an empty mirror has nothing to compare") {
    MonthMirror mirror;
    const CheckResult result = check(mirror.connection(), {});
    CHECK(result.exit_code() == ExitCode::temporary_failure);
    CHECK(result.reason == "no month is mirrored yet");
}

TEST_CASE("a month of which some categories are known is compared in them") {
    MonthMirror mirror;
    mirror.put(outbound_call(1, "2026-07-10 12:00:00", 61, -26'000));
    mirror.put_usage(usage_record("calls-outbound", july, 1, 2, 26'000, after_july),
                     Granularity::monthly);
    mirror.cover_july();
    mirror.connection().exec("DELETE FROM sync_windows WHERE resource = 'usage_monthly'");
    mirror.close();
    CheckResult result = check(mirror.connection(), {});
    CHECK(result.exit_code() == ExitCode::done);
    CHECK(result.compared == 1);
    CHECK(result.pending.empty());
    REQUIRE(result.in_part.size() == 1);
    CHECK(result.in_part.front().outlook.reason.starts_with("usage of 6 of 7 categories"));
    mirror.put(outbound_call(2, "2026-07-11 12:00:00", 61, -26'000));
    mirror.close();
    result = check(mirror.connection(), {});
    CHECK(result.exit_code() == ExitCode::differences);
    REQUIRE(result.differing.size() == 1); // the whole is not known
    CHECK(result.differing.front().category == "calls-outbound");
}

TEST_CASE("months that waiting does not help stand apart") {
    MonthMirror mirror;
    mirror.put(outbound_call(1, "2026-07-10 12:00:00", 61));
    mirror.close();
    const CheckResult result = check(mirror.connection(), {});
    CHECK(result.exit_code() == ExitCode::temporary_failure);
    CHECK(result.pending.empty());
    REQUIRE(result.not_comparable.size() == 1);
    CHECK(result.reason.ends_with("the call log was never read; sync or import it"));
}

TEST_CASE("months are chosen by range, both included, or by number of the newest that are over") {
    MonthMirror mirror;
    agreeing_july(mirror);
    mirror.put(outbound_call(2, "2026-06-10 12:00:00", 61));
    mirror.close("2026-06");
    mirror.put(outbound_call(3, "2026-08-01 12:00:00", 61));
    mirror.close("2026-08");
    const auto looked_at = [&mirror](const MonthChoice& months) {
        CheckFilter filter;
        filter.months = months;
        const CheckResult result = check(mirror.connection(), filter);
        return std::pair{result.compared, result.pending.size() + result.not_comparable.size()};
    };
    CHECK(looked_at({}) == std::pair<std::int64_t, std::size_t>{1, 2});
    CHECK(looked_at({{}, {}, 1}) == std::pair<std::int64_t, std::size_t>{1, 0}); // not August
    CHECK(looked_at({{}, {}, 2}) == std::pair<std::int64_t, std::size_t>{1, 1});
    CHECK(looked_at({"2026-07", "2026-08", {}}) == std::pair<std::int64_t, std::size_t>{1, 1});
    CHECK(looked_at({"2026-06", "2026-06", {}}) == std::pair<std::int64_t, std::size_t>{0, 1});
    CHECK(looked_at({"2020-01", "2020-02", {}}) == std::pair<std::int64_t, std::size_t>{0, 0});
}

TEST_CASE("an account that is not mirrored is refused") {
    MonthMirror mirror;
    agreeing_july(mirror);
    CheckFilter filter;
    filter.account_sid = account_b;
    CHECK_THROWS_AS(check(mirror.connection(), filter), core::Error);
    filter.account_sid = account_a;
    CHECK(check(mirror.connection(), filter).accounts.size() == 1);
}
