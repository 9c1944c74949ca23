// SPDX-License-Identifier: MIT
#include "mirror.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace calltally::extension_tests {

namespace {

std::string text_of(const std::string& file) {
    std::ifstream stream{CALLTALLY_SQL_DIR "/migrations/" + file};
    if (!stream) {
        throw std::runtime_error("cannot read " + file);
    }
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

std::string or_null(std::string_view text) {
    return text.empty() ? "NULL" : quoted(text);
}

void run(Connection& connection, const std::string& sql) {
    REQUIRE(connection.run(sql) == "");
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
    return text;
}

} // namespace

void create_mirror(Connection& connection, std::string_view schema) {
    const std::string name{schema};
    for (const char* file : {"0001_initial.sql", "0002_usage_categories.sql"}) {
        std::string sql = text_of(file);
        for (const char* statement :
             {"CREATE TABLE ", "CREATE UNIQUE INDEX ", "CREATE INDEX ", "INSERT INTO "}) {
            sql = replaced(sql, statement, statement + quoted(name) + ".");
        }
        run(connection, sql);
    }
    for (const std::string_view sid : {account, other_account}) {
        run(connection,
            "INSERT INTO " + quoted(name) + ".accounts (sid) VALUES (" + quoted(sid) + ")");
    }
}

void add(Connection& connection, const MirroredCall& call, std::string_view schema) {
    const std::string calls = quoted(schema) + ".calls";
    run(connection,
        "INSERT INTO " + calls +
            " (sid, account_sid, from_address, to_address, status, direction, date_created,"
            " start_time, end_time, duration, price_micros, price_unit, usage_date, usage_month,"
            " usage_category, is_billed, billed_seconds, rounding_rule_id, settled, source,"
            " first_seen_at, missing_since)"
            " SELECT printf('CA%032d', (SELECT count(*) FROM " +
            calls +
            ")), account_sid, from_address, to_address, status, direction, created, start, ended,"
            " duration, CASE WHEN status = 'completed' THEN -13000 END, 'USD', utc_date(start),"
            " utc_month(start), usage_category(direction, from_address, to_address),"
            " is_billed_status(status), is_billed_status(status) * billed_seconds(duration),"
            " CASE WHEN status = 'completed' THEN 1 END, 1, 'api', '2026-08-03', missing"
            " FROM (SELECT " +
            quoted(call.account_sid) + " AS account_sid, " + quoted(call.from) +
            " AS from_address, " + quoted(call.to) + " AS to_address, " + quoted(call.status) +
            " AS status, " + quoted(call.direction) + " AS direction, " +
            or_null(call.date_created) + " AS created, " + or_null(call.start_time) +
            " AS start, " + or_null(call.end_time) + " AS ended, " + std::to_string(call.duration) +
            " AS duration, " + (call.is_missing ? "'2026-08-02'" : "NULL") + " AS missing)");
}

void add(Connection& connection, const MirroredUsage& usage) {
    const bool is_day = usage.month.size() == 10;
    const bool is_rollup = usage.category == "combined" || usage.category == "calls";
    run(connection, std::string{"INSERT INTO "} + (is_day ? "day_cells" : "month_cells") +
                        " (account_sid, " + (is_day ? "date" : "month") +
                        ", category, is_rollup, log_calls, billed_calls, log_microseconds,"
                        " usage_count, usage_microseconds, state) VALUES (" +
                        quoted(usage.account_sid) + ", " + quoted(usage.month) + ", " +
                        quoted(usage.category) + (is_rollup ? ", 1" : ", 0") + ", 0, 0, 0, " +
                        std::to_string(usage.count) + ", " + std::to_string(usage.microseconds) +
                        ", 'differs')");
}

Connection small_mirror() {
    Connection connection;
    create_mirror(connection);
    add(connection, MirroredCall{"2026-07-01 00:00:00", "2026-07-01 00:01:01", 61});
    add(connection, MirroredCall{"2026-07-31 23:59:59", "2026-08-01 00:00:58", 59});
    add(connection, MirroredCall{"2026-07-15 12:00:00", "2026-07-15 12:00:00", 0, "no-answer"});
    for (const char* category : {"calls-inbound", "calls", "combined"}) {
        add(connection, MirroredUsage{"2026-07", category, 2, 180'000'000});
    }
    add(connection, MirroredUsage{"2026-07-01", "calls-inbound", 1, 120'000'000});
    add(connection, MirroredUsage{"2026-07-31", "calls-inbound", 1, 60'000'000});
    return connection;
}

} // namespace calltally::extension_tests
