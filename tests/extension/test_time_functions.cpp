// SPDX-License-Identifier: MIT
//
// utc_time, utc_date, utc_month, local_time, month_start, month_end.
#include "connection.hpp"

#include <doctest/doctest.h>

namespace calltally::extension_tests {

TEST_CASE("the UTC functions read every form that calls are written in") {
    check_examples({
        {"utc_time('Fri, 31 Jul 2026 23:59:59 +0000')", "'2026-07-31 23:59:59'"},
        {"utc_date('Fri, 31 Jul 2026 23:59:59 +0000')", "'2026-07-31'"},
        {"utc_month('Fri, 31 Jul 2026 23:59:59 +0000')", "'2026-07'"},
        {"utc_time('31 Jul 2026 19:59:59 EDT')", "'2026-07-31 23:59:59'"},
        {"utc_time('2026-07-31T23:59:59Z')", "'2026-07-31 23:59:59'"},
        {"utc_time('2026-07-31T23:59:59.123456789Z')", "'2026-07-31 23:59:59'"},
        {"utc_month('2026-07-31T23:30:00-01:00')", "'2026-08'"},
        {"utc_time('2026-08-01 05:00:00+0530')", "'2026-07-31 23:30:00'"},
        {"utc_time('2026-07-31 23:59:59')", "'2026-07-31 23:59:59'"},
        {"utc_time('2026-07-31')", "'2026-07-31 00:00:00'"},
        {"utc_time('2016-12-31 23:59:60')", "'2016-12-31 23:59:59'"}, // a leap second
        {"utc_time(1785542399)", "'2026-07-31 23:59:59'"},
        {"utc_time(1785542399.0)", "'2026-07-31 23:59:59'"},
    });
}

TEST_CASE("a timestamp in no known form gives NULL") {
    check_examples({
        {"utc_time('2026-02-30')", "NULL"},
        {"utc_time('2026-2-3')", "NULL"},
        {"utc_time('20260203')", "NULL"},
        {"utc_time('12026-02-03')", "NULL"},
        {"utc_time('2026-07-31t23:59:59Z')", "NULL"},
        {"utc_time('2026-07-31T23:59:59z')", "NULL"},
        {"utc_time('2026-07-31T23:59:59+25:00')", "NULL"},
        {"utc_time('2026-07-31 24:00:00')", "NULL"},
        {"utc_time('2026-07-31 23:58:60')", "NULL"},
        {"utc_time('2026-07-31 23:59:59 ')", "NULL"},
        {"utc_time(' 2026-07-31')", "NULL"},
        {"utc_time('now')", "NULL"},
        {"utc_time('1785542399')", "NULL"},
        {"utc_time('')", "NULL"},
        {"utc_time(1785542399.5)", "NULL"},
        {"utc_time(1e999)", "NULL"},
        {"utc_time(x'323032362d30372d3331')", "NULL"},
        {"utc_time('2026-07-31' || char(0) || 'x')", "NULL"},
        {"utc_date('2026-07-31' || char(0))", "NULL"},
        {"utc_month(cast(x'ff00fe' AS TEXT))", "NULL"},
    });
}

TEST_CASE("the years run from 0001 to 9999, so that milliseconds are no time") {
    check_examples({
        {"utc_time(0)", "'1970-01-01 00:00:00'"},
        {"utc_time(-1)", "'1969-12-31 23:59:59'"},
        {"utc_time(2147483648)", "'2038-01-19 03:14:08'"},
        {"utc_time(253402300799)", "'9999-12-31 23:59:59'"},
        {"utc_time(253402300800)", "NULL"},
        {"utc_time(-62135596800)", "'0001-01-01 00:00:00'"},
        {"utc_time(-62135596801)", "NULL"},
        {"utc_time(1785542399000)", "NULL"},
        {"utc_time(9223372036854775807)", "NULL"},
        {"utc_time(-9223372036854775807 - 1)", "NULL"},
        {"utc_time('0001-01-01 00:00:00', 'Asia/Tokyo')", "NULL"},
        {"utc_time('9999-12-31 23:59:59', 'America/New_York')", "NULL"},
        {"utc_time('0001-01-01T00:00:00+01:00')", "NULL"},
        {"local_time('9999-12-31 23:59:59', 'Asia/Tokyo')", "NULL"},
        {"local_time('0001-01-01', 'America/New_York')", "NULL"},
    });
}

TEST_CASE("a zone is that of a timestamp without an offset, and of no other") {
    check_examples({
        {"utc_time('2026-07-31 20:00:00', 'America/New_York')", "'2026-08-01 00:00:00'"},
        {"utc_date('2026-07-31 20:00:00', 'America/New_York')", "'2026-08-01'"},
        {"utc_month('2026-07-31 20:00:00', 'America/New_York')", "'2026-08'"},
        {"utc_time('2026-07-31', 'Asia/Kathmandu')", "'2026-07-30 18:15:00'"},
        {"utc_time('2026-07-31T20:00:00Z', 'America/New_York')", "'2026-07-31 20:00:00'"},
        {"utc_time('Fri, 31 Jul 2026 20:00:00 +0000', 'Asia/Tokyo')", "'2026-07-31 20:00:00'"},
        {"utc_time(0, 'Asia/Tokyo')", "'1970-01-01 00:00:00'"},
        {"utc_time(0.0, 'Asia/Tokyo', 'later')", "'1970-01-01 00:00:00'"},
        {"utc_time('2026-07-31 20:00:00', 'Etc/GMT+5')", "'2026-08-01 01:00:00'"},
        {"utc_time('2026-07-31 20:00:00', 'US/Pacific')", "'2026-08-01 03:00:00'"},
        {"utc_time('2026-07-31 20:00:00', 'UTC')", "'2026-07-31 20:00:00'"},
    });
}

TEST_CASE("an hour that the clocks skipped gives NULL, with a choice too") {
    check_examples({
        {"utc_time('2026-03-08 01:59:59', 'America/New_York')", "'2026-03-08 06:59:59'"},
        {"utc_time('2026-03-08 02:00:00', 'America/New_York')", "NULL"},
        {"utc_time('2026-03-08 02:30:00', 'America/New_York')", "NULL"},
        {"utc_time('2026-03-08 02:30:00', 'America/New_York', 'earlier')", "NULL"},
        {"utc_time('2026-03-08 02:30:00', 'America/New_York', 'later')", "NULL"},
        {"utc_time('2026-03-08 03:00:00', 'America/New_York')", "'2026-03-08 07:00:00'"},
        {"utc_time('2011-12-30 12:00:00', 'Pacific/Apia')", "NULL"},
    });
}

TEST_CASE("an hour that the clocks repeated needs a choice") {
    check_examples({
        {"utc_time('2026-11-01 01:30:00', 'America/New_York')", "NULL"},
        {"utc_time('2026-11-01 01:30:00', 'America/New_York', 'earlier')", "'2026-11-01 05:30:00'"},
        {"utc_time('2026-11-01 01:30:00', 'America/New_York', 'later')", "'2026-11-01 06:30:00'"},
        {"utc_date('2026-11-01 01:30:00', 'America/New_York', 'later')", "'2026-11-01'"},
        {"utc_month('2026-11-01 01:30:00', 'America/New_York', 'later')", "'2026-11'"},
        {"utc_time('2026-11-01 02:00:00', 'America/New_York', 'earlier')", "'2026-11-01 07:00:00'"},
        {"utc_time('2026-04-05 01:45:00', 'Australia/Lord_Howe', 'earlier')",
         "'2026-04-04 14:45:00'"},
        {"utc_time('2026-04-05 01:45:00', 'Australia/Lord_Howe', 'later')",
         "'2026-04-04 15:15:00'"},
    });
}

TEST_CASE("local_time gives what the clocks of the zone show") {
    check_examples({
        {"local_time('2026-03-08 06:59:59', 'America/New_York')", "'2026-03-08 01:59:59'"},
        {"local_time('2026-03-08 07:00:00', 'America/New_York')", "'2026-03-08 03:00:00'"},
        {"local_time('2026-11-01 05:59:59', 'America/New_York')", "'2026-11-01 01:59:59'"},
        {"local_time('2026-11-01 06:00:00', 'America/New_York')", "'2026-11-01 01:00:00'"},
        {"local_time('2026-04-04 14:59:59', 'Australia/Lord_Howe')", "'2026-04-05 01:59:59'"},
        {"local_time('2026-04-04 15:00:00', 'Australia/Lord_Howe')", "'2026-04-05 01:30:00'"},
        {"local_time('2011-12-30 09:59:59', 'Pacific/Apia')", "'2011-12-29 23:59:59'"},
        {"local_time('2011-12-30 10:00:00', 'Pacific/Apia')", "'2011-12-31 00:00:00'"},
        {"local_time('2024-03-20 12:00:00', 'Africa/Casablanca')", "'2024-03-20 12:00:00'"},
        {"local_time('2024-07-01 00:00:00', 'Africa/Casablanca')", "'2024-07-01 01:00:00'"},
        {"local_time('1950-07-01 00:00:00', 'Europe/Berlin')", "'1950-07-01 01:00:00'"},
        {"local_time('2050-07-01 00:00:00', 'Europe/Berlin')", "'2050-07-01 02:00:00'"},
        {"local_time('2026-07-01 00:00:00', 'Europe/Kiev')", "'2026-07-01 03:00:00'"},
        {"local_time('2026-07-01 00:00:00', 'Europe/Kyiv')", "'2026-07-01 03:00:00'"},
        {"local_time('2026-07-01 00:00:00', 'EST5EDT')", "'2026-06-30 20:00:00'"},
        {"local_time('2026-07-01 02:00:00+02:00', 'Asia/Kathmandu')", "'2026-07-01 05:45:00'"},
        {"local_time(0, 'Asia/Kathmandu')", "'1970-01-01 05:30:00'"},
        {"local_time('yesterday', 'Asia/Kathmandu')", "NULL"},
    });
}

TEST_CASE("a month is bounded by its first day and, exclusively, by the first day of the next") {
    check_examples({
        {"month_start('2026-07')", "'2026-07-01'"},
        {"month_end('2026-07')", "'2026-08-01'"},
        {"month_end('2026-12')", "'2027-01-01'"},
        {"month_end('2024-02')", "'2024-03-01'"},
        {"month_start('0001-01')", "'0001-01-01'"},
        {"month_start('9999-12')", "'9999-12-01'"},
        {"month_end('9999-12')", "NULL"},
        {"month_end('9999-11')", "'9999-12-01'"},
    });
}

TEST_CASE("a month in another form is an error that names it") {
    check_examples({
        {"month_start('2026-7')",
         "error: month_start(): month must be a month such as '2026-07', not '2026-7'"},
        {"month_end('2026-13')",
         "error: month_end(): month must be a month such as '2026-07', not '2026-13'"},
        {"month_start('2026-07-01')",
         "error: month_start(): month must be a month such as '2026-07', not '2026-07-01'"},
        {"month_start(202607)",
         "error: month_start(): month must be a month such as '2026-07', not 202607"},
        {"month_start('')",
         "error: month_start(): month must be a month such as '2026-07', not ''"},
        {"month_start('2026-07' || char(0))",
         "error: month_start(): month must be a month such as '2026-07', not '2026-07\\x00'"},
    });
}

TEST_CASE("a choice in other words is an error, also where there is nothing to choose") {
    check_examples({
        {"utc_time('2026-07-31 20:00:00', 'America/New_York', 'first')",
         "error: utc_time(): choice must be 'earlier' or 'later', not 'first'"},
        {"utc_date(0, 'UTC', 'Later')",
         "error: utc_date(): choice must be 'earlier' or 'later', not 'Later'"},
        {"utc_month('dirty', 'UTC', 1)",
         "error: utc_month(): choice must be 'earlier' or 'later', not 1"},
    });
}

TEST_CASE("a zone that is not in the tz database is an error, also where it is not needed") {
    const std::string requirement =
        "(): zone must be a time zone of the tz database, such as 'America/New_York', not ";
    Connection connection;
    for (const std::string_view name :
         {"Mars/Base", "", "america/new_york", " UTC", "UTC ", "Z", "../../../etc/passwd",
          "/etc/localtime", "..", "America", "America/", "posix/America/New_York", "right/UTC",
          "localtime", "posixrules", "Factory", "zone.tab", "tzdata.zi",
          "EST5EDT,M3.2.0,M11.1.0"}) {
        const std::string zone = quoted(name);
        CAPTURE(zone);
        const std::string complaint = requirement + zone;
        CHECK(connection.value("utc_time('2026-07-31', " + zone + ")") ==
              "error: utc_time" + complaint);
        CHECK(connection.value("utc_date('2026-07-31T00:00:00Z', " + zone + ")") ==
              "error: utc_date" + complaint);
        CHECK(connection.value("utc_month(0, " + zone + ", 'later')") ==
              "error: utc_month" + complaint);
        CHECK(connection.value("local_time('dirty', " + zone + ")") ==
              "error: local_time" + complaint);
    }
    CHECK(connection.value("utc_time(0, 5)") == "error: utc_time" + requirement + "5");
    CHECK(connection.value("utc_time(0, x'555443')") ==
          "error: utc_time" + requirement + "a blob of 3 bytes");
    CHECK(connection.value("utc_time(0, 'UTC' || char(0) || 'x')") ==
          "error: utc_time" + requirement + "'UTC\\x00x'");
    CHECK(connection.value("utc_time(0, printf('%.*c', 4096, 'x'))") ==
          "error: utc_time" + requirement + "'" + std::string(60, 'x') + "...'");
}

TEST_CASE("a zone may differ from row to row") {
    Connection connection;
    CHECK(connection.rows("WITH zones(zone) AS (VALUES ('UTC'), ('Asia/Tokyo'), (NULL), ('UTC'), "
                          "('America/New_York')) "
                          "SELECT utc_time('2026-07-01', zone), utc_time('2026-07-01', 'UTC') "
                          "FROM zones") == "'2026-07-01 00:00:00'|'2026-07-01 00:00:00'\n"
                                           "'2026-06-30 15:00:00'|'2026-07-01 00:00:00'\n"
                                           "NULL|'2026-07-01 00:00:00'\n"
                                           "'2026-07-01 00:00:00'|'2026-07-01 00:00:00'\n"
                                           "'2026-07-01 04:00:00'|'2026-07-01 00:00:00'");
}

} // namespace calltally::extension_tests
