// SPDX-License-Identifier: MIT
#include "report/cells.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using report::to_text;

TEST_CASE("an unknown value is an empty cell") {
    CHECK(to_text(report::text(std::nullopt)).empty());
    CHECK(to_text(report::text_or_unknown("")).empty());
    CHECK(to_text(report::number(std::nullopt)).empty());
    CHECK(to_text(report::day(std::nullopt)).empty());
    CHECK(to_text(report::time(std::nullopt)).empty());
    CHECK(to_text(report::count_difference(std::nullopt)).empty());
    CHECK(to_text(report::minutes(std::nullopt)).empty());
    CHECK(to_text(report::money(std::nullopt)).empty());
}

TEST_CASE("microseconds become minutes, to the nearest millionth") {
    CHECK(to_text(report::minutes(120'000'000)) == "2");
    CHECK(to_text(report::minutes(20'000'000)) == "0.333333");
    CHECK(to_text(report::minutes(40'000'000)) == "0.666667");
    CHECK(to_text(report::minutes(-40'000'000)) == "-0.666667");
    CHECK(to_text(report::minutes(30)) == "0.000001");
    CHECK(to_text(report::minutes(29)) == "0");
    CHECK(to_text(report::minutes(60'000'000, true)) == "+1");
}

TEST_CASE("prices have two decimals, and more where they are exact only so") {
    CHECK(to_text(report::money(500'000)) == "0.50");
    CHECK(to_text(report::money(8'500)) == "0.0085");
    CHECK(to_text(report::money(8'500, true)) == "+0.0085");
}

TEST_CASE("a difference of calls shows its sign, but for none") {
    CHECK(to_text(report::count_difference(2)) == "+2");
    CHECK(to_text(report::count_difference(-1)) == "-1");
    CHECK(to_text(report::count_difference(0)) == "0");
}
