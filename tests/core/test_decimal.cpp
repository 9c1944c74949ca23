// SPDX-License-Identifier: MIT
#include "core/decimal.hpp"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <random>
#include <string>
#include <vector>

using namespace calltally::core;

namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();

} // namespace

TEST_CASE("decimals are read exactly, with the digits they were written with") {
    struct Row {
        const char* text;
        std::int64_t micros;
        int decimals;
    };
    const std::vector<Row> rows{
        {"0", 0, 0},
        {"-0", 0, 0},
        {"-0.00", 0, 2},
        {"12", 12'000'000, 0},
        {"-12", -12'000'000, 0},
        {"-0.01300", -13'000, 5},
        {"0.0075", 7'500, 4},
        {"0.00750", 7'500, 5},
        {"2192.848550", 2'192'848'550, 6},
        {"0.000001", 1, 6},
        {"-0.000001", -1, 6},
        {"1.0000000000", 1'000'000, 10}, // zeros past the sixth are exact
        {"0.0000000", 0, 7},
        {"00012.5", 12'500'000, 1},
        {"1e-3", 1'000, 3},
        {"1E-3", 1'000, 3},
        {"1.3e-05", 13, 6},
        {"-1.3e-05", -13, 6},
        {"1e3", 1'000'000'000, 0},
        {"1e+3", 1'000'000'000, 0},
        {"1.25e1", 12'500'000, 1},
        {"1.25e2", 125'000'000, 0},
        {"1e-6", 1, 6},
        {"1000000e-12", 1, 12},
        {"10e-7", 1, 7},
        {"0e400", 0, 0},
        {"0e-400", 0, 400},
        {"9223372036854.775807", largest, 6},
        {"-9223372036854.775808", smallest, 6},
        {"9223372036854775807e-6", largest, 6},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        const auto decimal = parse_decimal(row.text);
        REQUIRE(decimal);
        CHECK(decimal->micros == row.micros);
        CHECK(decimal->decimals == row.decimals);
    }
}

TEST_CASE("what is not an exact decimal is refused") {
    const std::vector<std::string> texts{
        "", "-", ".", ".5", "-.5", "1.", "+1", "--1", "1,000", "1,234.5", "$1", "$0.01", "0.01 USD",
        " 1 ", " 1", "1 ", "1\n", "NaN", "nan", "Infinity", "inf", "0x1", "1.2.3", "1e", "1e+",
        "1e-", "1e+-3", "1e--3", "1e3.0", "e3", "1e 3", "1_000", "1e401", "1e-401",
        "0e99999999999999999999",
        // Not exact in micro-units.
        "0.0000001", "0.0000005", "1.0000001", "1e-7", "1.5e-6",
        // Beyond int64.
        "9223372036854.775808", "-9223372036854.775809", "9223372036855", "1e13", "1e400",
        std::string(60, '9'), std::string("1") + std::string(59, '0'), std::string("1\0", 2),
        std::string("1\0002", 3),
        "\xd9\xa1", // an Arabic-Indic one
    };
    for (const std::string& text : texts) {
        CAPTURE(text);
        CHECK(!parse_decimal(text));
    }
}

TEST_CASE("sixty digits are read where their value fits") {
    CHECK(parse_decimal(std::string(59, '0') + "7")->micros == 7'000'000);
    CHECK(parse_decimal("0." + std::string(6, '1') + std::string(54, '0'))->micros == 111'111);
    CHECK(!parse_decimal("0." + std::string(60, '1')));
}

TEST_CASE("formatted decimals keep what is exact and pad to the digits asked for") {
    CHECK(format_micros(0) == "0");
    CHECK(format_micros(0, 2) == "0.00");
    CHECK(format_micros(-13'000) == "-0.013");
    CHECK(format_micros(-13'000, 5) == "-0.01300");
    CHECK(format_micros(-13'000, 2) == "-0.013");
    CHECK(format_micros(12'000'000) == "12");
    CHECK(format_micros(12'000'000, 1) == "12.0");
    CHECK(format_micros(12'500'000, 2) == "12.50");
    CHECK(format_micros(1) == "0.000001");
    CHECK(format_micros(-1) == "-0.000001");
    CHECK(format_micros(1, 8) == "0.00000100");
    CHECK(format_micros(5'000'000, -1) == "5");
    CHECK(format_micros(largest) == "9223372036854.775807");
    CHECK(format_micros(smallest) == "-9223372036854.775808");
}

TEST_CASE("any amount comes back from its text") {
    std::mt19937_64 random(20260731);
    for (int i = 0; i < 50'000; ++i) {
        // Of every magnitude, not only of the largest.
        const auto micros = static_cast<std::int64_t>(random()) >> (random() % 63);
        const int decimals = static_cast<int>(random() % 9);
        const auto read = parse_decimal(format_micros(micros, decimals));
        REQUIRE(read);
        REQUIRE(read->micros == micros);
        REQUIRE(read->decimals >= decimals);
    }
}

TEST_CASE("a moved point with its exponent is the same amount") {
    std::mt19937_64 random(31);
    for (int i = 0; i < 20'000; ++i) {
        const auto digits = static_cast<std::int64_t>(random() % 1'000'000'000);
        const int places = static_cast<int>(random() % 7);
        std::int64_t micros = digits;
        for (int power = places; power < 6; ++power) {
            micros *= 10;
        }
        const auto read = parse_decimal(std::to_string(digits) + "e-" + std::to_string(places));
        REQUIRE(read);
        REQUIRE(read->micros == micros);
    }
}

TEST_CASE("a million prices add up exactly") {
    std::int64_t sum = 0;
    for (int i = 0; i < 1'000'000; ++i) {
        sum += parse_decimal("0.0075")->micros;
    }
    CHECK(format_micros(sum, 4) == "7500.0000");
}

TEST_CASE("whole numbers are digits with an optional minus") {
    CHECK(parse_whole_number("0") == 0);
    CHECK(parse_whole_number("61") == 61);
    CHECK(parse_whole_number("-5") == -5);
    CHECK(parse_whole_number("9223372036854775807") == largest);
    CHECK(parse_whole_number("-9223372036854775808") == smallest);
    for (const char* text : {"", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "--1", "1,000",
                             "9223372036854775808", "-9223372036854775809", "abc"}) {
        CAPTURE(text);
        CHECK(!parse_whole_number(text));
    }
}
