// SPDX-License-Identifier: MIT
#include "sync/awaited_days.hpp"
#include "tests/store/mirror.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::store::testing;
using Days = std::vector<core::DateRange>;
using Calls = std::map<core::Date, std::int64_t>;

TEST_CASE("a call here and there is asked for by itself, many in one listing") {
    const Calls quiet{{day("2026-06-04"), 2}, {day("2026-07-04"), 3}};
    CHECK(sync::days_to_list({}, quiet).empty());
    CHECK(sync::days_to_list({{day("2026-06-04"), 1}}, quiet).empty());
    CHECK(sync::days_to_list({{day("2026-06-04"), 2}}, quiet) ==
          Days{days("2026-06-04", "2026-06-05")});
    CHECK(sync::days_to_list({{day("2026-06-04"), 1}, {day("2026-07-04"), 1}}, quiet) ==
          Days{days("2026-06-04", "2026-07-05")});
}

TEST_CASE("thirty days with a call each are one listing where all between fit one page") {
    Calls awaited;
    Calls calls;
    for (int number = 0; number < 30; ++number) {
        awaited[day("2026-06-01") + std::chrono::days{2 * number}] = 1;
        calls[day("2026-06-01") + std::chrono::days{2 * number}] = 10;
    }
    CHECK(sync::days_to_list(awaited, calls) == Days{days("2026-06-01", "2026-07-30")});
}

TEST_CASE("busy days between are not listed with them") {
    const Calls calls{{day("2026-06-04"), 40}, {day("2026-06-05"), 9'000}, {day("2026-06-06"), 50}};
    CHECK(sync::days_to_list({{day("2026-06-04"), 3}, {day("2026-06-06"), 3}}, calls) ==
          Days{days("2026-06-04", "2026-06-05"), days("2026-06-06", "2026-06-07")});
    CHECK(sync::days_to_list({{day("2026-06-05"), 10}}, calls).empty()); // as many pages
    CHECK(sync::days_to_list({{day("2026-06-05"), 11}}, calls) ==
          Days{days("2026-06-05", "2026-06-06")});
}
