// SPDX-License-Identifier: MIT
#include "mirror.hpp"

#include <doctest/doctest.h>

namespace calltally::extension_tests {

namespace {

/// Two days of calls, of 31 s and 61 s.
Connection two_days() {
    Connection connection;
    create_mirror(connection);
    add(connection, MirroredCall{"2026-07-01 12:00:00", {}, 31});
    add(connection, MirroredCall{"2026-07-02 12:00:00", {}, 61});
    add(connection, MirroredCall{"2026-07-02 12:00:00", {}, 0, "busy"});
    add(connection, MirroredCall{"2026-07-02 12:00:00",
                                 {},
                                 600,
                                 "completed",
                                 "inbound",
                                 "+1",
                                 "+2",
                                 {},
                                 account,
                                 true}); // gone from the log
    add(connection, MirroredCall{"2026-08-01 00:00:00", {}, 600});
    return connection;
}

std::string fitting(Connection& connection, const std::string& arguments = "'2026-07'") {
    return connection.rows("SELECT group_concat(model || ' ' || reading, ', ') FROM"
                           " rounding_whatif(" +
                           arguments + ") WHERE fits");
}

} // namespace

TEST_CASE("the month under every model, each call rounded, and the total rounded once") {
    Connection connection = two_days();
    add(connection, MirroredUsage{"2026-07", "calls-inbound", 2, 102'000'000});
    CHECK(connection.rows("SELECT model, reading, billed_calls, microseconds, fits,"
                          " difference_microseconds FROM rounding_whatif('2026-07')") ==
          "'1/1'|'each_call'|2|92000000|0|10000000\n'1/1'|'total_once'|2|92000000|0|10000000\n"
          "'6/6'|'each_call'|2|102000000|1|0\n'6/6'|'total_once'|2|96000000|0|6000000\n"
          "'30/6'|'each_call'|2|102000000|1|0\n'30/6'|'total_once'|2|96000000|0|6000000\n"
          "'60/6'|'each_call'|2|126000000|0|-24000000\n'60/6'|'total_once'|2|96000000|0|6000000\n"
          "'60/60'|'each_call'|2|180000000|0|-78000000\n"
          "'60/60'|'total_once'|2|120000000|0|-18000000\n"
          "'120/60'|'each_call'|2|240000000|0|-138000000\n"
          "'120/60'|'total_once'|2|120000000|0|-18000000");
    CHECK(connection.rows("SELECT minutes, usage_minutes, usage_count, count_difference,"
                          " usage_microseconds FROM rounding_whatif('2026-07') LIMIT 1") ==
          "1.53333333333333|1.7|2|0|102000000");
}

TEST_CASE("a model fits only if calls and time are both as reported") {
    Connection connection = two_days();
    add(connection, MirroredUsage{"2026-07", "calls-inbound", 3, 102'000'000});
    CHECK(fitting(connection) == "NULL");
    CHECK(connection.rows("SELECT DISTINCT count_difference FROM rounding_whatif('2026-07')") ==
          "1");
}

TEST_CASE("the total rounded once is found where that is what was reported") {
    Connection connection = two_days();
    add(connection, MirroredUsage{"2026-07", "calls-inbound", 2, 120'000'000});
    CHECK(fitting(connection) == "'60/60 total_once, 120/60 total_once'");
}

TEST_CASE("any pair can be asked for, and stands beside the models of the trade") {
    Connection connection = two_days();
    add(connection, MirroredUsage{"2026-07", "calls-inbound", 2, 106'000'000});
    CHECK(fitting(connection) == "NULL");
    CHECK(fitting(connection, "'2026-07', " + quoted(account) + ", 45, 4") == "'45/4 each_call'");
    CHECK(connection.rows("SELECT DISTINCT model FROM rounding_whatif('2026-07')"
                          " WHERE minimum = 45 AND increment = 4 LIMIT -1 OFFSET 6") == "'45/4'");
    // One that is in the list stays single; one half of a pair stands for the other.
    CHECK(connection.rows("SELECT count(DISTINCT model), count(*) FROM rounding_whatif('2026-07')"
                          " WHERE minimum = 60 AND increment = 60") == "6|12");
    CHECK(connection.rows("SELECT DISTINCT model FROM rounding_whatif('2026-07')"
                          " WHERE increment = 7 LIMIT -1 OFFSET 6") == "'7/7'");
    CHECK(connection.rows("SELECT DISTINCT model FROM rounding_whatif('2026-07')"
                          " WHERE minimum = 0 LIMIT -1 OFFSET 6") == "'0/1'");
}

TEST_CASE("days that can be compared are counted, and those that fit") {
    Connection connection = two_days();
    add(connection, MirroredUsage{"2026-07", "calls-inbound", 2, 180'000'000});
    add(connection, MirroredUsage{"2026-07-01", "calls-inbound", 1, 36'000'000});
    add(connection, MirroredUsage{"2026-07-02", "calls-inbound", 1, 120'000'000});
    add(connection, MirroredUsage{"2026-07-03", "calls-inbound", 0, 0});
    add(connection, MirroredUsage{"2026-07-04", "calls-inbound", 1, 60'000'000}); // no call
    add(connection, MirroredUsage{"2026-08-01", "calls-inbound", 1, 600'000'000});
    const std::string days = "SELECT model, days_fitting, days_comparable"
                             " FROM rounding_whatif('2026-07') WHERE reading = 'each_call'"
                             " AND model IN ('30/6', '60/60', '120/60')";
    CHECK(connection.rows(days) == "'30/6'|2|4\n'60/60'|2|4\n'120/60'|2|4");
    REQUIRE(connection.run("UPDATE day_cells SET state = 'pending' WHERE date = '2026-07-01'") ==
            "");
    CHECK(connection.rows(days) == "'30/6'|1|3\n'60/60'|2|3\n'120/60'|2|3");
}

TEST_CASE("usage that shows few decimals fits within half the last of them") {
    Connection connection;
    create_mirror(connection);
    for (int i = 0; i < 3; ++i) {
        add(connection, MirroredCall{"2026-07-01 12:00:00", {}, 61});
    }
    // 3.05 minutes by the second, 6 by the minute; reported as 3.1, which is 186 s.
    add(connection, MirroredUsage{"2026-07", "calls-inbound", 3, 186'000'000});
    CHECK(fitting(connection) == "'6/6 total_once, 30/6 total_once, 60/6 total_once'");
    REQUIRE(connection.run("INSERT INTO usage_records (account_sid, includes_subaccounts, source,"
                           " granularity, category, start_date, end_date, count, usage_micros,"
                           " usage_decimals, fetched_at) VALUES (" +
                           quoted(account) +
                           ", 0, 'api', 'monthly', 'calls-inbound', '2026-07-01', '2026-07-31', 3,"
                           " 3100000, 1, '2026-08-03')") == "");
    CHECK(fitting(connection) == "'1/1 each_call, 1/1 total_once, 6/6 total_once, 30/6 total_once, "
                                 "60/6 total_once'");
}

TEST_CASE("without usage there is nothing to fit, and calls of no category are shown") {
    Connection connection = two_days();
    add(connection, MirroredCall{"2026-07-01 12:00:00", {}, 60, "completed", "sideways"});
    CHECK(connection.rows("SELECT DISTINCT category, billed_calls, usage_count, count_difference,"
                          " usage_microseconds, difference_microseconds, fits, days_comparable"
                          " FROM rounding_whatif('2026-07')") ==
          "'calls-inbound'|2|NULL|NULL|NULL|NULL|NULL|0\n"
          "'(unmapped)'|1|NULL|NULL|NULL|NULL|NULL|0");
}

TEST_CASE("usage without a call is compared with nothing, and every account has its rows") {
    Connection connection = two_days();
    add(connection, MirroredUsage{"2026-07", "calls-client", 1, 60'000'000, other_account});
    add(connection, MirroredUsage{"2026-07", "combined", 1, 60'000'000, other_account});
    CHECK(connection.rows("SELECT DISTINCT account_sid, category, billed_calls, count_difference"
                          " FROM rounding_whatif('2026-07')") ==
          quoted(account) + "|'calls-inbound'|2|NULL\n" + quoted(other_account) +
              "|'calls-client'|0|1");
}

} // namespace calltally::extension_tests
