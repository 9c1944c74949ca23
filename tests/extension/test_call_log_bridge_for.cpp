// SPDX-License-Identifier: MIT
#include "mirror.hpp"

#include <doctest/doctest.h>

namespace calltally::extension_tests {

namespace {

/// Calls around both ends of July as New York and UTC see them; 1, 2, 4, ... raw seconds.
Connection around_july() {
    Connection connection;
    create_mirror(connection);
    add(connection, MirroredCall{"2026-07-01 02:00:00", {}, 1}); // in New York the 30th of June
    add(connection, MirroredCall{"2026-07-15 12:00:00", {}, 2});
    add(connection, MirroredCall{"2026-07-15 12:00:00", {}, 4, "busy"});
    add(connection, MirroredCall{"2026-07-31 12:00:00", {}, 8});
    add(connection, MirroredCall{"2026-08-01 02:00:00", {}, 16}); // there the 31st of July
    add(connection, MirroredCall{"2026-07-20 12:00:00",
                                 {},
                                 32,
                                 "completed",
                                 "inbound",
                                 "+1",
                                 "+2",
                                 {},
                                 account,
                                 true}); // gone from the log
    add(connection,
        MirroredCall{
            "2026-07-20 12:00:00", {}, 64, "completed", "inbound", "+1", "+2", {}, other_account});
    return connection;
}

std::string steps(Connection& connection, const std::string& zone) {
    return connection.rows("SELECT step, cause, calls, microseconds / 1000000, running_calls,"
                           " running_microseconds / 1000000 FROM call_log_bridge_for('2026-07', " +
                           quoted(zone) + ", " + quoted(account) + ")");
}

void add_finding(Connection& connection, const std::string& cause, int calls, long long seconds,
                 const std::string& day) {
    REQUIRE(connection.run("INSERT INTO discrepancy_findings (account_sid, month, category,"
                           " from_date, to_date, cause, is_rollup, calls, microseconds,"
                           " price_micros, affected_calls, certainty) VALUES (" +
                           quoted(account) + ", '2026-07', 'combined', " + quoted(day) + ", date(" +
                           quoted(day) + ", '+1 day'), " + quoted(cause) + ", 1, " +
                           std::to_string(calls) + ", " + std::to_string(seconds) +
                           " * 1000000, 0, 1, 'known')") == "");
}

/// Usage with the subaccounts, all categories together, as closing a month keeps it.
void add_inclusive(Connection& connection, int count, int minutes) {
    REQUIRE(connection.run("INSERT INTO account_months (account_sid, month, days, log_days_covered,"
                           " usage_days_covered, days_covered, unsettled_calls, comparable, reason,"
                           " inclusive_usage_count, inclusive_usage_microseconds, closed_at)"
                           " VALUES (" +
                           quoted(account) + ", '2026-07', 31, 31, 31, 31, 0, 1, '', " +
                           std::to_string(count) + ", " + std::to_string(minutes) +
                           " * 60000000, '2026-08-03 09:00:00')") == "");
}

} // namespace

TEST_CASE("from the naive sum in local time to usage as the Console shows it") {
    Connection connection = around_july();
    add(connection, MirroredUsage{"2026-07", "combined", 5, 300'000'000});
    add_finding(connection, "deleted_upstream", 1, 60, "2026-07-20");
    add_finding(connection, "deleted_upstream", 1, 60, "2026-07-21");
    add_inclusive(connection, 6, 9);
    CHECK(steps(connection, "America/New_York") == "1|'naive'|2|6|2|6\n"
                                                   "2|'last_day'|2|24|4|30\n"
                                                   "3|'time_zone'|0|-15|4|15\n"
                                                   "4|'unbilled_status'|-1|-4|3|11\n"
                                                   "5|'rounding'|0|169|3|180\n"
                                                   "6|'deleted_upstream'|2|120|5|300\n"
                                                   "7|'unexplained'|0|0|5|300\n"
                                                   "8|'subaccounts'|1|240|6|540\n"
                                                   "9|'usage_as_reported'|0|0|6|540");
    CHECK(connection.rows("SELECT minutes, running_minutes, explanation FROM"
                          " call_log_bridge_for('2026-07', 'America/New_York')"
                          " WHERE cause = 'deleted_upstream'") ==
          "2.0|5.0|'known, affecting 2 calls; see discrepancy_causes'");
}

TEST_CASE("in UTC there is no step of the zone, and the others meet the same totals") {
    Connection connection = around_july();
    add(connection, MirroredUsage{"2026-07", "combined", 4, 200'000'000});
    CHECK(steps(connection, "UTC") == "1|'naive'|3|7|3|7\n"
                                      "2|'last_day'|1|8|4|15\n"
                                      "3|'time_zone'|0|0|4|15\n"
                                      "4|'unbilled_status'|-1|-4|3|11\n"
                                      "5|'rounding'|0|169|3|180\n"
                                      "6|'unexplained'|1|20|4|200\n"
                                      "7|'usage_as_reported'|0|0|4|200");
    for (const char* zone : {"America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati",
                             "Etc/GMT+12", "Australia/Lord_Howe"}) {
        CAPTURE(zone);
        CHECK(connection.rows("SELECT running_calls, running_microseconds FROM"
                              " call_log_bridge_for('2026-07', " +
                              quoted(zone) + ", " + quoted(account) +
                              ") WHERE cause IN ('time_zone', 'rounding',"
                              " 'usage_as_reported')") == "4|15000000\n3|180000000\n4|200000000");
    }
}

TEST_CASE("running totals are sums of the steps, and the last is 0, in any zone and account") {
    Connection connection = around_july();
    add(connection, MirroredUsage{"2026-07", "combined", 4, 200'000'000});
    add(connection, MirroredUsage{"2026-07", "combined", 1, 60'000'000, other_account});
    for (const char* zone : {"UTC", "America/New_York", "Asia/Tokyo"}) {
        CAPTURE(zone);
        const std::string bridge = "call_log_bridge_for('2026-07', " + quoted(zone) + ")";
        CHECK(connection.rows(
                  "SELECT count(*), sum(running_calls <> total_calls), sum(running_microseconds <>"
                  " total) FROM (SELECT *, sum(calls) OVER w AS total_calls, sum(microseconds)"
                  " OVER w AS total FROM " +
                  bridge + " WINDOW w AS (PARTITION BY account_sid ORDER BY step))") == "14|0|0");
        CHECK(connection.rows("SELECT account_sid, running_calls, running_microseconds FROM " +
                              bridge + " WHERE cause = 'usage_as_reported' AND calls = 0") ==
              quoted(account) + "|4|200000000\n" + quoted(other_account) + "|1|60000000");
        CHECK(connection.rows("SELECT count(*) FROM " + bridge +
                              " WHERE minutes <> microseconds"
                              " / 60000000.0 OR running_minutes <> running_microseconds"
                              " / 60000000.0") == "0");
    }
}

TEST_CASE("where usage was not read, what lies beyond the log is unknown, not zero") {
    Connection connection = around_july();
    const std::string rows = steps(connection, "UTC");
    CHECK(rows.ends_with("5|'rounding'|0|169|3|180\n6|'unexplained'|NULL|NULL|NULL|NULL\n"
                         "7|'usage_as_reported'|NULL|NULL|NULL|NULL"));
    CHECK(connection.rows("SELECT count(*) FROM call_log_bridge_for('2026-05', 'UTC')") == "0");
}

TEST_CASE("usage of a month without a call is all unexplained") {
    Connection connection;
    create_mirror(connection);
    add(connection, MirroredUsage{"2026-07", "combined", 2, 120'000'000});
    CHECK(connection.rows("SELECT calls, microseconds FROM call_log_bridge_for('2026-07', 'UTC')"
                          " WHERE cause = 'unexplained'") == "2|120000000");
}

TEST_CASE("what cancels out is no step, and calls that nobody can name are not counted") {
    Connection connection = around_july();
    add(connection, MirroredUsage{"2026-07", "combined", 3, 240'000'000});
    add_finding(connection, "attributed_to_other_day", 1, 60, "2026-07-20");
    add_finding(connection, "attributed_to_other_day", -1, -60, "2026-07-21");
    add_finding(connection, "minutes_off_rule", 0, 60, "2026-07-22");
    REQUIRE(connection.run("UPDATE discrepancy_findings SET affected_calls = NULL"
                           " WHERE cause = 'minutes_off_rule'") == "");
    CHECK(connection.rows("SELECT cause, microseconds, explanation FROM"
                          " call_log_bridge_for('2026-07', 'UTC', " +
                          quoted(account) + ") WHERE step BETWEEN 6 AND 7") ==
          "'minutes_off_rule'|60000000|'known; see discrepancy_causes'\n"
          "'unexplained'|0|'no named cause takes this part'");
}

TEST_CASE("a local month begins and ends with the clocks of the zone, summer time or not") {
    Connection connection;
    create_mirror(connection);
    // New York: November begins at 04:00 UTC in summer time, and ends at 05:00 UTC after it.
    add(connection, MirroredCall{"2026-11-01 03:59:59", {}, 1});
    add(connection, MirroredCall{"2026-11-01 04:00:00", {}, 2});
    add(connection, MirroredCall{"2026-12-01 04:59:59", {}, 4});
    add(connection, MirroredCall{"2026-12-01 05:00:00", {}, 8});
    CHECK(connection.rows("SELECT microseconds / 1000000 FROM"
                          " call_log_bridge_for('2026-11', 'America/New_York') LIMIT 3") ==
          "2\n4\n-3");
}

} // namespace calltally::extension_tests
