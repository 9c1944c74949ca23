// SPDX-License-Identifier: MIT
#include "importer/local_zone.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using importer::LocalZone;
using Outcome = LocalZone::Outcome;

namespace {

std::string utc_of(std::string_view zone, std::string_view wall, std::string_view abbreviation = "",
                   std::optional<core::OverlapChoice> choice = std::nullopt) {
    const auto reading = LocalZone::parse(zone).value().read(core::parse_iso8601(wall).value().wall,
                                                             abbreviation, choice);
    switch (reading.outcome) {
    case Outcome::unique:
        return core::format_datetime(reading.instant).str();
    case Outcome::gap:
        return "gap";
    case Outcome::overlap:
        return "overlap";
    case Outcome::contradiction:
        return "not " + reading.expected;
    case Outcome::unknown:
        break;
    }
    return "unknown";
}

std::string start_of(std::string_view zone, std::string_view day) {
    const auto local = std::chrono::local_days{core::parse_date(day).value().time_since_epoch()};
    return core::format_datetime(LocalZone::parse(zone).value().start_of(local)).str();
}

} // namespace

TEST_CASE("zones are names of the tz database or fixed offsets, and nothing else") {
    for (const char* good : {"America/New_York", "UTC", "+05:30", "-0400", "+05", "GMT+10:30"}) {
        CHECK_MESSAGE(LocalZone::parse(good), good);
    }
    for (const char* bad : {"", "EDT", "Mars/Base", "localtime", "../etc", "+5", "+25:00", "+05:60",
                            "5:30", "+05:", "america/new_york"}) {
        CHECK_MESSAGE(!LocalZone::parse(bad), bad);
    }
}

TEST_CASE("the abbreviation is checked against the zone, row by row") {
    CHECK(utc_of("America/New_York", "2026-07-01 10:00:00", "EDT") == "2026-07-01 14:00:00");
    CHECK(utc_of("America/New_York", "2026-01-01 10:00:00", "EDT") == "not EST");
    CHECK(utc_of("Europe/Berlin", "2026-07-01 10:00:00", "PDT") == "not CEST");
    CHECK(utc_of("Asia/Kolkata", "2026-07-01 10:00:00", "IST") == "2026-07-01 04:30:00");
    CHECK(utc_of("Europe/Dublin", "2026-07-01 10:00:00", "IST") == "2026-07-01 09:00:00");
    CHECK(utc_of("Asia/Kolkata", "2026-07-01 10:00:00", "PST") == "not IST");
    CHECK(utc_of("Europe/London", "2026-07-01 10:00:00", "GMT") == "not BST");
}

TEST_CASE("where the tz database has no letters, the offset or the usual letters do") {
    CHECK(utc_of("Australia/Lord_Howe", "2026-07-01 10:00:00", "+1030") == "2026-06-30 23:30:00");
    CHECK(utc_of("Australia/Lord_Howe", "2026-07-01 10:00:00", "GMT+10:30") ==
          "2026-06-30 23:30:00");
    CHECK(utc_of("Australia/Lord_Howe", "2026-07-01 10:00:00", "LHST") == "2026-06-30 23:30:00");
    CHECK(utc_of("Australia/Lord_Howe", "2026-07-01 10:00:00", "LHDT") == "not +1030");
    CHECK(utc_of("Asia/Singapore", "2026-07-01 10:00:00", "SGT") == "2026-07-01 02:00:00");
}

TEST_CASE("a fixed offset is checked against what the letters can mean") {
    CHECK(utc_of("-04:00", "2026-07-01 10:00:00", "EDT") == "2026-07-01 14:00:00");
    CHECK(utc_of("-05:00", "2026-07-01 10:00:00", "EDT") == "not -05:00");
    CHECK(utc_of("+05:30", "2026-07-01 10:00:00", "IST") == "2026-07-01 04:30:00");
    CHECK(utc_of("+05:30", "2026-07-01 10:00:00", "XYZ") == "unknown");
    CHECK(utc_of("+05:30", "2026-07-01 10:00:00") == "2026-07-01 04:30:00");
}

TEST_CASE("a gap is no time, an overlap is told by its letters, else by choice") {
    CHECK(utc_of("America/New_York", "2026-03-08 02:30:00", "EST") == "gap");
    CHECK(utc_of("America/New_York", "2026-11-01 01:30:00", "EDT") == "2026-11-01 05:30:00");
    CHECK(utc_of("America/New_York", "2026-11-01 01:30:00", "EST") == "2026-11-01 06:30:00");
    CHECK(utc_of("America/New_York", "2026-11-01 01:30:00", "CST") == "not EDT or EST");
    CHECK(utc_of("America/New_York", "2026-11-01 01:30:00") == "overlap");
    CHECK(utc_of("America/New_York", "2026-11-01 01:30:00", "", core::OverlapChoice::earlier) ==
          "2026-11-01 05:30:00");
    CHECK(utc_of("America/New_York", "2026-11-01 01:30:00", "", core::OverlapChoice::later) ==
          "2026-11-01 06:30:00");
    // Half an hour, on Lord Howe Island.
    CHECK(utc_of("Australia/Lord_Howe", "2026-04-05 01:45:00", "+11") == "2026-04-04 14:45:00");
    CHECK(utc_of("Australia/Lord_Howe", "2026-04-05 01:45:00", "+1030") == "2026-04-04 15:15:00");
}

TEST_CASE("a local day begins with its first instant") {
    CHECK(start_of("America/New_York", "2026-07-01") == "2026-07-01 04:00:00");
    CHECK(start_of("+05:30", "2026-07-01") == "2026-06-30 18:30:00");
    // Clocks that jump at midnight: the day begins at one o'clock.
    CHECK(start_of("Africa/Cairo", "2026-04-24") == "2026-04-23 22:00:00");
}
