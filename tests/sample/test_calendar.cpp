// SPDX-License-Identifier: MIT
#include "sample/calendar.hpp"

#include <doctest/doctest.h>

using namespace calltally::sample;

TEST_CASE("times are read and written in every form the API has") {
    const UnixTime time = parse_time("2026-08-03 09:05:07").value();
    CHECK(time == 1'785'747'907);
    CHECK(time_text(time) == "2026-08-03 09:05:07");
    CHECK(iso_text(time) == "2026-08-03T09:05:07+00:00");
    CHECK(http_text(time) == "Mon, 03 Aug 2026 09:05:07 GMT");
    CHECK(rfc2822_text(time) == "Mon, 03 Aug 2026 09:05:07 +0000");
    CHECK(day_text(day_of(time)) == "2026-08-03");
    CHECK(month_text(day_of(time)) == "2026-08");
    Rfc2822Writer writer; // keeps the day between two times
    std::string out;
    writer.append(out, time);
    writer.append(out, time + seconds_per_day);
    writer.append(out, time + 1);
    CHECK(out == "Mon, 03 Aug 2026 09:05:07 +0000Tue, 04 Aug 2026 09:05:07 +0000"
                 "Mon, 03 Aug 2026 09:05:08 +0000");
}

TEST_CASE("months have the days they have") {
    const UnixDay day = parse_day("2024-02-29").value();
    CHECK(day_text(month_start(day)) == "2024-02-01");
    CHECK(day_text(month_start(day, 1)) == "2024-03-01");
    CHECK(day_text(month_start(day, -2)) == "2023-12-01");
    CHECK(day_text(month_start(day, 11)) == "2025-01-01");
}

TEST_CASE("what is no day or time is none") {
    for (const char* text :
         {"", "2026-02-30", "2025-02-29", "2026-8-3", "2026-08-03x", "yesterday"}) {
        CHECK_FALSE(parse_day(text));
    }
    for (const char* text : {"", "2026-08-03", "2026-08-03 24:00:00", "2026-08-03 09:60:00"}) {
        CHECK_FALSE(parse_time(text));
    }
}
