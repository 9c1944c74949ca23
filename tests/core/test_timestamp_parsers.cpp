// SPDX-License-Identifier: MIT
#include "core/timestamp.hpp"

#include <doctest/doctest.h>

#include <array>
#include <random>
#include <string>
#include <vector>

using namespace calltally::core;

namespace {

using Parser = std::optional<ParsedTime> (*)(std::string_view) noexcept;

/// What a text is read as: the wall clock, the offset in seconds, and a mark for each flag.
std::string reading(Parser parse, std::string_view text) {
    const auto time = parse(text);
    if (!time) {
        return "refused";
    }
    std::string result = format_datetime(time->wall).str();
    result += time->offset ? " " + std::to_string(time->offset->count()) : " none";
    result += time->wrong_weekday ? " weekday" : "";
    result += time->named_zone ? " zone" : "";
    result += time->leap_second ? " leap" : "";
    return result;
}

struct Row {
    const char* text;
    const char* reading;
};

} // namespace

TEST_CASE("RFC 2822 times are read with their offset and their oddities") {
    const std::vector<Row> rows{
        {"Fri, 31 Jul 2026 23:59:59 +0000", "2026-07-31 23:59:59 0"},
        {"Fri, 18 Oct 2019 17:00:00 +0000", "2019-10-18 17:00:00 0"},
        {"Fri, 31 Jul 2026 23:59:59 -0700", "2026-07-31 23:59:59 -25200"},
        {"Fri, 31 Jul 2026 23:59:59 +0530", "2026-07-31 23:59:59 19800"},
        {"Fri, 31 Jul 2026 23:59:59 -0000", "2026-07-31 23:59:59 0"},
        {"Fri, 31 Jul 2026 23:59:59 +2359", "2026-07-31 23:59:59 86340"},
        {"Fri, 31 Jul 2026 23:59:59 GMT", "2026-07-31 23:59:59 0"},
        {"Fri, 31 Jul 2026 23:59:59 UT", "2026-07-31 23:59:59 0"},
        {"Fri, 31 Jul 2026 23:59:59 UTC", "2026-07-31 23:59:59 0"},
        {"Fri, 31 Jul 2026 23:59:59 Z", "2026-07-31 23:59:59 0"},
        // The weekday may be absent or wrong, the day may have one digit, the seconds be absent.
        {"31 Jul 2026 23:59:59 +0000", "2026-07-31 23:59:59 0"},
        {"1 Jul 2026 23:59:59 +0000", "2026-07-01 23:59:59 0"},
        {"01 Jul 2026 23:59:59 +0000", "2026-07-01 23:59:59 0"},
        {"Wed, 1 Jul 2026 23:59:59 +0000", "2026-07-01 23:59:59 0"},
        {"Mon, 31 Jul 2026 23:59:59 +0000", "2026-07-31 23:59:59 0 weekday"},
        {"Fri, 31 Jul 2026 23:59 +0000", "2026-07-31 23:59:00 0"},
        {"1 Jul 2026 23:59 Z", "2026-07-01 23:59:00 0"},
        // The weekday is the one of the wall clock, not of UTC.
        {"Fri, 31 Jul 2026 23:59:59 -1000", "2026-07-31 23:59:59 -36000"},
        // The named zones of RFC 2822.
        {"Fri, 31 Jul 2026 23:59:59 EST", "2026-07-31 23:59:59 -18000 zone"},
        {"Fri, 31 Jul 2026 23:59:59 EDT", "2026-07-31 23:59:59 -14400 zone"},
        {"Fri, 31 Jul 2026 23:59:59 CST", "2026-07-31 23:59:59 -21600 zone"},
        {"Fri, 31 Jul 2026 23:59:59 CDT", "2026-07-31 23:59:59 -18000 zone"},
        {"Fri, 31 Jul 2026 23:59:59 MST", "2026-07-31 23:59:59 -25200 zone"},
        {"Fri, 31 Jul 2026 23:59:59 MDT", "2026-07-31 23:59:59 -21600 zone"},
        {"Fri, 31 Jul 2026 23:59:59 PST", "2026-07-31 23:59:59 -28800 zone"},
        {"Fri, 31 Jul 2026 23:59:59 PDT", "2026-07-31 23:59:59 -25200 zone"},
        // Leap days and far years.
        {"Thu, 29 Feb 2024 00:00:00 +0000", "2024-02-29 00:00:00 0"},
        {"Wed, 31 Dec 1969 23:59:59 +0000", "1969-12-31 23:59:59 0"},
        {"Fri, 31 Dec 9999 23:59:59 +0000", "9999-12-31 23:59:59 0"},
        {"1 Jan 0001 00:00:00 +0000", "0001-01-01 00:00:00 0"},
        // Leap seconds, where the UTC time is 23:59:60.
        {"Sat, 31 Dec 2016 23:59:60 +0000", "2016-12-31 23:59:59 0 leap"},
        {"Sat, 31 Dec 2016 18:59:60 -0500", "2016-12-31 18:59:59 -18000 leap"},
        {"Sun, 01 Jan 2017 05:29:60 +0530", "2017-01-01 05:29:59 19800 leap"},
        {"Sat, 31 Dec 2016 18:59:60 EST", "2016-12-31 18:59:59 -18000 zone leap"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        CHECK(reading(parse_rfc2822, row.text) == row.reading);
        CHECK(reading(parse_time, row.text) == row.reading);
        CHECK(!parse_iso8601(row.text));
    }
}

TEST_CASE("what is not exactly an RFC 2822 time is refused") {
    const std::vector<std::string> texts{
        "",
        " ",
        "Fri",
        "Fri, ",
        "Fri, 31 Jul 2026",
        "Fri, 31 Jul 2026 23:59:59",
        "Fri, 31 Jul 2026 23:59:59 ",
        "Fri, 31 Jul 2026 23:59:59 +000",
        "Fri, 31 Jul 2026 23:59:59 +00000",
        "Fri, 31 Jul 2026 23:59:59 +00:00",
        "Fri, 31 Jul 2026 23:59:59 0000",
        "Fri, 31 Jul 2026 23:59:59 +2400",
        "Fri, 31 Jul 2026 23:59:59 +0060",
        "Fri, 31 Jul 2026 23:59:59 +9999",
        "Fri, 31 Jul 2026 23:59:59 +-100",
        "Fri, 31 Jul 2026 23:59:59 +0000 ",
        "Fri, 31 Jul 2026 23:59:59 +0000 (UTC)",
        " Fri, 31 Jul 2026 23:59:59 +0000",
        "Fri,31 Jul 2026 23:59:59 +0000",
        "Fri,  31 Jul 2026 23:59:59 +0000",
        "Fri 31 Jul 2026 23:59:59 +0000",
        "Fri, 31  Jul 2026 23:59:59 +0000",
        "Fri, 31 Jul  2026 23:59:59 +0000",
        "Fri, 31 Jul 2026  23:59:59 +0000",
        "Fri, 31 Jul 2026 23:59:59  +0000",
        "Fri, 31 Jul 2026 23:59:59+0000",
        "Friday, 31 Jul 2026 23:59:59 +0000",
        "Fr, 31 Jul 2026 23:59:59 +0000",
        "fri, 31 Jul 2026 23:59:59 +0000",
        "Xxx, 31 Jul 2026 23:59:59 +0000",
        std::string(3, '\0') + ", 31 Jul 2026 23:59:59 +0000",
        "Fri, 31 July 2026 23:59:59 +0000",
        "Fri, 31 jul 2026 23:59:59 +0000",
        "Fri, 31 JUL 2026 23:59:59 +0000",
        "Fri, 31 Okt 2026 23:59:59 +0000",
        "Fri, 31 f\xc3\xa9v 2026 23:59:59 +0000",
        "Fri, 31 07 2026 23:59:59 +0000",
        "Fri, 31 Jul 26 23:59:59 +0000",
        "Fri, 31 Jul 126 23:59:59 +0000",
        "Fri, 31 Jul 12026 23:59:59 +0000",
        "Fri, 31 Jul 0000 23:59:59 +0000",
        "Fri, 31 Jul -001 23:59:59 +0000",
        "Fri, 31 Feb 2026 23:59:59 +0000",
        "Fri, 29 Feb 2026 23:59:59 +0000",
        "Fri, 32 Jul 2026 23:59:59 +0000",
        "Fri, 00 Jul 2026 23:59:59 +0000",
        "Fri, 0 Jul 2026 23:59:59 +0000",
        "Fri, 031 Jul 2026 23:59:59 +0000",
        "Fri, -1 Jul 2026 23:59:59 +0000",
        "Fri, x Jul 2026 23:59:59 +0000",
        "Fri, 31 Jul 2026 24:00:00 +0000",
        "Fri, 31 Jul 2026 25:00:00 +0000",
        "Fri, 31 Jul 2026 23:60:00 +0000",
        "Fri, 31 Jul 2026 23:59:61 +0000",
        "Fri, 31 Jul 2026 23:59:60 -0700", // not 23:59:60 in UTC
        "Fri, 31 Jul 2026 12:00:60 +0000",
        "Fri, 31 Jul 2026 23:59:5 +0000",
        "Fri, 31 Jul 2026 3:59:59 +0000",
        "Fri, 31 Jul 2026 23.59.59 +0000",
        "Fri, 31 Jul 2026 23:59:59.5 +0000",
        "Fri, 31 Jul 2026 23:59: +0000",
        "Fri, 31 Jul 2026 23:59:Z",
        "Fri, 31 Jul 2026 23:59:59 z",
        "Fri, 31 Jul 2026 23:59:59 gmt",
        "Fri, 31 Jul 2026 23:59:59 A",
        "Fri, 31 Jul 2026 23:59:59 CET",
        "Fri, 31 Jul 2026 23:59:59 UTX",
        "Fri, 31 Jul 2026 23:59:59 GMT+1",
        "1785542399",
        "2026-07-31T23:59:59Z",
        std::string("Fri, 31 Jul 2026 23:59:59 +0000\0", 32),
    };
    for (const std::string& text : texts) {
        CAPTURE(text);
        CHECK(!parse_rfc2822(text));
    }
}

TEST_CASE("ISO 8601 times are read with or without their offset") {
    const std::vector<Row> rows{
        {"2026-07-31T23:59:59Z", "2026-07-31 23:59:59 0"},
        {"2026-07-31 23:59:59Z", "2026-07-31 23:59:59 0"},
        {"2026-07-31T23:59:59", "2026-07-31 23:59:59 none"},
        {"2026-07-31 23:59:59", "2026-07-31 23:59:59 none"},
        {"2026-07-31", "2026-07-31 00:00:00 none"},
        {"2026-07-31T23:59:59+05:30", "2026-07-31 23:59:59 19800"},
        {"2026-07-31T23:59:59+0530", "2026-07-31 23:59:59 19800"},
        {"2026-07-31 23:59:59-07:00", "2026-07-31 23:59:59 -25200"},
        {"2026-07-31 23:59:59-0700", "2026-07-31 23:59:59 -25200"},
        {"2026-07-31T23:59:59-00:00", "2026-07-31 23:59:59 0"},
        {"2026-07-31T23:59:59+23:59", "2026-07-31 23:59:59 86340"},
        // Fractions are dropped, never rounded.
        {"2026-07-31T23:59:59.9Z", "2026-07-31 23:59:59 0"},
        {"2026-07-31T23:59:59.999999999Z", "2026-07-31 23:59:59 0"},
        {"2026-07-31T23:59:59.000", "2026-07-31 23:59:59 none"},
        {"2026-07-31T23:59:59.123+02:00", "2026-07-31 23:59:59 7200"},
        // Leap days, leap seconds and far years.
        {"2024-02-29T00:00:00Z", "2024-02-29 00:00:00 0"},
        {"2000-02-29T00:00:00Z", "2000-02-29 00:00:00 0"},
        {"2016-12-31T23:59:60Z", "2016-12-31 23:59:59 0 leap"},
        {"2016-12-31T18:59:60-05:00", "2016-12-31 18:59:59 -18000 leap"},
        {"0001-01-01T00:00:00Z", "0001-01-01 00:00:00 0"},
        {"9999-12-31T23:59:59Z", "9999-12-31 23:59:59 0"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        CHECK(reading(parse_iso8601, row.text) == row.reading);
        CHECK(reading(parse_time, row.text) == row.reading);
        CHECK(!parse_rfc2822(row.text));
    }
}

TEST_CASE("what is not exactly an ISO 8601 time is refused") {
    const std::vector<std::string> texts{
        "",
        "2026",
        "2026-07",
        "2026-7-31",
        "2026-07-3",
        "2026-2-3",
        "20260203",
        "20260731T235959Z",
        "26-07-31",
        "12026-07-31",
        "+2026-07-31",
        "-026-07-31",
        "0000-01-01",
        "10000-01-01",
        "2026-02-30",
        "2026-02-29",
        "1900-02-29",
        "2026-04-31",
        "2026-00-10",
        "2026-13-10",
        "2026-07-00",
        "2026-07-32",
        "2026/07/31",
        "2026-07-31 ",
        " 2026-07-31",
        "2026-07-31Z",
        "2026-07-31T",
        "2026-07-31T23",
        "2026-07-31T23:59",
        "2026-07-31T23:59Z",
        "2026-07-31t23:59:59Z",
        "2026-07-31T23:59:59z",
        "2026-07-31T23:59:59 Z",
        "2026-07-31T23:59:59Z ",
        "2026-07-31  23:59:59",
        "2026-07-31T24:00:00Z",
        "2026-07-31T23:60:00Z",
        "2026-07-31T23:59:61Z",
        "2026-07-31T12:34:60Z",
        "2026-07-31T23:59:60-07:00",
        "2026-07-31T235959Z",
        "2026-07-31T23-59-59Z",
        "2026-07-31T23:59:5xZ",
        "2026-07-31T2x:59:59Z",
        "2026-07-31T23:59:59.Z",
        "2026-07-31T23:59:59.",
        "2026-07-31T23:59:59.0123456789Z",
        "2026-07-31T23:59:59,5Z",
        "2026-07-31T23:59:59+25:00",
        "2026-07-31T23:59:59+24:00",
        "2026-07-31T23:59:59+05:60",
        "2026-07-31T23:59:59+05",
        "2026-07-31T23:59:59+5:30",
        "2026-07-31T23:59:59+05-30",
        "2026-07-31T23:59:59+05:3",
        "2026-07-31T23:59:59+05:300",
        "2026-07-31T23:59:59+xx:30",
        "2026-07-31T23:59:59 +0000",
        "2026-07-31T23:59:59GMT",
        "2026-W31-5",
        "2026-212",
        "\xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa6-07-31",
        std::string("2026-07-31\0", 11),
        std::string("2026-07-31T23:59:59Z\0", 21),
    };
    for (const std::string& text : texts) {
        CAPTURE(text);
        CHECK(!parse_iso8601(text));
        CHECK(!parse_time(text));
    }
}

TEST_CASE("every month and weekday name is known, and no other") {
    constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    constexpr std::array<const char*, 7> weekdays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    for (std::size_t month = 0; month < months.size(); ++month) {
        // 1 June 2026 is a Monday; the weekday is counted on from there.
        const std::string text = std::string("15 ") + months[month] + " 2026 00:00:00 Z";
        const auto time = parse_rfc2822(text);
        REQUIRE(time);
        const std::string expected =
            "2026-" + std::string(month < 9 ? "0" : "") + std::to_string(month + 1);
        CHECK(format_datetime(time->wall).view().substr(0, 7) == expected);
    }
    for (std::size_t weekday = 0; weekday < weekdays.size(); ++weekday) {
        const std::string day = std::to_string(weekday + 1);
        CHECK_FALSE(
            parse_rfc2822(std::string(weekdays[weekday]) + ", " + day + " Jun 2026 00:00:00 Z")
                ->wrong_weekday);
        CHECK(parse_rfc2822(std::string(weekdays[(weekday + 1) % 7]) + ", " + day +
                            " Jun 2026 00:00:00 Z")
                  ->wrong_weekday);
    }
    // All names of three letters, the first a capital: exactly twelve are months.
    int found = 0;
    std::string text = "15 Xxx 2026 00:00:00 Z";
    for (text[3] = 'A'; text[3] <= 'Z'; ++text[3]) {
        for (text[4] = 'a'; text[4] <= 'z'; ++text[4]) {
            for (text[5] = 'a'; text[5] <= 'z'; ++text[5]) {
                found += parse_rfc2822(text) ? 1 : 0;
            }
        }
    }
    CHECK(found == 12);
}

TEST_CASE("a text with one byte changed is refused or is itself a time of the same length") {
    // Nothing beside the form is ever skipped: a byte more or less is no time.
    for (const std::string text :
         {"Fri, 31 Jul 2026 23:59:59 +0000", "2026-07-31T23:59:59+05:30", "2026-07-31"}) {
        for (std::size_t at = 0; at < text.size(); ++at) {
            for (const char strange : {'\0', ' ', '/', ':', 'A', 'z', '\x7f', '\xff'}) {
                std::string changed = text;
                changed[at] = strange;
                const bool is_separator_t = changed[10] == ' ' && text[10] == 'T';
                if (changed != text && !is_separator_t) {
                    CAPTURE(changed);
                    CHECK(!parse_time(changed));
                }
            }
        }
        for (std::size_t length = 0; length < text.size(); ++length) {
            const std::string shorter = text.substr(0, length);
            // 2026-07-31, with T23:59:59, are times of their own.
            const bool is_time = text[4] == '-' && (length == 10 || length == 19);
            CAPTURE(shorter);
            CHECK(parse_time(shorter).has_value() == is_time);
        }
        CHECK(!parse_time(text + "0"));
    }
}

TEST_CASE("random instants come back from both forms") {
    std::mt19937_64 random(7);
    std::uniform_int_distribution<std::int64_t> any(-62'135'596'800 + 86'400,
                                                    253'402'300'799 - 86'400);
    constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    constexpr std::array<const char*, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    for (int i = 0; i < 50'000; ++i) {
        const Instant instant = instant_from_epoch(any(random)).value();
        const int offset_minutes = static_cast<int>(random() % (2 * 1'439 + 1)) - 1'439;
        const std::chrono::local_seconds wall{instant.time_since_epoch() +
                                              std::chrono::minutes{offset_minutes}};
        const std::string text = format_datetime(wall).str();
        const int magnitude = offset_minutes < 0 ? -offset_minutes : offset_minutes;
        const std::string hours = std::to_string(100 + magnitude / 60).substr(1);
        const std::string minutes = std::to_string(100 + magnitude % 60).substr(1);
        const std::string sign = offset_minutes < 0 ? "-" : "+";

        const auto iso = parse_time(text + sign + hours + ":" + minutes);
        REQUIRE(iso);
        REQUIRE(to_instant(*iso) == instant);

        const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(wall)};
        const std::chrono::weekday weekday{std::chrono::floor<std::chrono::days>(wall)};
        const std::string rfc = std::string(weekdays[weekday.c_encoding()]) + ", " +
                                text.substr(8, 2) + " " + months[unsigned{date.month()} - 1] + " " +
                                text.substr(0, 4) + " " + text.substr(11) + " " + sign + hours +
                                minutes;
        const auto mail = parse_time(rfc);
        REQUIRE(mail);
        REQUIRE_FALSE(mail->wrong_weekday);
        REQUIRE(to_instant(*mail) == instant);
    }
}

TEST_CASE("dates and months are YYYY-MM-DD and YYYY-MM, and nothing else") {
    CHECK(format_date(parse_date("2026-07-31").value()).view() == "2026-07-31");
    CHECK(format_date(parse_date("0001-01-01").value()).view() == "0001-01-01");
    CHECK(format_date(parse_date("9999-12-31").value()).view() == "9999-12-31");
    for (const char* text : {"", "2026-07", "2026-02-30", "2026-7-31", "2026-07-31Z", "20260731",
                             "2026-07-31 00:00:00", "0000-01-01", " 2026-07-31", "31.07.2026"}) {
        CAPTURE(text);
        CHECK(!parse_date(text));
    }
    CHECK(format_month(parse_month("2026-07").value()).view() == "2026-07");
    CHECK(format_month(parse_month("0001-01").value()).view() == "0001-01");
    CHECK(format_month(parse_month("9999-12").value()).view() == "9999-12");
    for (const char* text : {"", "2026", "2026-00", "2026-13", "2026-7", "2026-07-", "2026-07-01",
                             "0000-01", "202607", "26-07", "2026/07", " 2026-07", "2026-0x"}) {
        CAPTURE(text);
        CHECK(!parse_month(text));
    }
}

TEST_CASE("a stored time is just what the parser reads and the formatter writes again") {
    const auto is_written_again = [](std::string_view text) {
        const auto time = parse_iso8601(text);
        return time && !time->offset && format_datetime(time->wall).view() == text;
    };
    std::mt19937_64 draw{20260731}; // NOLINT(cert-msc*): the same on every run
    std::uniform_int_distribution<std::int64_t> second{-62135596800, 253402300799};
    std::size_t others = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string text = format_datetime(Instant{std::chrono::seconds{second(draw)}}).str();
        REQUIRE(is_datetime(text));
        // Any byte at any place, most of the time one that comes close.
        constexpr std::string_view close = "0123456789:- T/;.Z";
        const char byte =
            draw() % 4 == 0 ? static_cast<char>(draw() % 256) : close[draw() % close.size()];
        text[draw() % text.size()] = byte;
        CAPTURE(text);
        REQUIRE(is_datetime(text) == is_written_again(text));
        others += is_datetime(text) ? 0U : 1U;
    }
    CHECK(others > 5'000);
    for (const char* text : {"", "2026-07-31", "2026-07-31 23:59:5", "2026-07-31 23:59:590",
                             "2026-07-31T23:59:59", "2026-02-29 00:00:00", "0000-01-01 00:00:00",
                             "2026-07-31 23:59:60", "2026-07-31 24:00:00", "2026-06-31 00:00:00"}) {
        CAPTURE(text);
        CHECK(!is_datetime(text));
    }
    CHECK(is_datetime("2024-02-29 23:59:59"));
}
