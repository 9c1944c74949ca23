// SPDX-License-Identifier: MIT
//
// What holds for every table function alike: how SQLite knows it, plans joins with it, which
// database it reads, and where it may stand.
#include "mirror.hpp"
#include "table_uses.hpp"

#include <doctest/doctest.h>

namespace calltally::extension_tests {

TEST_CASE("the table functions are there at once, cannot be made again, and take no writes") {
    Connection connection = small_mirror();
    for (const Use& use : uses()) {
        CAPTURE(use.function);
        CHECK(connection.rows("SELECT count(*) FROM pragma_module_list WHERE name = " +
                              quoted(use.function)) == "1");
        CHECK(connection.run("CREATE VIRTUAL TABLE t USING " + use.function) ==
              "no such module: " + use.function);
        CHECK(connection.run("DELETE FROM " + use.sql()) != "");
        CHECK(connection.run("INSERT INTO " + use.function + " DEFAULT VALUES") ==
              "table " + use.function + " may not be modified");
    }
}

TEST_CASE("a sound use gives rows, the same ones each time") {
    Connection connection = small_mirror();
    for (const Use& use : uses()) {
        CAPTURE(use.function);
        const std::string rows = connection.rows("SELECT * FROM " + use.sql());
        CHECK_FALSE(rows.empty());
        CHECK_FALSE(rows.starts_with("error"));
        CHECK(connection.rows("SELECT * FROM " + use.sql()) == rows);
    }
}

TEST_CASE("arguments may be conditions on hidden columns, which show them and stay out of *") {
    Connection connection = small_mirror();
    for (const Use& use : uses()) {
        CAPTURE(use.function);
        std::string where = " WHERE schema = 'main'";
        std::string shown = "SELECT DISTINCT schema";
        std::string expected = "'main'";
        for (std::size_t i = 0; i < use.columns.size(); ++i) {
            where += " AND " + use.arguments[i] + " = " + use.columns[i];
            shown += ", " + use.columns[i];
            expected += "|" + use.arguments[i];
        }
        const std::string rows = connection.rows("SELECT * FROM " + use.sql());
        CHECK(connection.rows("SELECT * FROM " + use.function + where) == rows);
        CHECK(connection.rows(shown + " FROM " + use.sql()) == expected);
        for (std::size_t i = 0; i < use.columns.size(); ++i) { // said twice, differently
            CHECK(count_of(connection,
                           use.sql() + " WHERE " + use.columns[i] + " = " + use.others[i]) == "0");
        }
    }
}

TEST_CASE("a needed argument that is missing is an error, an account that is not there no rows") {
    Connection connection = small_mirror();
    CHECK(count_of(connection, "rounding_whatif") ==
          "error: rounding_whatif(): the argument month is missing");
    CHECK(count_of(connection, "attribution_whatif() WHERE for_month > '2026'") ==
          "error: attribution_whatif(): the argument month is missing");
    CHECK(count_of(connection, "call_log_bridge_for('2026-07')") ==
          "error: call_log_bridge_for(): the argument zone is missing");
    CHECK(count_of(connection, "live_month_report('main', 1)") ==
          "error: too many arguments on live_month_report() - max 1");
    CHECK(count_of(connection, "rounding_whatif('2026-07', 'AC9')") == "0");
    CHECK(count_of(connection, "attribution_whatif('2026-07', '')") == "0");
    CHECK(count_of(connection, "call_log_bridge_for('2031-01', 'UTC')") == "0");
}

TEST_CASE("arguments come from another table in whichever order the tables are joined") {
    Connection connection = small_mirror();
    REQUIRE(connection.run("CREATE TABLE months(month, zone, sid);"
                           "INSERT INTO months VALUES ('2026-07', 'UTC', " +
                           quoted(account) + "), ('2026-08', 'Asia/Tokyo', " +
                           quoted(other_account) +
                           "), (NULL, 'UTC', NULL), ('2026-07', 'UTC', 'AC9')") == "");
    for (const Use& use : uses()) {
        if (use.columns.empty()) {
            continue;
        }
        CAPTURE(use.function);
        const bool has_zone = use.columns[1] == "zone";
        const std::string call =
            use.function + (has_zone ? "(m.month, m.zone, m.sid) AS f" : "(m.month, m.sid) AS f");
        const std::string direct = count_of(
            connection, use.function + (has_zone ? "('2026-07', 'UTC', " : "('2026-07', ") +
                            quoted(account) + ")");
        CHECK(direct != "0");
        CHECK(count_of(connection, "months AS m, " + call) == direct);
        CHECK(count_of(connection, "months AS m JOIN " + call) == direct);
        CHECK(count_of(connection, call + ", months AS m") == direct);
        CHECK(count_of(connection, "months AS m LEFT JOIN " + call + " WHERE m.sid = 'AC9'") ==
              "1");
        // CROSS JOIN forces an order in which the rows come before the arguments.
        CHECK(count_of(connection, call + " CROSS JOIN months AS m").starts_with("error: "));
        CHECK(connection.rows("SELECT (SELECT count(*) FROM " + call + ") FROM months AS m") ==
              direct + "\n0\n0\n0");
    }
    CHECK(
        connection.rows("SELECT for_month, count(*) > 0 FROM call_log_bridge_for('2026-07', 'UTC')"
                        " GROUP BY for_month") == "'2026-07'|1");
    // By an earlier clock the first call is of June, by its end the last is of August.
    CHECK(connection.rows("SELECT DISTINCT month FROM attribution_whatif WHERE for_month IN"
                          " ('2026-05', '2026-06', '2026-07', '2026-08') ORDER BY month") ==
          "'2026-06'\n'2026-07'\n'2026-08'");
}

TEST_CASE("the schema is main unless named, whatever is in temp, and its name is quoted") {
    Connection connection = small_mirror();
    const std::string odd = "o'dd \"name\"";
    REQUIRE(connection.run("ATTACH ':memory:' AS " + quoted(odd)) == "");
    create_mirror(connection, odd);
    add(connection, MirroredCall{"2026-07-05 00:00:00", "2026-07-05 00:01:00", 60}, odd);
    CHECK(connection.rows("SELECT sum(log_calls) FROM live_month_report()") == "3");
    CHECK(connection.rows("SELECT sum(log_calls) FROM live_month_report('main')") == "3");
    CHECK(connection.rows("SELECT sum(log_calls) FROM live_month_report(" + quoted(odd) + ")") ==
          "1");
    CHECK(connection.rows("SELECT running_calls FROM call_log_bridge_for('2026-07', 'UTC')"
                          " WHERE schema = " +
                          quoted(odd) + " AND cause = 'rounding'") == "1");
    REQUIRE(connection.run(
                "CREATE TEMP TABLE calls(x); CREATE TEMP TABLE accounts(x);"
                "CREATE TEMP TABLE rounding_rules(x); CREATE TEMP TABLE month_cells(x)") == "");
    CHECK(connection.rows("SELECT sum(log_calls) FROM live_month_report()") == "3");
    for (const Use& use : uses()) {
        CHECK_FALSE(connection.rows("SELECT * FROM " + use.sql()).starts_with("error"));
    }
}

TEST_CASE("what an inner statement says is passed on word for word") {
    Connection connection = small_mirror();
    CHECK(count_of(connection, "live_month_report('elsewhere')") ==
          "error: no such table: elsewhere.rounding_rules");
    CHECK(count_of(connection, "rounding_whatif WHERE for_month = '2026-07' AND schema = 'a\"b'") ==
          "error: no such table: a\"b.accounts");
    REQUIRE(connection.run("ALTER TABLE calls RENAME COLUMN missing_since TO gone") == "");
    for (const Use& use : uses()) {
        CHECK(count_of(connection, use.sql()) == "error: no such column: missing_since");
    }
    Connection empty;
    CHECK(count_of(empty, "attribution_whatif('2026-07')") ==
          "error: no such table: main.accounts");
}

TEST_CASE("table functions work in views of a schema that is not trusted") {
    Connection connection = small_mirror();
    for (const Use& use : uses()) {
        CAPTURE(use.function);
        const std::string rows = connection.rows("SELECT * FROM " + use.sql());
        REQUIRE(connection.run("CREATE VIEW v AS SELECT * FROM " + use.sql() +
                               "; PRAGMA trusted_schema = off") == "");
        CHECK(connection.rows("SELECT * FROM v") == rows);
        REQUIRE(connection.run("PRAGMA trusted_schema = on; DROP VIEW v") == "");
    }
}

TEST_CASE("a mirror in UTF-16 gives the same rows") {
    Connection utf8 = small_mirror();
    Connection utf16;
    REQUIRE(utf16.run("PRAGMA encoding = 'UTF-16le'") == "");
    create_mirror(utf16);
    for (const char* table : {"calls", "month_cells", "day_cells"}) {
        const std::string name{table};
        const std::string rows = utf8.rows("SELECT * FROM " + name);
        REQUIRE_FALSE(rows.empty());
        for (std::size_t at = 0; at < rows.size();) {
            const std::size_t end = std::min(rows.find('\n', at), rows.size());
            std::string values = rows.substr(at, end - at);
            for (std::size_t bar = values.find('|'); bar != std::string::npos;
                 bar = values.find('|', bar)) {
                values.replace(bar, 1, ",");
            }
            REQUIRE(utf16.run("INSERT INTO " + name + " VALUES (" + values + ")") == "");
            at = end + 1;
        }
    }
    for (const Use& use : uses()) {
        CAPTURE(use.function);
        CHECK(utf16.rows("SELECT * FROM " + use.sql()) == utf8.rows("SELECT * FROM " + use.sql()));
    }
}

TEST_CASE("loading the module again while a use is open keeps both working") {
    Connection connection = small_mirror();
    sqlite3_stmt* open = nullptr;
    REQUIRE(sqlite3_prepare_v2(connection.handle(), "SELECT * FROM live_month_report()", -1, &open,
                               nullptr) == SQLITE_OK);
    REQUIRE(sqlite3_step(open) == SQLITE_ROW);
    connection.load_module(); // refused or not, as SQLite decides while a statement runs
    CHECK(sqlite3_step(open) != SQLITE_ERROR);
    sqlite3_finalize(open);
    CHECK(connection.load_module() == "");
    for (const Use& use : uses()) {
        CHECK_FALSE(count_of(connection, use.sql()).starts_with("error"));
    }
}

} // namespace calltally::extension_tests
