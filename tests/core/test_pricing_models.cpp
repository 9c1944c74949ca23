// SPDX-License-Identifier: MIT
#include "core/pricing_models.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <random>

using namespace calltally::core;

TEST_CASE("the list of models begins with the raw seconds and has Twilio's own") {
    CHECK(common_pricing_models.front() == PricingModel{1, 1});
    CHECK(std::count(common_pricing_models.begin(), common_pricing_models.end(), PricingModel{}) ==
          1);
    CHECK(std::all_of(common_pricing_models.begin(), common_pricing_models.end(), is_valid));
    CHECK(name_of(PricingModel{30, 6}) == "30/6");
    CHECK(name_of(RoundingReading::each_call) == "each_call");
    CHECK(name_of(RoundingReading::total_once) == "total_once");
}

TEST_CASE("calls rounded one by one come to more than their total rounded once") {
    ModelledTime time{{60, 60}};
    for (int i = 0; i < 3; ++i) {
        CHECK(time.add(61));
    }
    CHECK(time.calls() == 3);
    CHECK(time.seconds(RoundingReading::each_call) == 360);
    CHECK(time.seconds(RoundingReading::total_once) == 240);
}

TEST_CASE("a duration that is not known, or is negative, counts as a call of no seconds") {
    ModelledTime time{{30, 6}};
    CHECK(time.add(std::nullopt));
    CHECK(time.add(-5));
    CHECK(time.calls() == 2);
    CHECK(time.seconds(RoundingReading::each_call) == 0);
    CHECK(time.seconds(RoundingReading::total_once) == 0);
}

TEST_CASE("a sum beyond 64 bits is refused and nothing is added") {
    ModelledTime time{{1, 1}};
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    CHECK(time.add(most));
    CHECK_FALSE(time.add(1));
    CHECK(time.calls() == 1);
    CHECK(time.seconds(RoundingReading::each_call) == most);
    ModelledTime minutes{{60, 60}};
    CHECK_FALSE(minutes.add(most)); // its own billed seconds do not fit
    CHECK(minutes.calls() == 0);
}

TEST_CASE(
    "one by one is never less than at once, and at most an increment or minimum a call more") {
    std::mt19937_64 random{20260731};
    for (const PricingModel model : common_pricing_models) {
        ModelledTime time{model};
        std::int64_t raw = 0;
        for (int i = 0; i < 500; ++i) {
            const auto duration = static_cast<std::int64_t>(random() % 400);
            raw += duration;
            REQUIRE(time.add(duration));
        }
        const std::int64_t each = time.seconds(RoundingReading::each_call).value();
        const std::int64_t once = time.seconds(RoundingReading::total_once).value();
        CHECK(once >= raw);
        CHECK(once - raw < model.increment);
        CHECK(each >= once);
        CHECK(each - raw <= 500 * std::max(model.minimum, model.increment));
    }
}
