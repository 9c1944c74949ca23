// SPDX-License-Identifier: MIT
#include "core/usage_choice.hpp"

#include <doctest/doctest.h>

using namespace calltally::core;

namespace {

using Records = std::vector<std::string>;

UsageChoice twilio() {
    return UsageChoice{{
        {"pstnconnectivity-inbound", false, "pstnconnectivity", "calls-inbound"},
        {"calls-inbound", false, "calls", "calls-inbound"},
        {"calls-inbound-local", true, "calls-inbound", std::nullopt},
        {"calls-inbound-tollfree", true, "calls-inbound", std::nullopt},
        {"calls-inbound-tollfree-mobile", true, "calls-inbound-tollfree", std::nullopt},
        {"recordings", false, std::nullopt, std::nullopt},
    }};
}

} // namespace

TEST_CASE("the record of the category's own name is taken if there is anything in it") {
    CHECK(twilio().records_for("calls-inbound", {{"calls-inbound", true},
                                                 {"calls-inbound-local", true},
                                                 {"pstnconnectivity-inbound", true}}) ==
          Records{"calls-inbound"});
}

TEST_CASE("Flex's record is taken where the own one is zero, and the own one where both are") {
    CHECK(twilio().records_for("calls-inbound",
                               {{"calls-inbound", false}, {"pstnconnectivity-inbound", true}}) ==
          Records{"pstnconnectivity-inbound"});
    CHECK(twilio().records_for("calls-inbound",
                               {{"calls-inbound", false}, {"pstnconnectivity-inbound", false}}) ==
          Records{"calls-inbound"});
    CHECK(twilio().records_for("calls-inbound", {}) == Records{"calls-inbound"});
}

TEST_CASE("parts are summed where the record that holds them is absent, at any depth") {
    CHECK(twilio().records_for("calls-inbound", {{"calls-inbound-local", true},
                                                 {"calls-inbound-tollfree-mobile", true}}) ==
          Records{"calls-inbound-local", "calls-inbound-tollfree-mobile"});
    CHECK(twilio().records_for("calls-inbound", {{"calls-inbound-tollfree", true},
                                                 {"calls-inbound-tollfree-mobile", true}}) ==
          Records{"calls-inbound-tollfree"});
}

TEST_CASE("a category that nothing is said of stands for itself") {
    CHECK(twilio().records_for("calls-client", {}) == Records{"calls-client"});
    CHECK(twilio().records_for("recordings", {}) == Records{"recordings"});
}

TEST_CASE("parts that lead round in a circle end") {
    const UsageChoice circle{{{"a", false, std::nullopt, "a"},
                              {"b", true, "a", std::nullopt},
                              {"a", true, "b", std::nullopt}}};
    CHECK(circle.records_for("a", {}) == Records{"a"});
}

TEST_CASE("half the last decimal of minutes, in microseconds") {
    CHECK(usage_rounding_microseconds(0) == 0);
    CHECK(usage_rounding_microseconds(1) == 3'000'000);
    CHECK(usage_rounding_microseconds(4) == 3'000);
    CHECK(usage_rounding_microseconds(6) == 30);
    CHECK(usage_rounding_microseconds(7) == 0);
    CHECK(usage_rounding_microseconds(-1) == 0);
}
