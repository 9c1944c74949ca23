// SPDX-License-Identifier: MIT
#include "core/known_causes.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

using namespace calltally::core;

namespace {

constexpr std::int64_t minute = 60 * microseconds_per_second;

LogSide billed(std::int64_t calls, std::int64_t minutes, std::int64_t price_micros) {
    LogSide side;
    side.log_calls = calls;
    side.billed = {calls, minutes * minute, price_micros};
    side.unit.add(price_micros == 0 ? "" : "USD");
    return side;
}

/// A covered period whose usage reports `reported`, in dollars.
ComparedPeriod period(const LogSide& log, const Amounts& reported) {
    ComparedPeriod result;
    result.listed = log;
    result.usage.emplace();
    result.usage->reported = reported;
    result.usage->has_record = true;
    result.usage->unit.add("USD");
    result.log_covered = true;
    return result;
}

/// The known causes, and that of the price they leave.
std::vector<Finding> causes_of(const ComparedPeriod& period) {
    std::vector<Finding> findings = find_known_causes(period);
    if (auto price = find_price_cause(period, findings)) {
        findings.push_back(*price);
    }
    return findings;
}

Amounts sum_of(const std::vector<Finding>& findings) {
    Amounts sum;
    for (const Finding& finding : findings) {
        sum += finding.part;
    }
    return sum;
}

std::string names(const std::vector<Finding>& findings) {
    std::string text;
    for (const Finding& finding : findings) {
        text += (text.empty() ? "" : " ") + std::string(finding.cause);
    }
    return text;
}

} // namespace

TEST_CASE("where nothing differs or usage was not read there is no cause") {
    CHECK(causes_of(period(billed(10, 20, 130'000), {10, 20 * minute, 130'000})).empty());
    ComparedPeriod unread = period(billed(10, 20, 130'000), {});
    unread.usage.reset();
    CHECK(causes_of(unread).empty());
}

TEST_CASE("the difference is usage minus log") {
    const ComparedPeriod given = period(billed(10, 20, 130'000), {12, 25 * minute, 150'000});
    CHECK(difference(*given.usage, given.listed) == Amounts{2, 5 * minute, 20'000});
}

TEST_CASE("a period that the log does not cover is a gap, whole") {
    ComparedPeriod given = period(billed(10, 20, 130'000), {12, 25 * minute, 150'000});
    given.log_covered = false;
    given.missing = billed(2, 5, 20'000); // would fit, but is not what is known
    const auto findings = causes_of(given);
    CHECK(names(findings) == "coverage_gap");
    CHECK(sum_of(findings) == Amounts{2, 5 * minute, 20'000});
}

TEST_CASE("a category that usage never reports takes its calls, whole") {
    ComparedPeriod given = period(billed(3, 4, 12'000), {});
    given.ever_reported = false;
    const auto findings = causes_of(given);
    REQUIRE(names(findings) == "no_usage_category");
    CHECK(findings[0].part == Amounts{-3, -4 * minute, -12'000});
    CHECK(findings[0].affected_calls == 3);
    given.ever_reported = true;
    CHECK(causes_of(given).empty());
}

TEST_CASE("calls gone from the log explain what usage has more") {
    ComparedPeriod given = period(billed(10, 20, 130'000), {12, 25 * minute, 150'000});
    given.missing = billed(2, 5, 20'000);
    const auto findings = causes_of(given);
    REQUIRE(names(findings) == "deleted_upstream");
    CHECK(findings[0].part == Amounts{2, 5 * minute, 20'000});
    CHECK(findings[0].affected_calls == 2);
    CHECK(findings[0].certainty == Certainty::known);
}

TEST_CASE("calls after the usage's time explain what usage has less") {
    ComparedPeriod given = period(billed(10, 20, 130'000), {7, 14 * minute, 91'000});
    given.started_after_as_of = billed(3, 6, 39'000);
    given.ended_after_as_of = billed(4, 9, 50'000);
    const auto findings = causes_of(given);
    REQUIRE(names(findings) == "usage_behind");
    CHECK(findings[0].part == Amounts{-3, -6 * minute, -39'000});

    given.started_after_as_of = {};
    given.usage->reported = {6, 11 * minute, 80'000};
    const auto by_end = causes_of(given);
    REQUIRE(names(by_end) == "usage_behind");
    CHECK(by_end[0].part == Amounts{-4, -9 * minute, -50'000});
    CHECK(by_end[0].affected_calls == 4);
}

TEST_CASE("billed calls of 0 seconds that usage does not count explain calls, not minutes") {
    LogSide log = billed(10, 20, 130'000);
    log.zero_second_calls = 2;
    const auto findings = causes_of(period(log, {8, 20 * minute, 130'000}));
    REQUIRE(names(findings) == "zero_second_calls");
    CHECK(findings[0].part == Amounts{-2, 0, 0});
    CHECK(findings[0].affected_calls == 2);
}

TEST_CASE("several causes that only together fit are found together") {
    ComparedPeriod given = period(billed(10, 20, 130'000), {9, 19 * minute, 121'000});
    given.missing = billed(2, 5, 30'000);
    given.started_after_as_of = billed(3, 6, 39'000);
    const auto findings = causes_of(given);
    CHECK(names(findings) == "deleted_upstream usage_behind");
    CHECK(sum_of(findings) == Amounts{-1, -1 * minute, -9'000});
}

TEST_CASE("a cause that would overshoot is not claimed") {
    ComparedPeriod given = period(billed(10, 20, 130'000), {11, 21 * minute, 143'000});
    given.missing = billed(2, 5, 30'000);
    CHECK(causes_of(given).empty());
    // Nor one in the wrong direction.
    given.missing = {};
    given.started_after_as_of = billed(1, 1, 13'000);
    CHECK(causes_of(given).empty());
}

TEST_CASE("a cause that fits in part is claimed, and the rest is nobody's") {
    ComparedPeriod given = period(billed(10, 20, 130'000), {15, 40 * minute, 230'000});
    given.missing = billed(2, 5, 20'000);
    const auto findings = causes_of(given);
    CHECK(names(findings) == "deleted_upstream");
    CHECK(sum_of(findings) == Amounts{2, 5 * minute, 20'000});
}

TEST_CASE("a residual within half the last decimal shown is rounding, beyond it nobody's") {
    ComparedPeriod given = period(billed(10, 20, 130'000), {10, 20 * minute + 300, 130'000});
    given.usage->microseconds_tolerance = 300;
    CHECK(names(causes_of(given)) == "usage_rounding");
    CHECK(sum_of(causes_of(given)) == Amounts{0, 300, 0});
    given.usage->reported.microseconds = 20 * minute - 300;
    CHECK(sum_of(causes_of(given)) == Amounts{0, -300, 0});
    given.usage->reported.microseconds = 20 * minute + 301;
    CHECK(causes_of(given).empty());
}

TEST_CASE("a price residual within 5 micros a call and the record's rounding is rounding") {
    ComparedPeriod given = period(billed(10, 20, 130'000), {10, 20 * minute, 130'055});
    given.usage->price_tolerance_micros = 5;
    CHECK(names(causes_of(given)) == "price_rounding");
    CHECK(sum_of(causes_of(given)) == Amounts{0, 0, 55});
    given.usage->reported.price_micros = 130'056;
    CHECK(causes_of(given).empty());
    given.usage->reported.price_micros = 130'000 - 55;
    CHECK(sum_of(causes_of(given)) == Amounts{0, 0, -55});
}

TEST_CASE("a price that usage has more is one not observed, where calls lack theirs") {
    LogSide log = billed(10, 20, 117'000);
    log.unpriced_calls = 1;
    const auto findings = causes_of(period(log, {10, 20 * minute, 130'000}));
    REQUIRE(names(findings) == "price_not_observed");
    CHECK(findings[0].part == Amounts{0, 0, 13'000});
    CHECK(findings[0].affected_calls == 1);
    // A price that the log has more is not missing from it.
    CHECK(causes_of(period(log, {10, 20 * minute, 100'000})).empty());
}

TEST_CASE("prices of different currencies are not compared") {
    ComparedPeriod given = period(billed(10, 20, 130'000), {12, 25 * minute, 999'000});
    given.usage->unit = {};
    given.usage->unit.add("EUR");
    given.missing = billed(2, 5, 20'000);
    const auto findings = causes_of(given);
    REQUIRE(names(findings) == "deleted_upstream");
    CHECK(findings[0].part == Amounts{2, 5 * minute, 0});
    given.missing = {};
    given.usage->reported = {10, 20 * minute, 999'000};
    CHECK(causes_of(given).empty());
}

TEST_CASE("known causes never take more calls or minutes than differ") {
    std::mt19937 random(11);
    const auto some = [&](int most) {
        return std::uniform_int_distribution<std::int64_t>(0, most)(random);
    };
    for (int i = 0; i < 20'000; ++i) {
        LogSide log = billed(20 + some(5), 40 + some(9), 200'000);
        log.zero_second_calls = some(2);
        ComparedPeriod given =
            period(log, {18 + some(8), (36 + some(16)) * minute, 150'000 + some(99'999)});
        given.missing = billed(some(3), some(6), some(30'000));
        given.started_after_as_of = billed(some(3), some(6), some(30'000));
        const Amounts all = difference(*given.usage, given.listed);
        const Amounts sum = sum_of(causes_of(given));
        const auto is_within = [](std::int64_t part, std::int64_t whole) {
            return whole >= 0 ? part >= 0 && part <= whole : part <= 0 && part >= whole;
        };
        REQUIRE(is_within(sum.calls, all.calls));
        REQUIRE(is_within(sum.microseconds, all.microseconds));
    }
}

TEST_CASE("certainties have the names that the views show") {
    CHECK(name_of(Certainty::known) == "known");
    CHECK(name_of(Certainty::inferred) == "inferred");
    CHECK(name_of(Certainty::ambiguous) == "ambiguous");
}

namespace {

/// Usage with the subaccounts: ten calls more than the log has.
ComparedPeriod inclusive() {
    ComparedPeriod compared = period(billed(5, 20, 100'000), {15, 60 * minute, 300'000});
    compared.subaccounts = LogSide{};
    return compared;
}

} // namespace

TEST_CASE("what usage with the subaccounts has more is known from their own logs") {
    ComparedPeriod compared = inclusive();
    compared.subaccounts = billed(10, 40, 200'000);
    const auto findings = causes_of(compared);
    REQUIRE(names(findings) == "subaccounts_included");
    CHECK(findings[0].certainty == Certainty::known);
    CHECK(sum_of(findings).calls == 10);

    compared.subaccounts = billed(8, 36, 150'000); // and two that no log has
    const auto some = causes_of(compared);
    REQUIRE(names(some) == "subaccounts_included");
    CHECK(sum_of(some).calls == 8);
    CHECK(remainder(compared, some).calls == 2);
}

TEST_CASE("accounts of unknown owner are the subaccounts only if they make up just the amount") {
    ComparedPeriod compared = inclusive();
    compared.possible_subaccounts = billed(10, 40, 200'000);
    auto findings = causes_of(compared);
    REQUIRE(names(findings) == "subaccounts_included");
    CHECK(findings[0].certainty == Certainty::inferred);
    CHECK(findings[0].affected_calls == 10);
    CHECK(remainder(compared, findings).is_zero());

    compared.possible_subaccounts = billed(10, 40, 200'030); // their prices round by call
    CHECK(names(causes_of(compared)).starts_with("subaccounts_included"));
    CHECK(causes_of(compared)[0].certainty == Certainty::inferred);

    for (const LogSide& other :
         {LogSide{}, billed(9, 40, 200'000), billed(10, 39, 200'000), billed(10, 40, 210'000)}) {
        compared.possible_subaccounts = other;
        findings = causes_of(compared);
        REQUIRE(names(findings) == "subaccounts_included");
        CHECK(findings[0].certainty == Certainty::ambiguous);
        CHECK(findings[0].part.calls == 10);
        CHECK(remainder(compared, findings).is_zero());
    }
}
