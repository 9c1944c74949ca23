// SPDX-License-Identifier: MIT
#include "store/quarantine.hpp"

#include "store/bindings.hpp"

#include <fmt/format.h>

namespace calltally::store {

namespace {

constexpr std::string_view can_be_asked_for =
    "source = 'api' "
    "AND resource IN ('calls', 'usage_daily', 'usage_monthly', 'usage_with_subaccounts')";

std::vector<KeptRow> rows_of(SQLite::Statement& query) {
    std::vector<KeptRow> rows;
    while (query.executeStep()) {
        rows.push_back({query.getColumn(0).getInt64(), query.getColumn(1).getString(),
                        query.getColumn(2).getString(), query.getColumn(3).getString()});
    }
    return rows;
}

} // namespace

void quarantine(SQLite::Database& connection, const QuarantinedRow& row, core::Instant now) {
    SQLite::Statement put(connection, R"sql(
        INSERT INTO quarantine (account_sid, resource, sid, reason, raw, first_seen_at, last_seen_at,
            source, file_name, line)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?8, ?9)
        ON CONFLICT (account_sid, resource, raw) DO UPDATE SET
            reason = excluded.reason, last_seen_at = excluded.last_seen_at)sql");
    bind_value(put, 1, row.account_sid);
    bind_value(put, 2, row.resource);
    bind_value(put, 3, row.sid);
    bind_value(put, 4, row.reason);
    bind_value(put, 5, row.raw);
    bind_value(put, 6, now);
    bind_value(put, 7, core::name_of(row.source));
    bind_value(put, 8, row.file_name);
    bind_value(put, 9, row.line);
    put.exec();
}

std::int64_t release_from_quarantine(SQLite::Database& connection, std::string_view account_sid,
                                     std::string_view sid) {
    SQLite::Statement remove(
        connection,
        "DELETE FROM quarantine "
        "WHERE account_sid IN (?1, '') AND resource IN ('calls', 'calls_gone') AND sid = ?2");
    bind_value(remove, 1, account_sid);
    bind_value(remove, 2, sid);
    return remove.exec();
}

void call_is_gone(SQLite::Database& connection, std::string_view account_sid,
                  std::string_view sid) {
    SQLite::Statement update(connection, R"sql(
        UPDATE OR REPLACE quarantine SET resource = 'calls_gone'
        WHERE account_sid = ?1 AND resource = 'calls' AND source = 'api' AND sid = ?2)sql");
    bind_value(update, 1, account_sid);
    bind_value(update, 2, sid);
    update.exec();
}

std::vector<KeptRow> rows_to_ask_for(SQLite::Database& connection, std::string_view account_sid) {
    SQLite::Statement query(connection,
                            fmt::format("SELECT quarantine_id, account_sid, resource, raw, sid "
                                        "FROM quarantine WHERE account_sid = ?1 AND {} "
                                        "ORDER BY last_seen_at, quarantine_id LIMIT 10000",
                                        can_be_asked_for));
    bind_value(query, 1, account_sid);
    std::vector<KeptRow> rows;
    while (query.executeStep()) {
        rows.push_back({query.getColumn(0).getInt64(), query.getColumn(1).getString(),
                        query.getColumn(2).getString(), query.getColumn(3).getString(),
                        text_column(query, 4)});
    }
    return rows;
}

std::int64_t count_rows_to_ask_for(SQLite::Database& connection, std::string_view account_sid) {
    SQLite::Statement query(
        connection, fmt::format("SELECT count(*) FROM quarantine WHERE account_sid = ?1 AND {}",
                                can_be_asked_for));
    bind_value(query, 1, account_sid);
    query.executeStep();
    return query.getColumn(0).getInt64();
}

std::vector<KeptRow> kept_rows(SQLite::Database& connection) {
    SQLite::Statement query(connection, fmt::format(R"sql(
        SELECT quarantine_id, account_sid, resource, raw FROM quarantine
        WHERE {} AND account_sid IN (SELECT sid FROM accounts)
        ORDER BY quarantine_id LIMIT 10000)sql",
                                                    can_be_asked_for));
    return rows_of(query);
}

std::vector<KeptRow> kept_accounts(SQLite::Database& connection, std::string_view account_sid) {
    SQLite::Statement query(connection, R"sql(
        SELECT quarantine_id, account_sid, resource, raw FROM quarantine
        WHERE account_sid = ?1 AND resource = 'accounts' AND source = 'api')sql");
    bind_value(query, 1, account_sid);
    return rows_of(query);
}

std::int64_t release_row(SQLite::Database& connection, std::int64_t id) {
    SQLite::Statement remove(connection, "DELETE FROM quarantine WHERE quarantine_id = ?1");
    bind_value(remove, 1, id);
    return remove.exec();
}

std::int64_t quarantined_rows(SQLite::Database& connection) {
    return connection.execAndGet("SELECT count(*) FROM quarantine").getInt64();
}

} // namespace calltally::store
