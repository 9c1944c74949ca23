// SPDX-License-Identifier: MIT
#include "store/unsettled_calls.hpp"

#include "core/call_rating.hpp"
#include "store/bindings.hpp"

#include <algorithm>
#include <array>

namespace calltally::store {

namespace {

/// Days after a call's end on which it is asked for again.
constexpr std::array<int, 6> days_to_ask{1, 2, 4, 8, 16, 30};

SQLite::Database& with_table(SQLite::Database& connection) {
    connection.exec("CREATE TEMP TABLE IF NOT EXISTS seen_calls (sid TEXT PRIMARY KEY NOT NULL) "
                    "WITHOUT ROWID");
    connection.exec("DELETE FROM temp.seen_calls");
    return connection;
}

} // namespace

std::vector<std::string> calls_to_settle(SQLite::Database& connection, std::string_view account_sid,
                                         core::Instant now) {
    SQLite::Statement query(connection, R"sql(
        SELECT sid FROM calls
        WHERE account_sid = ?1 AND settled = 0 AND is_billed = 1
            AND coalesce(end_time, start_time, date_created) < ?2)sql");
    bind(query, 1, account_sid);
    bind(query, 2, now - core::price_wait);
    std::vector<std::string> sids;
    while (query.executeStep()) {
        sids.push_back(query.getColumn(0).getString());
    }
    return sids;
}

std::vector<AwaitedCall> calls_to_ask_again(SQLite::Database& connection,
                                            std::string_view account_sid, core::Instant now) {
    // Last asked: by itself, or by the window that covers its day, or when first seen.
    SQLite::Statement query(connection, R"sql(
        SELECT sid, usage_date, coalesce(end_time, start_time, date_created) AS ended,
            max(first_seen_at, coalesce(checked_at, ''), coalesce((
                SELECT max(window.read_at) FROM sync_windows AS window
                WHERE window.account_sid = call.account_sid AND window.source = 'api'
                    AND window.resource = 'calls'
                    AND window.state = 'complete' AND window.from_date <= call.usage_date
                    AND window.to_date > call.usage_date), '')) AS asked
        FROM calls AS call
        WHERE account_sid = ?1 AND missing_since IS NULL AND ended >= ?2 AND (
            settled = 0 OR (is_billed = 1 AND price_micros IS NULL)))sql");
    bind(query, 1, account_sid);
    bind(query, 2, now - std::chrono::days{days_to_ask.back() + 30});
    std::vector<AwaitedCall> calls;
    while (query.executeStep()) {
        const auto ended = instant_column(query, 2);
        const auto asked = instant_column(query, 3);
        const bool is_due =
            ended && asked && std::any_of(days_to_ask.begin(), days_to_ask.end(), [&](int count) {
                const core::Instant due = *ended + std::chrono::days{count};
                return due <= now && due > *asked;
            });
        if (is_due) {
            calls.push_back({query.getColumn(0).getString(), date_column(query, 1)});
        }
    }
    return calls;
}

std::int64_t stored_calls(SQLite::Database& connection, std::string_view account_sid,
                          const core::DateRange& days) {
    SQLite::Statement query(connection,
                            "SELECT coalesce(sum(calls), 0) FROM call_days "
                            "WHERE account_sid = ?1 AND usage_date >= ?2 AND usage_date < ?3");
    bind(query, 1, account_sid);
    bind(query, 2, days.from);
    bind(query, 3, days.to);
    query.executeStep();
    return query.getColumn(0).getInt64();
}

SeenCalls::SeenCalls(SQLite::Database& connection)
    : m_connection(with_table(connection)),
      m_insert(connection, "INSERT INTO temp.seen_calls (sid) VALUES (?1) ON CONFLICT DO NOTHING"),
      m_find(connection, "SELECT 1 FROM temp.seen_calls WHERE sid = ?1") {}

void SeenCalls::add(std::string_view sid) {
    bind(m_insert, 1, sid);
    m_insert.exec();
    m_insert.reset();
}

bool SeenCalls::contains(std::string_view sid) {
    bind(m_find, 1, sid);
    const bool found = m_find.executeStep();
    m_find.reset();
    return found;
}

std::vector<std::string> SeenCalls::not_seen(std::string_view account_sid,
                                             const core::DateRange& days, std::int64_t limit) {
    SQLite::Statement query(m_connection, R"sql(
        SELECT sid FROM calls AS call
        WHERE account_sid = ?1 AND usage_date >= ?2 AND usage_date < ?3 AND source = 'api'
            AND missing_since IS NULL
            AND NOT EXISTS (SELECT 1 FROM temp.seen_calls AS seen WHERE seen.sid = call.sid)
        ORDER BY usage_date LIMIT ?4)sql");
    bind(query, 1, account_sid);
    bind(query, 2, days.from);
    bind(query, 3, days.to);
    bind(query, 4, limit);
    std::vector<std::string> sids;
    while (query.executeStep()) {
        sids.push_back(query.getColumn(0).getString());
    }
    return sids;
}

} // namespace calltally::store
