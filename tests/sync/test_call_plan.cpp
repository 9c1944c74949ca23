// SPDX-License-Identifier: MIT
#include "sync/call_plan.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace calltally;
using namespace calltally::sync;

namespace {

constexpr core::Date first{std::chrono::year{2026} / 7 / 1};

core::DateRange days(int from, int to) {
    return {first + std::chrono::days{from}, first + std::chrono::days{to}};
}

} // namespace

TEST_CASE("days with few calls are joined, busy ones stay single") {
    const std::map<core::Date, std::int64_t> calls{{first, 10},
                                                   {first + std::chrono::days{1}, 10},
                                                   {first + std::chrono::days{2}, 500},
                                                   {first + std::chrono::days{3}, 90},
                                                   {first + std::chrono::days{9}, 10}};
    CHECK(plan_windows({days(0, 10)}, calls, 100) ==
          std::vector<core::DateRange>{days(0, 2), days(2, 3), days(3, 10)});
    CHECK(plan_windows({days(0, 10)}, {}, 100) == std::vector<core::DateRange>{days(0, 10)});
    CHECK(plan_windows({}, calls, 100).empty());
    CHECK(plan_windows({days(3, 3)}, calls, 100).empty());
}

TEST_CASE("windows do not reach over the gap between two ranges") {
    CHECK(plan_windows({days(0, 2), days(5, 7)}, {}, 100) ==
          std::vector<core::DateRange>{days(0, 2), days(5, 7)});
}

TEST_CASE("windows hold every day of the ranges once, and no more calls than they should") {
    std::mt19937 random(3);
    for (int round = 0; round < 200; ++round) {
        std::map<core::Date, std::int64_t> calls;
        for (int day = 0; day < 60; ++day) {
            if (random() % 3 != 0) {
                calls[first + std::chrono::days{day}] = static_cast<std::int64_t>(random() % 300);
            }
        }
        const std::int64_t most = 1 + static_cast<std::int64_t>(random() % 400);
        std::map<core::Date, int> seen;
        for (const core::DateRange& window :
             plan_windows({days(0, 20), days(30, 60)}, calls, most)) {
            REQUIRE_FALSE(window.empty());
            std::int64_t sum = 0;
            for (core::Date date = window.from; date < window.to; date += std::chrono::days{1}) {
                ++seen[date];
                sum += calls.contains(date) ? calls[date] : 0;
            }
            CHECK((sum <= most || window.days() == 1 || sum == calls[window.from]));
        }
        CHECK(seen.size() == 50);
        for (const auto& [date, times] : seen) {
            CHECK(times == 1);
        }
    }
}

TEST_CASE("windows are several a connection, but neither tiny nor endless") {
    CHECK(calls_per_window(0, 4) == 2'000);
    CHECK(calls_per_window(100'000, 4) == 6'250);
    CHECK(calls_per_window(100'000'000, 4) == 20'000);
    CHECK(calls_per_window(100'000, 0) == calls_per_window(100'000, 1));
}

TEST_CASE("ranges that touch or overlap are one, in order, without empty ones") {
    CHECK(joined({days(5, 7), days(0, 2), days(2, 3), days(1, 2), days(9, 9), days(6, 8)}) ==
          std::vector<core::DateRange>{days(0, 3), days(5, 8)});
    CHECK(joined({}).empty());
    CHECK(joined({days(3, 3)}).empty());
}
