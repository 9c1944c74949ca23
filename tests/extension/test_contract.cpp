// SPDX-License-Identifier: MIT
//
// What holds for every function alike: NULL, wrong types, numbers of arguments, encodings, and the
// places in a schema where a function may stand.
#include "connection.hpp"

#include <doctest/doctest.h>

#include <array>
#include <clocale>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace calltally::extension_tests {

namespace {

struct Call {
    std::string function;
    std::vector<std::string> arguments; ///< sound ones
    std::size_t data;                   ///< how many of them are data; parameters follow

    std::string sql() const {
        std::string text = function + "(";
        for (std::size_t i = 0; i < arguments.size(); ++i) {
            text += (i == 0 ? "" : ", ") + arguments[i];
        }
        return text + ")";
    }
    Call with(std::size_t index, std::string argument) const {
        Call changed = *this;
        changed.arguments[index] = std::move(argument);
        return changed;
    }
};

const std::vector<Call>& sound_calls() {
    static const std::vector<Call> calls{
        {"billed_minutes", {"61"}, 1},
        {"billed_minutes", {"61", "30", "6"}, 1},
        {"billed_seconds", {"61"}, 1},
        {"billed_seconds", {"61", "30", "6"}, 1},
        {"is_billed_status", {"'completed'"}, 1},
        {"local_time", {"'2026-07-31 20:00:00'", "'America/New_York'"}, 1},
        {"month_end", {"'2026-07'"}, 0},
        {"month_start", {"'2026-07'"}, 0},
        {"usage_category", {"'inbound'", "'client:tom'", "'+13051913581'"}, 3},
        {"utc_date", {"'2026-07-31 20:00:00'"}, 1},
        {"utc_date", {"'2026-07-31 20:00:00'", "'Asia/Tokyo'"}, 1},
        {"utc_date", {"'2026-07-31 20:00:00'", "'Asia/Tokyo'", "'later'"}, 1},
        {"utc_month", {"'2026-07-31 20:00:00'"}, 1},
        {"utc_month", {"'2026-07-31 20:00:00'", "'Asia/Tokyo'"}, 1},
        {"utc_month", {"'2026-07-31 20:00:00'", "'Asia/Tokyo'", "'later'"}, 1},
        {"utc_time", {"'2026-07-31 20:00:00'"}, 1},
        {"utc_time", {"'2026-07-31 20:00:00'", "'Asia/Tokyo'"}, 1},
        {"utc_time", {"'2026-07-31 20:00:00'", "'Asia/Tokyo'", "'later'"}, 1},
    };
    return calls;
}

/// What all sound calls give.
std::string sound_results(Connection& connection) {
    std::string results;
    for (const Call& call : sound_calls()) {
        results += connection.value(call.sql()) + "\n";
    }
    return results;
}

} // namespace

TEST_CASE("a sound call gives a value") {
    Connection connection;
    for (const Call& call : sound_calls()) {
        CAPTURE(call.sql());
        const std::string value = connection.value(call.sql());
        CHECK(value != "NULL");
        CHECK_FALSE(value.starts_with("error"));
    }
    CHECK(connection.value("calltally_version()") == quoted(CALLTALLY_VERSION));
}

TEST_CASE("a NULL in any argument gives NULL") {
    Connection connection;
    for (const Call& call : sound_calls()) {
        for (std::size_t i = 0; i < call.arguments.size(); ++i) {
            const std::string sql = call.with(i, "NULL").sql();
            CAPTURE(sql);
            CHECK(connection.value(sql) == "NULL");
        }
    }
}

TEST_CASE("data that cannot be read gives NULL, in any argument that is data") {
    Connection connection;
    for (const Call& call : sound_calls()) {
        for (std::size_t i = 0; i < call.data; ++i) {
            for (const char* dirty :
                 {"x'ff00'", "x''", "zeroblob(1000000)", "1e999", "cast(x'ff00fe' AS TEXT)"}) {
                if (call.function == "usage_category" && i > 0 && std::string{dirty} == "1e999") {
                    continue; // a number is an address
                }
                const std::string sql = call.with(i, dirty).sql();
                CAPTURE(sql);
                CHECK(connection.value(sql) == "NULL");
            }
        }
    }
}

TEST_CASE("a parameter that makes no sense is an error that names function, argument and value") {
    Connection connection;
    for (const Call& call : sound_calls()) {
        for (std::size_t i = call.data; i < call.arguments.size(); ++i) {
            for (const char* bad : {"'no sense'", "-1.5"}) {
                Call changed = call.with(i, bad);
                CAPTURE(changed.sql());
                const std::string error = connection.value(changed.sql());
                CHECK(error.starts_with("error: " + call.function + "(): "));
                CHECK(error.find(" must be ") != std::string::npos);
                CHECK(error.ends_with(std::string{", not "} + bad));
                if (call.data > 0) { // whatever the data, unless it is NULL
                    CHECK(connection.value(changed.with(0, "'dirty'").sql()) == error);
                    CHECK(connection.value(changed.with(0, "NULL").sql()) == "NULL");
                }
            }
        }
    }
}

TEST_CASE("a text of a megabyte is read or refused like any other") {
    Connection connection;
    for (const Call& call : sound_calls()) {
        if (call.data > 0) {
            const std::string value =
                connection.value(call.with(0, "printf('%.*c', 1000000, '7')").sql());
            CAPTURE(call.sql());
            CHECK(value == (call.function == "is_billed_status" ? "0" : "NULL"));
        }
    }
}

TEST_CASE("another number of arguments is an error of SQLite's") {
    Connection connection;
    for (const Call& call : sound_calls()) {
        for (const std::string list : {"", "1, 2, 3, 4"}) {
            const std::string error = connection.value(call.function + "(" + list + ")");
            CHECK(error == "error: wrong number of arguments to function " + call.function + "()");
        }
    }
    CHECK(connection.value("billed_seconds(61, 60)") ==
          "error: wrong number of arguments to function billed_seconds()");
    CHECK(connection.value("local_time('2026-07-31')") ==
          "error: wrong number of arguments to function local_time()");
    CHECK(connection.value("calltally_version(1)") ==
          "error: wrong number of arguments to function calltally_version()");
}

TEST_CASE("names are found in any case") {
    CHECK(Connection{}.value("BILLED_Minutes(61)") == "2");
}

TEST_CASE("a database in UTF-16 gets the same results") {
    Connection utf8;
    for (const char* encoding : {"UTF-16le", "UTF-16be"}) {
        Connection utf16;
        REQUIRE(utf16.run(std::string{"PRAGMA encoding = '"} + encoding +
                          "'; CREATE TABLE t(zone TEXT); INSERT INTO t VALUES ('Asia/Tokyo')") ==
                "");
        REQUIRE(utf16.rows("PRAGMA encoding") == quoted(encoding));
        CHECK(sound_results(utf16) == sound_results(utf8));
        CHECK(utf16.rows("SELECT utc_time('2026-07-01 09:00:00', zone) FROM t") ==
              "'2026-07-01 00:00:00'");
    }
}

TEST_CASE("the machine's zone and the host's locale change nothing") {
    Connection connection;
    const std::string before = sound_results(connection);
    const std::string locale = std::setlocale(LC_ALL, nullptr);
    const char* zone = std::getenv("TZ");
    const std::string zone_before = zone == nullptr ? "" : zone;
    ::setenv("TZ", "Asia/Tokyo", 1);
    ::tzset();
    for (const char* name : {"de_DE.UTF-8", "C.UTF-8", ""}) {
        std::setlocale(LC_ALL, name); // one that is not installed is no change
        Connection fresh;
        CHECK(sound_results(fresh) == before);
        CHECK(fresh.value("billed_minutes(31, 30, 6)") == "0.6");
        CHECK(fresh.value("local_time(0, 'America/New_York')") == "'1969-12-31 19:00:00'");
    }
    std::setlocale(LC_ALL, locale.c_str());
    zone == nullptr ? ::unsetenv("TZ") : ::setenv("TZ", zone_before.c_str(), 1);
    ::tzset();
}

TEST_CASE("a function may stand in a check, an index, a generated column, and a trigger") {
    Connection connection;
    CHECK(connection.run("CREATE TABLE calls(start_time TEXT CHECK (utc_time(start_time) NOT NULL),"
                         " duration INTEGER,"
                         " minutes INTEGER AS (billed_minutes(duration)) STORED);"
                         "CREATE INDEX by_month ON calls(utc_month(start_time))"
                         " WHERE is_billed_status('completed');"
                         "CREATE TABLE log(month TEXT);"
                         "CREATE TRIGGER logged AFTER INSERT ON calls BEGIN"
                         " INSERT INTO log VALUES (utc_month(new.start_time)); END;"
                         "INSERT INTO calls(start_time, duration) VALUES"
                         " ('2026-07-31 23:59:59', 61), ('2026-08-01 00:00:00', 60)") == "");
    CHECK(connection.rows("SELECT start_time, minutes FROM calls WHERE"
                          " utc_month(start_time) = '2026-07' AND is_billed_status('completed')") ==
          "'2026-07-31 23:59:59'|2");
    CHECK(connection.rows("SELECT group_concat(month) FROM log") == "'2026-07,2026-08'");
    CHECK(connection.run("INSERT INTO calls(start_time) VALUES ('yesterday')") ==
          "CHECK constraint failed: utc_time(start_time) NOT NULL");
    CHECK(connection.rows("PRAGMA integrity_check") == "'ok'");
}

TEST_CASE("results are the same in WHERE, GROUP BY and a window") {
    Connection connection;
    REQUIRE(connection.run("CREATE TABLE calls(start_time TEXT, duration TEXT);"
                           "INSERT INTO calls VALUES ('Fri, 31 Jul 2026 23:59:59 +0000', '61'),"
                           " ('2026-07-31T23:30:00-01:00', '59'), ('2026-08-15', '3600')") == "");
    CHECK(connection.rows("SELECT utc_month(start_time), sum(billed_minutes(duration)) FROM calls"
                          " GROUP BY utc_month(start_time)") == "'2026-07'|2\n'2026-08'|61");
    CHECK(connection.rows("SELECT count(*) FROM calls WHERE utc_month(start_time) = '2026-08'") ==
          "2");
    CHECK(connection.rows("SELECT sum(billed_minutes(duration)) OVER"
                          " (PARTITION BY utc_month(start_time) ORDER BY utc_time(start_time))"
                          " FROM calls") == "2\n1\n61");
}

} // namespace calltally::extension_tests
