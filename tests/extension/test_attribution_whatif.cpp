// SPDX-License-Identifier: MIT
#include "mirror.hpp"

#include <doctest/doctest.h>

namespace calltally::extension_tests {

namespace {

/// Calls around both ends of July; what a call adds is told by its duration: 1, 2, 4, ... minutes.
Connection around_july() {
    Connection connection;
    create_mirror(connection);
    const auto call = [&](const char* created, const char* start, const char* end, int minutes,
                          const char* direction = "outbound-api") {
        add(connection, MirroredCall{start, end, minutes * 60, "completed", direction, "+1305",
                                     "+1415", created});
    };
    call("2026-06-30 23:59:50", "2026-07-01 00:00:05", "2026-07-01 00:01:05", 1);
    call("2026-07-15 12:00:00", "2026-07-15 12:00:05", "2026-07-15 12:02:05", 2);
    call("2026-07-31 12:00:00", "2026-07-31 12:00:05", "2026-07-31 12:04:05", 4);
    call("2026-07-31 23:54:00", "2026-07-31 23:54:05", "2026-08-01 00:02:05", 8);
    call("2026-07-31 23:59:50", "2026-08-01 00:00:05", "2026-08-01 00:16:05", 16);
    call("2026-07-10 12:00:00", "2026-07-10 12:00:00", "2026-07-10 12:32:00", 32, "inbound");
    return connection;
}

std::string minutes(Connection& connection, const std::string& reading,
                    const std::string& category = "calls-outbound") {
    return connection.rows("SELECT microseconds / 60000000 FROM attribution_whatif('2026-07')"
                           " WHERE reading = " +
                           quoted(reading) + " AND category = " + quoted(category));
}

} // namespace

TEST_CASE("what each reading counts in the month") {
    Connection connection = around_july();
    CHECK(minutes(connection, "start") == "15");
    CHECK(minutes(connection, "answer") == "15");
    CHECK(minutes(connection, "created") == "30");
    CHECK(minutes(connection, "end") == "7");
    CHECK(minutes(connection, "before_last_day") == "3");
    CHECK(minutes(connection, "shift +00:30") == "7");
    CHECK(minutes(connection, "shift -00:30") == "30");
    CHECK(minutes(connection, "shift +12:00") == "3");
    CHECK(minutes(connection, "shift +11:30") == "7");
    CHECK(minutes(connection, "rollup_twice") == "30");
}

TEST_CASE("the rollups are sums, in which voice counts twice where the rollup is counted too") {
    Connection connection = around_july();
    add(connection,
        MirroredCall{"2026-07-10 12:00:00", {}, 6000, "completed", "inbound", "client:tom"});
    CHECK(minutes(connection, "start", "calls") == "47");
    CHECK(minutes(connection, "start", "combined") == "147");
    CHECK(minutes(connection, "rollup_twice", "calls") == "94");
    CHECK(minutes(connection, "rollup_twice", "calls-client") == "100");
    CHECK(minutes(connection, "rollup_twice", "combined") == "194");
    CHECK(
        connection.rows("SELECT DISTINCT category, is_rollup FROM attribution_whatif('2026-07')") ==
        "'calls-inbound'|0\n'calls-outbound'|0\n'calls-client'|0\n'calls'|1\n'combined'|1");
}

TEST_CASE(
    "every reading is listed with its difference, and only what fits exactly is said to fit") {
    Connection connection = around_july();
    add(connection, MirroredUsage{"2026-07", "calls-outbound", 2, 180'000'000});
    const std::string rows = "FROM attribution_whatif('2026-07') WHERE category = 'calls-outbound'";
    CHECK(connection.rows("SELECT count(*), sum(fits), min(fitting_readings) " + rows) == "62|6|6");
    CHECK(connection.rows("SELECT reading " + rows + " AND fits") ==
          "'before_last_day'\n'shift +12:00'\n'shift +12:30'\n'shift +13:00'\n'shift +13:30'\n"
          "'shift +14:00'");
    CHECK(connection.rows("SELECT billed_calls, minutes, usage_count, usage_minutes,"
                          " count_difference, difference_microseconds, fits, explanation " +
                          rows + " AND reading = 'start'") ==
          "4|15.0|2|3.0|-2|-720000000|0|'by the start in UTC; does not give the reported usage'");
    CHECK(connection.rows("SELECT explanation " + rows + " AND reading = 'shift +13:30'") ==
          "'by the start, on clocks 13:30 h ahead of UTC; gives exactly the reported usage, as 5 "
          "other readings do'");
}

TEST_CASE("a reading that alone fits says so") {
    Connection connection = around_july();
    add(connection, MirroredUsage{"2026-07", "calls-outbound", 8, 1'800'000'000});
    CHECK(connection.rows("SELECT reading, explanation FROM attribution_whatif('2026-07')"
                          " WHERE fits") ==
          "'rollup_twice'|'the rollup calls added to inbound and outbound, which it holds already; "
          "gives exactly the reported usage, and no other reading does'");
}

TEST_CASE("the same minutes in another number of calls do not fit") {
    Connection connection = around_july();
    add(connection, MirroredUsage{"2026-07", "calls-outbound", 3, 900'000'000});
    CHECK(connection.rows("SELECT sum(fits) FROM attribution_whatif('2026-07')") == "0");
}

TEST_CASE("unbilled and missing calls count in no reading, unknown usage fits none") {
    Connection connection;
    create_mirror(connection);
    add(connection, MirroredCall{"2026-07-10 12:00:00", {}, 60, "busy"});
    add(connection,
        MirroredCall{
            "2026-07-10 12:00:00", {}, 60, "completed", "inbound", "+1", "+2", {}, account, true});
    CHECK(connection.rows("SELECT count(*) FROM attribution_whatif('2026-07')") == "0");
    add(connection, MirroredCall{"2026-07-10 12:00:00", {}, 60, "completed", "sideways"});
    CHECK(connection.rows("SELECT DISTINCT category, billed_calls, usage_count, fits,"
                          " fitting_readings FROM attribution_whatif('2026-07')"
                          " WHERE reading = 'start'") == "'(unmapped)'|1|NULL|NULL|NULL\n"
                                                         "'calls'|0|NULL|NULL|NULL\n"
                                                         "'combined'|1|NULL|NULL|NULL");
    CHECK(connection.rows("SELECT explanation FROM attribution_whatif('2026-07') LIMIT 1") ==
          "'by the start in UTC; usage was not read'");
}

TEST_CASE("a call that was asked for days before it started is found") {
    Connection connection;
    create_mirror(connection);
    add(connection, MirroredCall{"2026-08-06 12:00:00",
                                 {},
                                 60,
                                 "completed",
                                 "inbound",
                                 "+1",
                                 "+2",
                                 "2026-07-30 12:00:00"});
    CHECK(minutes(connection, "created", "calls-inbound") == "1");
    CHECK(minutes(connection, "start", "calls-inbound") == "0");
}

} // namespace calltally::extension_tests
