// SPDX-License-Identifier: MIT
#include "core/rollup_fit.hpp"

#include <doctest/doctest.h>

using namespace calltally::core;

TEST_CASE("the one choice of other usage that makes up the remainder is what the rollup holds") {
    const std::vector<OtherUsage> others{
        {"Client calls", {2, 120, 8}}, {"SIP calls", {3, 60, 4}}, {"trunking", {}}};
    const auto found = fit_rollup({5, 180, 12}, others, 0);
    REQUIRE(found);
    CHECK(found->cause == causes::rollup_includes_other);
    CHECK(found->part == Amounts{5, 180, 12});
    CHECK(found->affected_calls == 5);
    CHECK(found->certainty == Certainty::inferred);
    CHECK(found->readings == "it holds Client calls and SIP calls");
}

TEST_CASE("no choice, or several, are no finding") {
    const std::vector<OtherUsage> others{{"Client calls", {2, 120, 8}}, {"SIP calls", {2, 120, 8}}};
    CHECK_FALSE(fit_rollup({2, 120, 8}, others, 0));
    CHECK_FALSE(fit_rollup({1, 60, 4}, others, 0));
    CHECK_FALSE(fit_rollup({}, others, 0));
    CHECK(fit_rollup({4, 240, 16}, others, 0));
}

TEST_CASE("prices may differ by the tolerance") {
    const std::vector<OtherUsage> others{{"Client calls", {2, 120, 8}}};
    CHECK_FALSE(fit_rollup({2, 120, 9}, others, 0));
    CHECK(fit_rollup({2, 120, 9}, others, 1));
}
