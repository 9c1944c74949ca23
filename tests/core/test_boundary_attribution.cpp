// SPDX-License-Identifier: MIT
#include "core/boundary_attribution.hpp"

#include <doctest/doctest.h>

using namespace calltally::core;

namespace {

constexpr std::int64_t minute = 60 * microseconds_per_second;

Date day(int of_july) {
    return Date{std::chrono::year{2026} / 7 / 1} + std::chrono::days{of_july - 1};
}

Amounts amounts(std::int64_t calls, std::int64_t minutes) {
    return {calls, minutes * minute, calls * 100};
}

BoundaryPeriod period(int of_july, const Amounts& rest) {
    BoundaryPeriod result;
    result.days = {day(of_july), day(of_july + 1)};
    result.rest = rest;
    return result;
}

LikeCalls call(std::int64_t minutes, std::int64_t count = 1) {
    return {minutes * minute, 100, count};
}

} // namespace

TEST_CASE("what one day lacks and the next has too much are the calls across midnight") {
    std::vector<BoundaryPeriod> days{period(1, {}), period(2, amounts(-1, -5)),
                                     period(3, amounts(1, 5)), period(4, {})};
    days[1].end_later = {call(5), call(7)};
    const auto found = find_attributions(days);
    REQUIRE(found.size() == 1);
    CHECK(found[0].left == 1);
    CHECK(found[0].moved == amounts(1, 5));
    CHECK(found[0].chosen == std::vector<std::int64_t>{1, 0});
}

TEST_CASE("by creation calls move to the day before") {
    std::vector<BoundaryPeriod> days{period(2, amounts(2, 9)), period(3, amounts(-2, -9))};
    days[0].created_earlier = {call(4), call(5), call(6)};
    const auto found = find_attributions(days);
    REQUIRE(found.size() == 1);
    CHECK(found[0].moved == amounts(-2, -9));
}

TEST_CASE("equal and opposite differences without calls across midnight are no attribution") {
    std::vector<BoundaryPeriod> days{period(2, amounts(-1, -5)), period(3, amounts(1, 5))};
    CHECK(find_attributions(days).empty());
    days[0].end_later = {call(6)};
    CHECK(find_attributions(days).empty());
    days[0].end_later = {};
    days[0].created_earlier = {call(5)}; // the other way round
    CHECK(find_attributions(days).empty());
}

TEST_CASE("calls of the right size that do not come out on the other side are none") {
    std::vector<BoundaryPeriod> days{period(2, amounts(-1, -5)), period(3, amounts(1, 6))};
    days[0].end_later = {call(5)};
    CHECK(find_attributions(days).empty());
}

TEST_CASE("a chain of days, each with calls across both of its midnights, comes out as one") {
    std::vector<BoundaryPeriod> days{period(1, amounts(-1, -5)), period(2, amounts(-1, -1)),
                                     period(3, amounts(2, 6))};
    days[0].end_later = {call(5)};
    days[1].end_later = {call(2), call(4)};
    const auto found = find_attributions(days);
    REQUIRE(found.size() == 2);
    CHECK(found[0].moved == amounts(1, 5));
    CHECK(found[1].moved == amounts(2, 6));
}

TEST_CASE("a chain that breaks is dropped, and the day at which it broke can begin another") {
    std::vector<BoundaryPeriod> days{period(1, amounts(-1, -5)), period(2, amounts(-1, -4)),
                                     period(3, amounts(1, 4))};
    days[0].end_later = {call(5)};
    days[1].end_later = {call(4)};
    const auto found = find_attributions(days);
    REQUIRE(found.size() == 1);
    CHECK(found[0].left == 1);
    CHECK(found[0].moved == amounts(1, 4));
}

TEST_CASE("days that do not follow each other have no boundary") {
    std::vector<BoundaryPeriod> days{period(2, amounts(-1, -5)), period(4, amounts(1, 5))};
    days[0].end_later = {call(5)};
    CHECK(find_attributions(days).empty());
}

TEST_CASE("which calls they are is said only where no other choice fits") {
    std::vector<BoundaryPeriod> days{period(2, amounts(-1, -5)), period(3, amounts(1, 5))};
    days[0].end_later = {call(5, 2)};
    const auto found = find_attributions(days);
    REQUIRE(found.size() == 1);
    CHECK(found[0].chosen.empty());
}
