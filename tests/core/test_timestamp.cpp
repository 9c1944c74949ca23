// SPDX-License-Identifier: MIT
#include "core/timestamp.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

using namespace calltally::core;
using std::chrono::days;
using std::chrono::seconds;
using std::chrono::year_month_day;

namespace {

constexpr std::int64_t first_second = -62'135'596'800; // 0001-01-01 00:00:00
constexpr std::int64_t last_second = 253'402'300'799;  // 9999-12-31 23:59:59

} // namespace

TEST_CASE("instants from the epoch stay within the years 0001 to 9999") {
    struct Row {
        std::int64_t count;
        const char* text;
    };
    const std::vector<Row> rows{
        {0, "1970-01-01 00:00:00"},
        {-1, "1969-12-31 23:59:59"},
        {1, "1970-01-01 00:00:01"},
        {2'147'483'648, "2038-01-19 03:14:08"},
        {951'782'400, "2000-02-29 00:00:00"},
        {1'785'542'399, "2026-07-31 23:59:59"},
        {first_second, "0001-01-01 00:00:00"},
        {last_second, "9999-12-31 23:59:59"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.count);
        const auto instant = instant_from_epoch(row.count);
        REQUIRE(instant);
        CHECK(instant->time_since_epoch().count() == row.count);
        CHECK(format_datetime(*instant).view() == row.text);
    }
    const std::vector<std::int64_t> outside{
        first_second - 1,
        last_second + 1,
        -62'167'219'201,
        1'700'000'000'000, // milliseconds
        1'000'000'000'000'000'000,
        std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::int64_t>::max(),
    };
    for (const std::int64_t count : outside) {
        CAPTURE(count);
        CHECK(!instant_from_epoch(count));
    }
}

TEST_CASE("a time becomes an instant only with an offset, and within the years") {
    const auto instant_text = [](const char* text) -> std::string {
        const auto time = parse_time(text);
        REQUIRE(time);
        const auto instant = to_instant(*time);
        return instant ? format_datetime(*instant).str() : "none";
    };
    CHECK(instant_text("2026-07-31T23:59:59Z") == "2026-07-31 23:59:59");
    CHECK(instant_text("2026-07-31T23:59:59+05:30") == "2026-07-31 18:29:59");
    CHECK(instant_text("2026-07-31T23:59:59-07:00") == "2026-08-01 06:59:59");
    CHECK(instant_text("2026-07-31T23:59:59") == "none");
    CHECK(instant_text("2026-07-31") == "none");
    CHECK(instant_text("9999-12-31T23:59:59Z") == "9999-12-31 23:59:59");
    CHECK(instant_text("9999-12-31T23:59:59-00:01") == "none");
    CHECK(instant_text("9999-12-31T23:59:59+00:01") == "9999-12-31 23:58:59");
    CHECK(instant_text("0001-01-01T00:00:00Z") == "0001-01-01 00:00:00");
    CHECK(instant_text("0001-01-01T00:00:00+00:01") == "none");
    CHECK(instant_text("Fri, 31 Dec 9999 23:59:59 -0001") == "none");
}

TEST_CASE("the UTC day and month turn at midnight, before 1970 too") {
    struct Row {
        std::int64_t count;
        const char* date;
        const char* month;
    };
    const std::vector<Row> rows{
        {1'785'542'399, "2026-07-31", "2026-07"},
        {1'785'542'400, "2026-08-01", "2026-08"},
        {-1, "1969-12-31", "1969-12"},
        {0, "1970-01-01", "1970-01"},
        {-86'400, "1969-12-31", "1969-12"},
        {-86'401, "1969-12-30", "1969-12"},
        {first_second, "0001-01-01", "0001-01"},
        {last_second, "9999-12-31", "9999-12"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.count);
        const Instant instant = instant_from_epoch(row.count).value();
        CHECK(format_date(date_of(instant)).view() == row.date);
        CHECK(format_month(month_of(instant)).view() == row.month);
        CHECK(month_of(date_of(instant)) == month_of(instant));
    }
}

TEST_CASE(
    "every day of four centuries has the date, the month and the text of a counted calendar") {
    // Counts the calendar up by its rules alone, beside what the code computes.
    int year = 1900;
    unsigned month = 1;
    unsigned day = 1;
    const auto length = [&] {
        const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        constexpr std::array<unsigned, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        return month == 2 && is_leap ? 29U : lengths[month - 1];
    };
    const auto padded = [](unsigned value, std::size_t width) {
        const std::string text = std::to_string(value);
        return std::string(width - text.size(), '0') + text;
    };
    const Date first{std::chrono::year{1900} / 1 / 1};
    for (Date date = first; date < first + days{146'097}; date += days{1}) {
        const std::string expected =
            padded(static_cast<unsigned>(year), 4) + "-" + padded(month, 2) + "-" + padded(day, 2);
        REQUIRE(format_date(date).view() == expected);
        REQUIRE(parse_date(expected) == date);
        REQUIRE(format_month(month_of(date)).view() == expected.substr(0, 7));
        REQUIRE(parse_month(expected.substr(0, 7)) == month_of(date));
        REQUIRE(year_month_day{date} ==
                std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day));
        if (++day > length()) {
            day = 1;
            if (++month > 12) {
                month = 1;
                ++year;
            }
        }
    }
    CHECK(year == 2300);
}

TEST_CASE("local times are formatted as they read") {
    const auto time = parse_iso8601("2026-07-31 09:08:07").value();
    CHECK(format_datetime(time.wall).view() == "2026-07-31 09:08:07");
    CHECK(format_datetime(time.wall).str() == "2026-07-31 09:08:07");
    const std::chrono::local_seconds before_epoch{seconds{-1}};
    CHECK(format_datetime(before_epoch).view() == "1969-12-31 23:59:59");
}
