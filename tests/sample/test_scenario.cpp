// SPDX-License-Identifier: MIT
#include "sample/scenario.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace calltally::sample;

TEST_CASE("scenarios are found by their names, which are their own") {
    std::set<std::string_view> names;
    for (const Scenario& scenario : scenarios()) {
        CHECK(names.insert(scenario.name).second);
        CHECK(find_scenario(scenario.name) == &scenario);
        CHECK_FALSE(scenario.description.empty());
        CHECK(scenario.full_months >= 1);
    }
    CHECK(names.size() >= 5);
    CHECK(find_scenario("nowhere") == nullptr);
}
