// SPDX-License-Identifier: MIT
//
// Loading the module: what it adds, how often and where it can be loaded.
#include "connection.hpp"

#include <doctest/doctest.h>

#include <thread>

namespace calltally::extension_tests {

namespace {

// The flags of pragma_function_list that anybody may rely on.
constexpr int deterministic = 0x800;
constexpr int innocuous = 0x200000;

} // namespace

TEST_CASE("loading adds exactly the documented functions, pure ones all of them") {
    Connection connection{Connection::Load::nothing};
    REQUIRE(connection.run("CREATE TABLE before AS SELECT * FROM pragma_function_list") == "");
    REQUIRE(connection.run("CREATE TABLE modules_before AS SELECT * FROM pragma_module_list") ==
            "");
    REQUIRE(connection.load_module() == "");
    REQUIRE(connection.run("CREATE TABLE added AS SELECT * FROM pragma_function_list"
                           " EXCEPT SELECT * FROM before") == "");
    CHECK(connection.rows("SELECT name || '/' || narg FROM added ORDER BY name, narg") ==
          "'billed_minutes/1'\n'billed_minutes/3'\n'billed_seconds/1'\n'billed_seconds/3'\n"
          "'calltally_version/0'\n'is_billed_status/1'\n'local_time/2'\n'month_end/1'\n"
          "'month_start/1'\n'usage_category/3'\n'utc_date/1'\n'utc_date/2'\n'utc_date/3'\n"
          "'utc_month/1'\n'utc_month/2'\n'utc_month/3'\n'utc_time/1'\n'utc_time/2'\n"
          "'utc_time/3'");
    CHECK(connection.rows("SELECT DISTINCT builtin, type, enc, flags FROM added") ==
          "0|'s'|'utf8'|" + std::to_string(deterministic | innocuous));
    CHECK(connection.rows("SELECT count(*) FROM (SELECT * FROM before EXCEPT"
                          " SELECT * FROM pragma_function_list)") == "0");
    CHECK(connection.rows("SELECT name FROM pragma_module_list WHERE name NOT IN"
                          " (SELECT name FROM modules_before) ORDER BY name") ==
          "'attribution_whatif'\n'call_log_bridge_for'\n'live_month_report'\n"
          "'rounding_whatif'");
}

TEST_CASE("every function works in a view whose schema is not trusted") {
    Connection connection;
    REQUIRE(
        connection.run(
            "CREATE VIEW v AS SELECT billed_seconds(61) AS a, billed_seconds(61, 30, 6) AS b,"
            " billed_minutes(61) AS c, billed_minutes(61, 30, 6) AS d,"
            " utc_time(0) AS e, utc_date(0, 'UTC') AS f, utc_month(0, 'UTC', 'later') AS g,"
            " local_time(0, 'UTC') AS h, month_start('2026-07') AS i, month_end('2026-07') AS j,"
            " is_billed_status('busy') AS k, usage_category('inbound', '', '') AS l,"
            " calltally_version() AS m; PRAGMA trusted_schema = off") == "");
    CHECK(connection.rows("SELECT * FROM v") ==
          "120|66|2|1.1|'1970-01-01 00:00:00'|'1970-01-01'|'1970-01'|'1970-01-01 00:00:00'|"
          "'2026-07-01'|'2026-08-01'|0|'calls-inbound'|" +
              quoted(CALLTALLY_VERSION));
}

TEST_CASE("loading twice is loading once") {
    Connection connection;
    const std::string functions = connection.rows("SELECT count(*) FROM pragma_function_list");
    CHECK(connection.load_module() == "");
    CHECK(connection.rows("SELECT count(*) FROM pragma_function_list") == functions);
    CHECK(connection.value("billed_minutes(61)") == "2");
}

TEST_CASE("two connections have the functions each, and one keeps them when the other closes") {
    auto first = std::make_unique<Connection>();
    Connection second;
    Connection without{Connection::Load::nothing};
    CHECK(first->value("utc_month(0, 'Asia/Tokyo')") == "'1970-01'");
    first.reset();
    CHECK(second.value("utc_month(0, 'Asia/Tokyo')") == "'1970-01'");
    CHECK(without.value("utc_month(0)") == "error: no such function: utc_month");
}

TEST_CASE("two threads use the functions on connections of their own") {
    std::string results[2];
    {
        Connection keep_loaded;
        std::thread threads[2];
        for (int i = 0; i < 2; ++i) {
            threads[i] = std::thread([&result = results[i]] {
                Connection connection;
                result = connection.rows(
                    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)"
                    " SELECT sum(billed_minutes(i)),"
                    " count(DISTINCT utc_date(utc_time(i * 86400, 'UTC'), 'Asia/Tokyo')),"
                    " count(DISTINCT local_time(i * 60, 'America/New_York')) FROM n");
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
    }
    // Billed minutes of 0 to 9999 s: 60 s each of 1 to 166 minutes, and 39 s of the 167th.
    CHECK(results[0] == "838173|10000|10000");
    CHECK(results[1] == results[0]);
}

} // namespace calltally::extension_tests
