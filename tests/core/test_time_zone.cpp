// SPDX-License-Identifier: MIT
//
// The goldens are what Python's zoneinfo says of the same tz database.
#include "core/time_zone.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace calltally::core;

namespace {

TimeZone zone(std::string_view name) {
    const auto found = TimeZone::find(name);
    REQUIRE_MESSAGE(found, std::string(name));
    return *found;
}

Instant utc(const char* text) {
    return to_instant(parse_iso8601(std::string(text) + "Z").value()).value();
}

std::chrono::local_seconds wall(const char* text) {
    return parse_iso8601(text).value().wall;
}

/// `unique`, `gap` or `overlap`, then the two instants.
std::string reading(std::string_view name, const char* local) {
    const ZonedReading reading = zone(name).to_utc(wall(local));
    std::string text = reading.kind == ZonedReading::Kind::unique ? "unique"
                       : reading.kind == ZonedReading::Kind::gap  ? "gap"
                                                                  : "overlap";
    return text + " " + format_datetime(reading.earlier).str() + " " +
           format_datetime(reading.later).str();
}

} // namespace

TEST_CASE("UTC becomes local time around every kind of switch") {
    struct Row {
        const char* zone;
        const char* utc;
        const char* local;
        const char* abbreviation;
    };
    const std::vector<Row> rows{
        {"America/New_York", "2026-03-08 06:59:59", "2026-03-08 01:59:59", "EST"},
        {"America/New_York", "2026-03-08 07:00:00", "2026-03-08 03:00:00", "EDT"},
        {"America/New_York", "2026-03-08 07:00:01", "2026-03-08 03:00:01", "EDT"},
        {"America/New_York", "2026-11-01 05:59:59", "2026-11-01 01:59:59", "EDT"},
        {"America/New_York", "2026-11-01 06:00:00", "2026-11-01 01:00:00", "EST"},
        {"America/New_York", "2026-11-01 06:00:01", "2026-11-01 01:00:01", "EST"},
        {"America/New_York", "2500-07-01 00:00:00", "2500-06-30 20:00:00", "EDT"},
        {"America/New_York", "9999-12-31 23:59:59", "9999-12-31 18:59:59", "EST"},
        {"Australia/Lord_Howe", "2026-04-04 14:59:59", "2026-04-05 01:59:59", "+11"},
        {"Australia/Lord_Howe", "2026-04-04 15:00:00", "2026-04-05 01:30:00", "+1030"},
        {"Australia/Lord_Howe", "2026-04-04 15:00:01", "2026-04-05 01:30:01", "+1030"},
        {"Australia/Lord_Howe", "2026-10-03 15:29:59", "2026-10-04 01:59:59", "+1030"},
        {"Australia/Lord_Howe", "2026-10-03 15:30:00", "2026-10-04 02:30:00", "+11"},
        {"Australia/Lord_Howe", "2026-10-03 15:30:01", "2026-10-04 02:30:01", "+11"},
        {"Pacific/Apia", "2011-12-30 09:59:59", "2011-12-29 23:59:59", "-10"},
        {"Pacific/Apia", "2011-12-30 10:00:00", "2011-12-31 00:00:00", "+14"},
        {"Pacific/Apia", "2011-12-30 10:00:01", "2011-12-31 00:00:01", "+14"},
        {"Asia/Kathmandu", "2026-07-31 18:14:59", "2026-07-31 23:59:59", "+0545"},
        {"Asia/Kathmandu", "2026-07-31 18:15:00", "2026-08-01 00:00:00", "+0545"},
        {"Asia/Kathmandu", "1985-12-31 18:29:59", "1985-12-31 23:59:59", "+0530"},
        {"Asia/Kathmandu", "1985-12-31 18:30:00", "1986-01-01 00:15:00", "+0545"},
        {"Africa/Casablanca", "2026-02-15 01:59:59", "2026-02-15 02:59:59", "+01"},
        {"Africa/Casablanca", "2026-02-15 02:00:00", "2026-02-15 02:00:00", "+00"},
        {"Africa/Casablanca", "2026-03-22 01:59:59", "2026-03-22 01:59:59", "+00"},
        {"Africa/Casablanca", "2026-03-22 02:00:00", "2026-03-22 03:00:00", "+01"},
        {"Asia/Kolkata", "2026-07-31 18:30:00", "2026-08-01 00:00:00", "IST"},
        {"Etc/GMT+5", "2026-07-31 00:00:00", "2026-07-30 19:00:00", "-05"}, // the sign is POSIX's
        {"Europe/Kyiv", "2026-07-31 00:00:00", "2026-07-31 03:00:00", "EEST"},
        {"Europe/Kiev", "2026-07-31 00:00:00", "2026-07-31 03:00:00", "EEST"},
        {"US/Pacific", "2026-07-31 00:00:00", "2026-07-30 17:00:00", "PDT"},
        {"EST5EDT", "2026-07-31 00:00:00", "2026-07-30 20:00:00", "EDT"},
        {"UTC", "2026-07-31 00:00:00", "2026-07-31 00:00:00", "UTC"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.zone);
        CAPTURE(row.utc);
        CHECK(format_datetime(zone(row.zone).to_local(utc(row.utc))).view() == row.local);
        CHECK(zone(row.zone).abbreviation(utc(row.utc)) == row.abbreviation);
    }
}

TEST_CASE("a local time that the clocks skipped is a gap with both of its readings") {
    CHECK(reading("America/New_York", "2026-03-08 01:59:59") ==
          "unique 2026-03-08 06:59:59 2026-03-08 06:59:59");
    CHECK(reading("America/New_York", "2026-03-08 02:00:00") ==
          "gap 2026-03-08 06:00:00 2026-03-08 07:00:00");
    CHECK(reading("America/New_York", "2026-03-08 02:30:00") ==
          "gap 2026-03-08 06:30:00 2026-03-08 07:30:00");
    CHECK(reading("America/New_York", "2026-03-08 02:59:59") ==
          "gap 2026-03-08 06:59:59 2026-03-08 07:59:59");
    CHECK(reading("America/New_York", "2026-03-08 03:00:00") ==
          "unique 2026-03-08 07:00:00 2026-03-08 07:00:00");
    // Half an hour, and a whole day.
    CHECK(reading("Australia/Lord_Howe", "2026-10-04 02:15:00") ==
          "gap 2026-10-03 15:15:00 2026-10-03 15:45:00");
    CHECK(reading("Pacific/Apia", "2011-12-30 12:00:00") ==
          "gap 2011-12-29 22:00:00 2011-12-30 22:00:00");
    CHECK(reading("Pacific/Apia", "2011-12-29 23:59:59") ==
          "unique 2011-12-30 09:59:59 2011-12-30 09:59:59");
    CHECK(reading("Pacific/Apia", "2011-12-31 00:00:00") ==
          "unique 2011-12-30 10:00:00 2011-12-30 10:00:00");
}

TEST_CASE("a local time that came twice is an overlap with both of its instants") {
    CHECK(reading("America/New_York", "2026-11-01 00:59:59") ==
          "unique 2026-11-01 04:59:59 2026-11-01 04:59:59");
    CHECK(reading("America/New_York", "2026-11-01 01:00:00") ==
          "overlap 2026-11-01 05:00:00 2026-11-01 06:00:00");
    CHECK(reading("America/New_York", "2026-11-01 01:30:00") ==
          "overlap 2026-11-01 05:30:00 2026-11-01 06:30:00");
    CHECK(reading("America/New_York", "2026-11-01 02:00:00") ==
          "unique 2026-11-01 07:00:00 2026-11-01 07:00:00");
    CHECK(reading("Australia/Lord_Howe", "2026-04-05 01:45:00") ==
          "overlap 2026-04-04 14:45:00 2026-04-04 15:15:00");
    CHECK(reading("Africa/Casablanca", "2026-02-15 02:30:00") ==
          "overlap 2026-02-15 01:30:00 2026-02-15 02:30:00");
}

TEST_CASE("a reading resolves to one instant only where one is meant") {
    const TimeZone new_york = zone("America/New_York");
    const auto unique = new_york.to_utc(wall("2026-07-31 12:00:00"));
    CHECK(unique.resolve({}) == utc("2026-07-31 16:00:00"));
    CHECK(unique.resolve(OverlapChoice::earlier) == utc("2026-07-31 16:00:00"));
    CHECK(unique.resolve(OverlapChoice::later) == utc("2026-07-31 16:00:00"));

    const auto gap = new_york.to_utc(wall("2026-03-08 02:30:00"));
    CHECK(!gap.resolve({}));
    CHECK(!gap.resolve(OverlapChoice::earlier));
    CHECK(!gap.resolve(OverlapChoice::later));

    const auto overlap = new_york.to_utc(wall("2026-11-01 01:30:00"));
    CHECK(!overlap.resolve({}));
    CHECK(overlap.resolve(OverlapChoice::earlier) == utc("2026-11-01 05:30:00"));
    CHECK(overlap.resolve(OverlapChoice::later) == utc("2026-11-01 06:30:00"));
}

TEST_CASE("every instant comes back from its local time") {
    for (const char* name : {"America/New_York", "Australia/Lord_Howe", "Pacific/Apia",
                             "Asia/Kathmandu", "Africa/Casablanca", "Europe/Dublin", "UTC"}) {
        const TimeZone there = zone(name);
        CAPTURE(name);
        for (Instant instant = utc("2011-01-01 00:00:00"); instant < utc("2027-01-01 00:00:00");
             instant += std::chrono::seconds{12'347}) {
            const ZonedReading reading = there.to_utc(there.to_local(instant));
            REQUIRE(reading.kind != ZonedReading::Kind::gap);
            REQUIRE((reading.earlier == instant || reading.later == instant));
            REQUIRE((reading.kind == ZonedReading::Kind::overlap) ==
                    (reading.earlier < reading.later));
        }
    }
}

TEST_CASE("the first and last years are safe in both directions") {
    for (const char* name : {"America/New_York", "Pacific/Kiritimati", "Etc/GMT+12", "UTC"}) {
        const TimeZone there = zone(name);
        CAPTURE(name);
        for (const char* text : {"0001-01-01 00:00:00", "0001-01-02 00:00:00",
                                 "9999-12-30 00:00:00", "9999-12-31 23:59:59"}) {
            const auto reading = there.to_utc(there.to_local(utc(text)));
            CHECK(reading.earlier == utc(text));
            CHECK(reading.kind == ZonedReading::Kind::unique);
        }
    }
    // A local time past the last year is for the caller to see.
    const auto beyond = zone("Pacific/Kiritimati").to_local(utc("9999-12-31 23:59:59"));
    CHECK(!instant_from_epoch(beyond.time_since_epoch().count()));
}

TEST_CASE("names that are no zone of the tz database are refused") {
    const std::vector<std::string> names{
        "",
        " ",
        "Mars/Base",
        "america/new_york",
        "AMERICA/NEW_YORK",
        " UTC",
        "UTC ",
        "utc",
        "Z",
        "UTC0",
        "UTC+1",
        "GMT+5",
        "EST5",
        "EST5EDT,M3.2.0,M11.1.0",
        // Paths.
        "../../../etc/passwd",
        "/etc/localtime",
        "/usr/share/zoneinfo/UTC",
        "..",
        ".",
        "./UTC",
        "America/../UTC",
        "America//New_York",
        "America/New_York/",
        "/",
        "America",
        "America/Argentina",
        "file:/usr/share/zoneinfo/UTC",
        // What depends on the machine, or is not a zone.
        "localtime",
        "posixrules",
        "Factory",
        "posix",
        "right",
        "posix/America/New_York",
        "posix/UTC",
        "right/UTC",
        "right/America/New_York",
        "posix/Factory",
        "leapseconds",
        "leap-seconds.list",
        "tzdata.zi",
        "zone.tab",
        "zone1970.tab",
        "iso3166.tab",
        // What cctz takes for a name of its own.
        "Fixed/UTC+05:30:00",
        "Fixed/UTC",
        "libc:UTC",
        "libc:localtime",
        "libc:America/New_York",
        // Strange bytes.
        std::string("UTC\0x", 5),
        std::string("UTC\0", 4),
        std::string("\0UTC", 4),
        "America/New York",
        "America/New_York\n",
        "Am\xc3\xa9rica/New_York",
        "%s%s%n",
        "*",
        std::string(4096, 'A'),
        "America/" + std::string(4096, 'x'),
    };
    for (const std::string& name : names) {
        CAPTURE(name);
        CHECK(!TimeZone::find(name));
    }
}

TEST_CASE("a zone is a value that may outlive the one it was copied from") {
    std::optional<TimeZone> copy;
    {
        const TimeZone original = zone("Asia/Kathmandu");
        copy = original;
    }
    CHECK(copy->abbreviation(utc("2026-07-31 00:00:00")) == "+0545");
}
