// SPDX-License-Identifier: MIT
#include "report/svg_numbers.hpp"

#include <doctest/doctest.h>

using calltally::report::counted;
using calltally::report::short_number;

TEST_CASE("Pictures show two decimals, rounded away from zero at the half") {
    CHECK(short_number(203'433'333) == "203.43");
    CHECK(short_number(25'785'000, true) == "+25.79");
    CHECK(short_number(-25'785'000, true) == "-25.79");
    CHECK(short_number(12'345'000'000) == "12,345");
    CHECK(short_number(0, true) == "0");
}

TEST_CASE("A number too small for two decimals is not shown as nothing") {
    CHECK(short_number(4'999, true) == "+0.004999");
    CHECK(short_number(-1) == "-0.000001");
}

TEST_CASE("One is singular, also when it is missing") {
    CHECK(counted(1, "call", true) == "+1 call");
    CHECK(counted(-1, "call", true) == "-1 call");
    CHECK(counted(0, "day") == "0 days");
    CHECK(counted(-2300, "call", true) == "-2,300 calls");
}
