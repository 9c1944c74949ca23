// SPDX-License-Identifier: MIT
#include "core/coarse_causes.hpp"

#include <doctest/doctest.h>

using namespace calltally::core;

namespace {

constexpr std::int64_t minute = 60 * microseconds_per_second;

UnexplainedPeriod period(std::int64_t calls, std::int64_t minutes, std::int64_t price_micros) {
    UnexplainedPeriod result;
    result.rest = {calls, minutes * minute, price_micros};
    return result;
}

std::string cause_of(const UnexplainedPeriod& given) {
    const auto found = find_coarse_cause(given);
    return found ? std::string(found->finding.cause) : "unexplained";
}

} // namespace

TEST_CASE("more calls and minutes in usage were never in the log, if nothing else fits") {
    const auto found = find_coarse_cause(period(2, 7, 59'500));
    REQUIRE(found);
    CHECK(found->finding.cause == causes::never_in_log);
    CHECK(found->finding.certainty == Certainty::inferred);
    CHECK(found->finding.part == Amounts{2, 7 * minute, 59'500});
    CHECK(found->finding.affected_calls == 2);
}

TEST_CASE("calls that cannot be of the rule were not calls") {
    CHECK(cause_of(period(2, 1, 8'500)) == "unexplained"); // two calls of half a minute
    UnexplainedPeriod fraction = period(1, 1, 8'500);
    fraction.rest.microseconds = 66 * microseconds_per_second;
    CHECK(cause_of(fraction) == "unexplained");
    fraction.model = {60, 6};
    CHECK(cause_of(fraction) == "never_in_log");
    CHECK(cause_of(period(1, 2, 0)) == "unexplained"); // a charged category, and no charge
    UnexplainedPeriod free_of_charge = period(1, 2, 0);
    free_of_charge.is_charged = false;
    CHECK(cause_of(free_of_charge) == "never_in_log");
}

TEST_CASE(
    "more minutes for as many calls may be a call never in the log in place of one of 0 seconds") {
    UnexplainedPeriod given = period(0, 3, 25'500);
    given.billed = {{2 * minute, 17'000, 4}};
    CHECK(find_coarse_cause(given)->finding.certainty == Certainty::inferred);
    given.billed.push_back({0, std::nullopt, 1});
    const auto found = find_coarse_cause(given);
    REQUIRE(found);
    CHECK(found->finding.cause == causes::minutes_off_rule);
    CHECK(found->finding.certainty == Certainty::ambiguous);
    CHECK(found->finding.readings.find("never in the log, in place of calls of 0 seconds") !=
          std::string::npos);
    given.rest = {0, -3 * minute, -25'500}; // usage has less: no call is hidden in it
    CHECK(find_coarse_cause(given)->finding.certainty == Certainty::inferred);
}

TEST_CASE("where calls of an unbilled status fit as well, the coarse word names both readings") {
    UnexplainedPeriod given = period(1, 1, 8'500);
    given.unbilled = {{0, std::nullopt, 3}};
    given.unbilled_at_minimum = {{minute, std::nullopt, 3}};
    const auto found = find_coarse_cause(given);
    REQUIRE(found);
    CHECK(found->finding.cause == causes::usage_without_call);
    CHECK(found->finding.certainty == Certainty::ambiguous);
    CHECK(found->finding.readings ==
          "calls that were never in the log or calls of statuses that are not billed");
    given.rest.microseconds = 4 * minute; // no unbilled call is billed so long
    CHECK(cause_of(given) == "never_in_log");
}

TEST_CASE("calls of an unbilled status alone fit what no completed call can be") {
    UnexplainedPeriod given = period(2, 0, 0);
    given.unbilled = {{0, std::nullopt, 2}};
    const auto found = find_coarse_cause(given);
    REQUIRE(found);
    CHECK(found->finding.cause == causes::unbilled_status_billed);
    CHECK(found->finding.certainty == Certainty::inferred);
    CHECK(found->pinned == PinnedCalls::unbilled);
    CHECK(found->chosen == std::vector<std::int64_t>{2});
}

TEST_CASE("another category or day that lacks the same is another reading") {
    UnexplainedPeriod more = period(1, 3, 25'500);
    more.other_readings = {"calls counted here and not as calls-outbound"};
    CHECK(cause_of(more) == "usage_without_call");
    UnexplainedPeriod less = period(-1, -3, -25'500);
    less.billed = {{3 * minute, 25'500, 1}};
    less.other_readings = more.other_readings;
    const auto found = find_coarse_cause(less);
    REQUIRE(found);
    CHECK(found->finding.cause == causes::call_without_usage);
    CHECK(found->finding.certainty == Certainty::ambiguous);
    CHECK(found->pinned == PinnedCalls::none);
}

TEST_CASE("fewer calls in usage are calls of the log, if some add up to them") {
    UnexplainedPeriod given = period(-1, -3, -25'500);
    given.billed = {{3 * minute, 25'500, 1}, {2 * minute, 17'000, 4}};
    const auto found = find_coarse_cause(given);
    REQUIRE(found);
    CHECK(found->finding.cause == causes::call_without_usage);
    CHECK(found->finding.certainty == Certainty::inferred);
    CHECK(found->finding.affected_calls == 1);
    CHECK(found->chosen == std::vector<std::int64_t>{1, 0});
    given.rest.microseconds = -4 * minute;
    CHECK(cause_of(given) == "unexplained");
}

TEST_CASE("the same calls with other minutes are off the rule") {
    UnexplainedPeriod given = period(0, 2, 17'000);
    given.billed = {{minute, 8'500, 5}};
    auto found = find_coarse_cause(given);
    REQUIRE(found);
    CHECK(found->finding.cause == causes::minutes_off_rule);
    CHECK(found->finding.certainty == Certainty::inferred);
    CHECK_FALSE(found->finding.affected_calls);
    given.billed = {{minute, 8'500, 1}};
    found = find_coarse_cause(given);
    CHECK(found->finding.affected_calls == 1);
    CHECK(found->pinned == PinnedCalls::billed);
    given.fitting_models = {"6/6", "30/6"};
    found = find_coarse_cause(given);
    CHECK(found->finding.certainty == Certainty::ambiguous);
    CHECK(found->finding.readings ==
          "every call of the month billed 6/6 or every call of the month billed 30/6");
}

TEST_CASE("opposite signs have no reading, and a price that points away stays unexplained") {
    CHECK(cause_of(period(1, -2, 0)) == "unexplained");
    CHECK(cause_of(period(-1, 2, 0)) == "unexplained");
    CHECK(cause_of(period(0, 0, 500)) == "unexplained");
    UnexplainedPeriod given = period(0, 2, -500);
    const auto found = find_coarse_cause(given);
    REQUIRE(found);
    CHECK(found->finding.part == Amounts{0, 2 * minute, 0});
}
