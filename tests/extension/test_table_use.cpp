// SPDX-License-Identifier: MIT
//
// What holds for every use of a table function: its arguments, NULL, several at once, a part of
// the rows only, and how it ends early.
#include "mirror.hpp"
#include "table_uses.hpp"

#include <doctest/doctest.h>

#include <array>
#include <random>

namespace calltally::extension_tests {

namespace {

/// Stops a statement after so many times it asked.
int stop_after(void* left) {
    return --*static_cast<int*>(left) < 0 ? 1 : 0;
}

} // namespace

TEST_CASE("a NULL in any argument gives no rows") {
    Connection connection = small_mirror();
    for (const Use& use : uses()) {
        for (std::size_t i = 0; i < use.arguments.size(); ++i) {
            CAPTURE(use.with(i, "NULL"));
            CHECK(count_of(connection, use.with(i, "NULL")) == "0");
        }
        CHECK(count_of(connection, use.function + " WHERE schema = NULL" +
                                       (use.columns.empty() ? "" : " AND for_month = '2026-07'") +
                                       (use.columns.size() == 3 ? " AND zone = 'UTC'" : "")) ==
              "0");
    }
}

TEST_CASE("a bad parameter is an error that names function, argument and value") {
    Connection connection = small_mirror();
    const auto check = [&](const Use& use, std::size_t index, const std::string& argument,
                           const std::string& message) {
        CAPTURE(use.with(index, argument));
        CHECK(count_of(connection, use.with(index, argument)) ==
              "error: " + use.function + "(): " + message);
    };
    for (const Use& use : uses()) {
        for (std::size_t i = 0; i < use.columns.size(); ++i) {
            if (use.columns[i] == "for_month") {
                const std::string requirement = "month must be a month such as '2026-07', not ";
                for (const char* bad :
                     {"'July'", "'2026-13'", "'2026-07-01'", "''", "202607", "1.5"}) {
                    check(use, i, bad, requirement + bad);
                }
                check(use, i, "x'ff00'", requirement + "a blob of 2 bytes");
                check(use, i, "'2026-07' || char(0)", requirement + "'2026-07\\x00'");
                check(use, i, "cast(x'ff' AS TEXT)", requirement + "'\\xff'");
            } else if (use.columns[i] == "zone") {
                for (const char* bad : {"'Mars/Base'", "''", "'localtime'", "5"}) {
                    check(use, i, bad,
                          std::string{"zone must be a time zone of the tz database, such as "
                                      "'America/New_York', not "} +
                              bad);
                }
            } else if (use.columns[i] == "for_account") {
                check(use, i, "5", "account must be the sid of an account, not 5");
                check(use, i, "x''",
                      "account must be the sid of an account, not a blob of 0 bytes");
            } else {
                const std::string lowest = use.columns[i] == "minimum" ? "0" : "1";
                for (const char* bad : {"-1", "'n/a'", "1.5", "9223372036854775808"}) {
                    check(use, i, bad,
                          use.columns[i] + " must be " + lowest + " or more whole seconds, not " +
                              (std::string{bad}.size() > 10 ? "9.22337203685478e+18" : bad));
                }
            }
        }
    }
    CHECK(count_of(connection, "live_month_report(7)") ==
          "error: live_month_report(): schema must be the name of a database, such as 'main', "
          "not 7");
    CHECK(count_of(connection, "live_month_report('main' || char(0) || 'x')") ==
          "error: live_month_report(): schema must be the name of a database, such as 'main', "
          "not 'main\\x00x'");
}

TEST_CASE("two uses at once have rows of their own") {
    Connection connection = small_mirror();
    for (const Use& use : uses()) {
        CAPTURE(use.function);
        const int count = std::stoi(count_of(connection, use.sql()));
        CHECK(count_of(connection, use.sql() + " AS a, " + use.sql() + " AS b") ==
              std::to_string(count * count));
        CHECK(connection.rows("SELECT count(*) FROM " + use.sql() + " AS a JOIN " + use.sql() +
                              " AS b ON a.rowid = b.rowid") == std::to_string(count));
    }
}

TEST_CASE("LIMIT, OFFSET and ORDER BY take their part of the rows") {
    Connection connection = small_mirror();
    for (const Use& use : uses()) {
        CAPTURE(use.function);
        const int count = std::stoi(count_of(connection, use.sql()));
        const std::string limited = "(SELECT 1 FROM " + use.sql() + " LIMIT ";
        CHECK(count_of(connection, limited + "1)") == "1");
        CHECK(count_of(connection, limited + "-1 OFFSET 1)") == std::to_string(count - 1));
        CHECK(count_of(connection, limited + "0)") == "0");
        CHECK(connection.rows("SELECT max(account_sid) FROM " + use.sql()) ==
              connection.rows("SELECT account_sid FROM " + use.sql() +
                              " ORDER BY account_sid DESC LIMIT 1"));
    }
}

TEST_CASE("an OR, within one use or of two, has each row once") {
    Connection connection = small_mirror();
    add(connection, MirroredUsage{"2026-08", "combined", 0, 0});
    const std::string bridge = "call_log_bridge_for";
    CHECK(count_of(connection, bridge + "('2026-07', 'UTC') WHERE step < 3 OR cause = 'naive'") ==
          "2");
    CHECK(count_of(connection, bridge + "('2026-07', 'UTC') WHERE step = 1 OR rowid = 0") == "1");
    CHECK(count_of(connection, bridge + " WHERE (for_month = '2026-07' AND zone = 'UTC')"
                                        " OR (for_month = '2026-08' AND zone = 'Asia/Tokyo')") ==
          "14");
    CHECK(count_of(connection, bridge + " WHERE (for_month = '2026-07' AND zone = 'UTC')"
                                        " OR (for_month = '2026-07' AND zone = 'UTC' AND"
                                        " step > 3)") == "7");
    for (const Use& use : uses()) {
        CHECK(connection.rows("SELECT count(*) - count(DISTINCT rowid) FROM " + use.sql()) == "0");
    }
}

TEST_CASE("a use can be interrupted, and the next one works") {
    Connection connection = small_mirror();
    REQUIRE(connection.run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                           " WHERE i < 5000) INSERT INTO calls (sid, account_sid, status,"
                           " direction, start_time, duration, usage_date, is_billed,"
                           " billed_seconds, settled, source, first_seen_at)"
                           " SELECT 'CB' || i, " +
                           quoted(account) +
                           ", 'completed', 'inbound', '2026-07-10 00:00:00', 60, '2026-07-10', 1,"
                           " 60, 1, 'api', '2026-08-03' FROM n") == "");
    for (const Use& use : uses()) {
        CAPTURE(use.function);
        int left = 20;
        sqlite3_progress_handler(connection.handle(), 100, stop_after, &left);
        CHECK(count_of(connection, use.sql()) == "error: interrupted");
        CHECK(sqlite3_errcode(connection.handle()) == SQLITE_INTERRUPT);
        sqlite3_progress_handler(connection.handle(), 0, nullptr, nullptr);
        CHECK_FALSE(count_of(connection, use.sql()).starts_with("error"));
    }
}

TEST_CASE("tables that are made of the function itself are an error, not a crash") {
    for (const Use& use : uses()) {
        CAPTURE(use.function);
        Connection connection = small_mirror();
        REQUIRE(connection.run("ALTER TABLE calls RENAME TO real_calls; CREATE VIEW calls AS"
                               " SELECT real_calls.* FROM real_calls, " +
                               use.sql()) == "");
        CHECK(count_of(connection, use.sql()) ==
              "error: " + use.function + "(): the tables it reads are made of it");
        REQUIRE(connection.run("DROP VIEW calls; ALTER TABLE real_calls RENAME TO calls") == "");
        CHECK_FALSE(count_of(connection, use.sql()).starts_with("error"));
    }
}

TEST_CASE("a sum beyond 64 bits is an error, never a wrong number") {
    Connection connection = small_mirror();
    for (const char* column : {"duration", "billed_seconds"}) {
        REQUIRE(connection.run(std::string{"UPDATE calls SET "} + column +
                               " = 9223372036854775000") == "");
    }
    for (const Use& use : uses()) {
        CAPTURE(use.function);
        CHECK(count_of(connection, use.sql()) == "error: integer overflow");
    }
}

TEST_CASE("arguments picked at random give rows, or an error that names the function") {
    constexpr std::array<const char*, 22> values{"NULL",
                                                 "0",
                                                 "-1",
                                                 "60",
                                                 "1e999",
                                                 "9223372036854775807",
                                                 "-9223372036854775808",
                                                 "1.5",
                                                 "''",
                                                 "'2026-07'",
                                                 "'9999-12'",
                                                 "'0001-01'",
                                                 "'UTC'",
                                                 "'Pacific/Apia'",
                                                 "'main'",
                                                 "'temp'",
                                                 "x'ff00'",
                                                 "zeroblob(1000)",
                                                 "cast(x'ff00fe' AS TEXT)",
                                                 "'a' || char(0) || 'b'",
                                                 "printf('%.*c', 5000, 'x')",
                                                 "'60'"};
    std::mt19937 random{20260731};
    Connection connection = small_mirror();
    int with_rows = 0;
    for (int i = 0; i < 3000; ++i) {
        const Use& use = uses()[random() % uses().size()];
        std::string call = use.function + "(";
        const std::size_t count = random() % (use.columns.size() + 2);
        for (std::size_t n = 0; n < count; ++n) {
            // Most of them sound, so that the others are met one by one.
            const bool sound = n < use.columns.size() && random() % 4 != 0;
            call += (n == 0 ? "" : ", ") +
                    (sound ? use.arguments[n] : std::string{values[random() % values.size()]});
        }
        call += ")";
        CAPTURE(call);
        const std::string answer = count_of(connection, call);
        const bool is_named = answer.starts_with("error: " + use.function + "(): ");
        const bool is_inner = answer.starts_with("error: no such table: ");
        const bool is_overflow = answer == "error: integer overflow";
        CHECK((!answer.starts_with("error") || is_named || is_inner || is_overflow));
        with_rows += !answer.starts_with("error") && answer != "0" ? 1 : 0;
    }
    CHECK(with_rows > 100);
}

} // namespace calltally::extension_tests
