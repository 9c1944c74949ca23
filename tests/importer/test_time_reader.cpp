// SPDX-License-Identifier: MIT
#include "importer/time_reader.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::importer;

namespace {

std::string read(std::string_view text, std::optional<LocalZone> zone, bool is_utc = false) {
    Cells cells;
    cells.clear();
    cells.set(Column::start_time, text);
    TimeReader reader(std::move(zone), std::nullopt, is_utc);
    try {
        const auto instant = reader.read(cells, Column::start_time);
        return instant ? core::format_datetime(*instant).str() : "none";
    } catch (const BadCell& bad) {
        return (bad.concerns_file ? "file: " : "row: ") + bad.reason;
    }
}

const auto new_york = LocalZone::parse("America/New_York");

bool says(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("the Console's form, and the others, are read") {
    CHECK(read("13:00:53 PDT 2025-05-31", LocalZone::parse("America/Los_Angeles")) ==
          "2025-05-31 20:00:53");
    CHECK(read("14:52:06 EDT 2020-09-10", new_york) == "2020-09-10 18:52:06");
    CHECK(read("2020-09-10 14:52:06 EDT", new_york) == "2020-09-10 18:52:06");
    CHECK(read("2020-09-10 14:52:06", new_york) == "2020-09-10 18:52:06");
    CHECK(read("14:52:06 -0400 2020-09-10", std::nullopt) == "2020-09-10 18:52:06");
    CHECK(read("14:52:06 UTC 2020-09-10", std::nullopt) == "2020-09-10 14:52:06");
    CHECK(read("Thu, 10 Sep 2020 14:52:06 +0000", std::nullopt) == "2020-09-10 14:52:06");
    CHECK(read("2020-09-10T14:52:06.250Z", std::nullopt) == "2020-09-10 14:52:06");
}

TEST_CASE("a zone is never guessed, and a contradiction concerns the file") {
    CHECK(says(read("14:52:06 EDT 2020-09-10", std::nullopt), "file: "));
    CHECK(says(read("2020-09-10 14:52:06", std::nullopt), "file: "));
    CHECK(says(read("14:52:06 PDT 2020-09-10", new_york), "file: "));
    CHECK(says(read("14:52:06 EST 2020-09-10", new_york), "show EDT"));
    CHECK(says(read("2020-09-10T14:52:06Z", new_york), "there it is 2020-09-10 10:52:06"));
    CHECK(says(read("14:52:06 UTC 2020-09-10", new_york), "file: "));
}

TEST_CASE("a file in UTC takes its times as they are, and no letters") {
    CHECK(read("2020-09-10 14:52:06", new_york, true) == "2020-09-10 14:52:06");
    CHECK(read("2020-09-10T14:52:06+02:00", std::nullopt, true) == "2020-09-10 12:52:06");
    CHECK(says(read("14:52:06 EDT 2020-09-10", new_york, true), "row: "));
}

TEST_CASE("what is no time says why") {
    CHECK(says(read("10/11/2019 10:00", new_york), "comes first"));
    CHECK(says(read("43756.7", new_york), "number of days"));
    CHECK(says(read("24:00:00 EDT 2020-09-10", new_york), "is not a time"));
    CHECK(says(read("14:52:06  2020-09-10", new_york), "is not a time"));
    CHECK(says(read("14:52:06 E.T 2020-09-10", new_york), "is not a time"));
    CHECK(says(read("1969-12-31 10:00:00", new_york), "before 1970"));
}
