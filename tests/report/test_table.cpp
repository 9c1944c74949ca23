// SPDX-License-Identifier: MIT
#include "report/table.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace calltally::report;

TEST_CASE("cells as people and CSV read them") {
    CHECK(to_text(Cell{}) == "");
    CHECK(to_text(Cell{std::string{"a, b"}}) == "a, b");
    CHECK(to_text(Cell{std::int64_t{-5}}) == "-5");
    CHECK(to_text(Cell{std::numeric_limits<std::int64_t>::min()}) == "-9223372036854775808");
    CHECK(to_text(Cell{Quantity{1'500'000, 0}}) == "1.5");
    CHECK(to_text(Cell{Quantity{0, 2}}) == "0.00");
    CHECK(to_text(Cell{Quantity{13'000, 2}}) == "0.013");
    CHECK(to_text(Cell{Quantity{-1, 0}}) == "-0.000001");
}

TEST_CASE("a plus stands before a positive difference only") {
    CHECK(to_text(Cell{Quantity{1'000'000, 0, true}}) == "+1");
    CHECK(to_text(Cell{Quantity{0, 0, true}}) == "0");
    CHECK(to_text(Cell{Quantity{-1'000'000, 0, true}}) == "-1");
    CHECK(to_text(Cell{Quantity{1'000'000, 0, false}}) == "1");
}

TEST_CASE("thousands are set apart before the point only") {
    CHECK(grouped("") == "");
    CHECK(grouped("-") == "-");
    CHECK(grouped("999") == "999");
    CHECK(grouped("1000") == "1,000");
    CHECK(grouped("-1000") == "-1,000");
    CHECK(grouped("+123456") == "+123,456");
    CHECK(grouped("1234567.891234") == "1,234,567.891234");
    CHECK(grouped("-9223372036854775808") == "-9,223,372,036,854,775,808");
}
