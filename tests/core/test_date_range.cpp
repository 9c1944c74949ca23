// SPDX-License-Identifier: MIT
#include "core/date_range.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace calltally::core;
using std::chrono::days;

namespace {

Date on(const char* text) {
    return parse_date(text).value();
}

std::string text_of(Date date) {
    return format_date(date).str();
}

std::vector<std::string> month_texts(const char* from, const char* to) {
    std::vector<std::string> texts;
    for (const Month month : months_of({on(from), on(to)})) {
        texts.push_back(format_month(month).str());
    }
    return texts;
}

} // namespace

TEST_CASE("a range holds its first day and not its last") {
    const DateRange july{on("2026-07-01"), on("2026-08-01")};
    CHECK(july.contains(on("2026-07-01")));
    CHECK(july.contains(on("2026-07-31")));
    CHECK_FALSE(july.contains(on("2026-08-01")));
    CHECK_FALSE(july.contains(on("2026-06-30")));
    CHECK(july.days() == 31);
    CHECK_FALSE(july.empty());
}

TEST_CASE("a range that ends where it begins, or before, is empty") {
    const DateRange none{on("2026-07-01"), on("2026-07-01")};
    const DateRange backward{on("2026-07-02"), on("2026-07-01")};
    for (const DateRange& range : {none, backward}) {
        CHECK(range.empty());
        CHECK(range.days() == 0);
        CHECK_FALSE(range.contains(on("2026-07-01")));
        CHECK(months_of(range).empty());
    }
}

TEST_CASE("an intersection holds the days of both") {
    const DateRange a{on("2026-07-01"), on("2026-07-10")};
    const DateRange b{on("2026-07-05"), on("2026-07-20")};
    const DateRange both{on("2026-07-05"), on("2026-07-10")};
    CHECK(intersection(a, b) == both);
    CHECK(intersection(b, a) == both);
    CHECK(intersection(a, a) == a);
    CHECK(intersection(a, {on("2026-07-10"), on("2026-07-20")}).empty());
    CHECK(intersection(a, {on("2026-09-01"), on("2026-09-02")}).empty());
}

TEST_CASE("months have their length, in leap years too") {
    struct Row {
        const char* month;
        const char* from;
        const char* to;
        std::int64_t length;
    };
    const std::vector<Row> rows{
        {"2026-02", "2026-02-01", "2026-03-01", 28}, {"2024-02", "2024-02-01", "2024-03-01", 29},
        {"2000-02", "2000-02-01", "2000-03-01", 29}, {"2100-02", "2100-02-01", "2100-03-01", 28},
        {"2026-12", "2026-12-01", "2027-01-01", 31}, {"2026-04", "2026-04-01", "2026-05-01", 30},
        {"0001-01", "0001-01-01", "0001-02-01", 31},
    };
    for (const Row& row : rows) {
        CAPTURE(row.month);
        const DateRange range = month_range(parse_month(row.month).value());
        CHECK(range == DateRange{on(row.from), on(row.to)});
        CHECK(range.days() == row.length);
    }
    CHECK(month_range(parse_month("9999-12").value()).days() == 31);
}

TEST_CASE("the months of a range are those that share a day with it") {
    using Texts = std::vector<std::string>;
    CHECK(month_texts("2026-07-01", "2026-08-01") == Texts{"2026-07"});
    CHECK(month_texts("2026-07-01", "2026-08-02") == Texts{"2026-07", "2026-08"});
    CHECK(month_texts("2026-07-31", "2026-08-01") == Texts{"2026-07"});
    CHECK(month_texts("2026-11-15", "2027-02-01") == Texts{"2026-11", "2026-12", "2027-01"});
    CHECK(month_texts("9999-12-01", "9999-12-31") == Texts{"9999-12"});
}

TEST_CASE("usage dates include their last day and come back as they were") {
    const UsageDates july = to_usage_dates({on("2026-07-01"), on("2026-08-01")});
    CHECK(text_of(july.start) == "2026-07-01");
    CHECK(text_of(july.end_inclusive) == "2026-07-31");
    const UsageDates one_day = to_usage_dates({on("2026-07-31"), on("2026-08-01")});
    CHECK(one_day.start == one_day.end_inclusive);
    for (int length = 1; length < 800; ++length) {
        const DateRange range{on("2023-12-15"), on("2023-12-15") + days{length}};
        REQUIRE(from_usage_dates(to_usage_dates(range)) == range);
    }
}

TEST_CASE("retention reaches 13 months back, to the last day of a shorter month") {
    struct Row {
        const char* today;
        const char* floor;
        const char* first_month;
    };
    const std::vector<Row> rows{
        {"2026-07-31", "2025-06-30", "2025-07-01"}, {"2026-07-15", "2025-06-15", "2025-07-01"},
        {"2026-07-01", "2025-06-01", "2025-06-01"}, {"2026-01-10", "2024-12-10", "2025-01-01"},
        {"2026-02-01", "2025-01-01", "2025-01-01"}, {"2026-03-31", "2025-02-28", "2025-03-01"},
        {"2025-03-29", "2024-02-29", "2024-03-01"}, {"2025-03-31", "2024-02-29", "2024-03-01"},
        {"2024-02-29", "2023-01-29", "2023-02-01"}, {"2026-12-31", "2025-11-30", "2025-12-01"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.today);
        CHECK(text_of(retention_floor(on(row.today))) == row.floor);
        CHECK(text_of(first_whole_month(on(row.today))) == row.first_month);
    }
}

TEST_CASE("retention never moves back, and the first whole month is the next first day") {
    Date previous = retention_floor(on("2020-01-01"));
    for (Date today = on("2020-01-02"); today < on("2029-01-01"); today += days{1}) {
        const Date floor = retention_floor(today);
        REQUIRE(floor >= previous);
        const Date first = first_whole_month(today);
        REQUIRE(first >= floor);
        REQUIRE(first - floor < days{31});
        REQUIRE(unsigned{std::chrono::year_month_day{first}.day()} == 1);
        previous = floor;
    }
}
