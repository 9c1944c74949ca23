// SPDX-License-Identifier: MIT
#include "core/call_subset.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace calltally::core;

namespace {

constexpr std::int64_t minute = 60 * microseconds_per_second;

SoughtAmounts sought(std::int64_t calls, std::int64_t minutes, std::int64_t price_micros) {
    return {{calls, minutes * minute, price_micros}, 0, true};
}

} // namespace

TEST_CASE("a set of calls is found by number, time and price together") {
    const std::vector<LikeCalls> calls{{minute, 10, 1}, {2 * minute, 20, 1}, {3 * minute, 30, 1}};
    const CallSubset found = find_subset(calls, sought(2, 4, 40));
    CHECK(found.answer == SubsetAnswer::one);
    CHECK(found.chosen == std::vector<std::int64_t>{1, 0, 1});
    CHECK(find_subset(calls, sought(2, 4, 41)).answer == SubsetAnswer::none);
    CHECK(find_subset(calls, sought(1, 4, 40)).answer == SubsetAnswer::none);
    CHECK(find_subset(calls, sought(4, 6, 60)).answer == SubsetAnswer::none);
}

TEST_CASE("two choices that fit are several, and so are two of three calls billed alike") {
    const std::vector<LikeCalls> ambiguous{
        {minute, 10, 1}, {4 * minute, 40, 1}, {2 * minute, 20, 1}, {3 * minute, 30, 1}};
    CHECK(find_subset(ambiguous, sought(2, 5, 50)).answer == SubsetAnswer::several);
    const std::vector<LikeCalls> alike{{minute, 10, 3}};
    CHECK(find_subset(alike, sought(2, 2, 20)).answer == SubsetAnswer::several);
    CHECK(find_subset(alike, sought(3, 3, 30)).answer == SubsetAnswer::one);
}

TEST_CASE("prices may differ by the tolerance, or by anything where one is not known") {
    const std::vector<LikeCalls> calls{{minute, 10, 1}, {2 * minute, std::nullopt, 1}};
    SoughtAmounts near = sought(1, 1, 13);
    CHECK_FALSE(find_subset(calls, near).fits());
    near.price_tolerance_micros = 3;
    CHECK(find_subset(calls, near).fits());
    CHECK(find_subset(calls, sought(2, 3, 999)).fits());
    CHECK_FALSE(find_subset(calls, sought(2, 3, 9)).fits()); // less than what is known alone
    SoughtAmounts other_currency = sought(1, 1, 999);
    other_currency.prices_compare = false;
    CHECK(find_subset(calls, other_currency).fits());
}

TEST_CASE("nothing is sought, nothing is found") {
    const std::vector<LikeCalls> calls{{minute, 10, 1}};
    CHECK(find_subset(calls, sought(0, 0, 0)).answer == SubsetAnswer::none);
    CHECK(find_subset(calls, sought(-1, -1, -10)).answer == SubsetAnswer::none);
    CHECK(find_subset({}, sought(1, 1, 10)).answer == SubsetAnswer::none);
}

TEST_CASE("what is too much to try is undecided, not denied") {
    std::vector<LikeCalls> calls;
    for (std::int64_t i = 0; i < 60; ++i) { // odd prices: only trying tells that none fits
        calls.push_back({(2 * i + 2) * minute, 2 * i, 1});
    }
    const std::int64_t minutes = 30 * 62;
    CHECK(find_subset(calls, sought(30, minutes, 1)).answer == SubsetAnswer::undecided);
}

TEST_CASE("a set that was put in is found, whatever is around it") {
    std::mt19937 random(20260801);
    for (int round = 0; round < 300; ++round) {
        std::vector<LikeCalls> calls;
        Amounts amounts;
        for (int i = 0; i < 12; ++i) {
            const std::int64_t minutes = 1 + static_cast<std::int64_t>(random() % 20);
            const LikeCalls kind{minutes * minute, minutes * 8500 + i,
                                 1 + static_cast<std::int64_t>(random() % 3)};
            const std::int64_t taken = static_cast<std::int64_t>(random() % 4) - 1;
            if (taken > 0 && taken <= kind.count) {
                amounts += {taken, taken * kind.microseconds, taken * *kind.price_micros};
            }
            calls.push_back(kind);
        }
        const CallSubset found = find_subset(calls, {amounts, 0, true});
        REQUIRE((amounts.calls == 0 || found.answer != SubsetAnswer::none));
        if (found.fits()) {
            Amounts sum;
            for (std::size_t i = 0; i < calls.size(); ++i) {
                const std::int64_t count = found.chosen[i];
                REQUIRE(count <= calls[i].count);
                sum += {count, count * calls[i].microseconds, count * *calls[i].price_micros};
            }
            REQUIRE(sum == amounts);
        }
    }
}
