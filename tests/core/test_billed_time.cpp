// SPDX-License-Identifier: MIT
#include "core/billed_time.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

using namespace calltally::core;

namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();

/// Steps up, one increment at a time, as a person with a price list would.
std::int64_t stepped_up(std::int64_t duration, PricingModel model) {
    if (duration == 0) {
        return 0;
    }
    std::int64_t billed = model.minimum;
    while (billed < duration) {
        billed += model.increment;
    }
    return billed;
}

} // namespace

TEST_CASE("billed seconds follow the model's minimum and increment") {
    struct Row {
        std::int64_t duration, minimum, increment, billed;
    };
    const std::vector<Row> rows{
        {0, 60, 60, 0},      {1, 60, 60, 60},     {59, 60, 60, 60},   {60, 60, 60, 60},
        {61, 60, 60, 120},   {120, 60, 60, 120},  {121, 60, 60, 180}, {61, 60, 6, 66},
        {66, 60, 6, 66},     {67, 60, 6, 72},     {1, 60, 6, 60},     {30, 120, 60, 120},
        {120, 120, 60, 120}, {121, 120, 60, 180}, {0, 120, 60, 0},    {1, 1, 1, 1},
        {37, 1, 1, 37},      {31, 30, 6, 36},     {1, 0, 60, 60},     {60, 0, 60, 60},
        {61, 0, 60, 120},    {7, 0, 1, 7},        {5, 10, 100, 10},   {11, 10, 100, 110},
    };
    for (const Row& row : rows) {
        CAPTURE(row.duration);
        CAPTURE(row.minimum);
        CAPTURE(row.increment);
        CHECK(billed_seconds(row.duration, {row.minimum, row.increment}) == row.billed);
    }
}

TEST_CASE("the default model bills started minutes") {
    CHECK(PricingModel{} == PricingModel{60, 60});
    CHECK(billed_seconds(61) == 120);
}

TEST_CASE("billed seconds are those of stepping up by hand") {
    for (std::int64_t minimum = 0; minimum <= 130; minimum += 13) {
        for (std::int64_t increment = 1; increment <= 70; increment += 3) {
            for (std::int64_t duration = 0; duration <= 400; ++duration) {
                const PricingModel model{minimum, increment};
                if (billed_seconds(duration, model) != stepped_up(duration, model)) {
                    CAPTURE(minimum);
                    CAPTURE(increment);
                    CAPTURE(duration);
                    CHECK(billed_seconds(duration, model) == stepped_up(duration, model));
                }
            }
        }
    }
}

TEST_CASE("what cannot be billed is empty, and nothing overflows") {
    CHECK(!billed_seconds(-1));
    CHECK(!billed_seconds(smallest));
    CHECK(!billed_seconds(10, {-1, 60}));
    CHECK(!billed_seconds(10, {60, 0}));
    CHECK(!billed_seconds(10, {60, -6}));
    CHECK(!billed_seconds(0, {60, 0}));
    CHECK(!billed_seconds(10, {smallest, smallest}));

    CHECK(billed_seconds(largest, {1, 1}) == largest);
    CHECK(billed_seconds(largest, {0, 1}) == largest);
    CHECK(billed_seconds(largest, {largest, largest}) == largest);
    CHECK(billed_seconds(1, {largest, 1}) == largest);
    CHECK(billed_seconds(1, {0, largest}) == largest);
    CHECK(!billed_seconds(largest));
    CHECK(!billed_seconds(largest, {largest - 1, 2}));
    CHECK(!billed_seconds(2, {1, largest}));
    // The largest whole number of minutes that fits, and one second more.
    const std::int64_t last_minute = largest / 60 * 60;
    CHECK(billed_seconds(last_minute) == last_minute);
    CHECK(billed_seconds(last_minute - 1) == last_minute);
    CHECK(!billed_seconds(last_minute + 1));
}

TEST_CASE("a model is valid with a minimum of 0 or more and an increment of 1 or more") {
    CHECK(is_valid({60, 60}));
    CHECK(is_valid({0, 1}));
    CHECK(is_valid({largest, largest}));
    CHECK_FALSE(is_valid({-1, 60}));
    CHECK_FALSE(is_valid({60, 0}));
    CHECK_FALSE(is_valid({0, -1}));
}

TEST_CASE("billed minutes round every started minute up") {
    CHECK(billed_minutes(0) == 0);
    CHECK(billed_minutes(1) == 1);
    CHECK(billed_minutes(59) == 1);
    CHECK(billed_minutes(60) == 1);
    CHECK(billed_minutes(61) == 2);
    CHECK(billed_minutes(120) == 2);
    CHECK(billed_minutes(121) == 3);
    CHECK(!billed_minutes(-1));
    CHECK(!billed_minutes(smallest));
    CHECK(billed_minutes(largest) == largest / 60 + 1);
    for (std::int64_t duration = 0; duration < 10'000; ++duration) {
        REQUIRE(*billed_minutes(duration) * 60 == *billed_seconds(duration));
    }
}
