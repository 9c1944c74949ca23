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

} // namespace

std::vector<std::string> calls_to_settle(SQLite::Database& connection, std::string_view account_sid,
                                         core::Instant now) {
    SQLite::Statement query(connection, R"sql(
        SELECT sid FROM calls
        WHERE account_sid = ?1 AND settled = 0 AND is_billed = 1
            AND coalesce(end_time, start_time, date_created) < ?2)sql");
    bind_value(query, 1, account_sid);
    bind_value(query, 2, now - core::price_wait);
    std::vector<std::string> sids;
    while (query.executeStep()) {
        sids.push_back(query.getColumn(0).getString());
    }
    return sids;
}

std::vector<AwaitedCall> calls_to_ask_again(SQLite::Database& connection,
                                            std::string_view account_sid, core::Instant now) {
    // Last asked: by itself, or by the window that covers its day, or when first seen. Two
    // branches, so that each is found by its own small index, however many calls there are.
    SQLite::Statement query(connection, R"sql(
        SELECT sid, usage_date, coalesce(end_time, start_time, date_created) AS ended,
            max(first_seen_at, coalesce(checked_at, ''), coalesce((
                SELECT max(window.read_at) FROM sync_windows AS window
                WHERE window.account_sid = call.account_sid AND window.source = 'api'
                    AND window.resource = 'calls'
                    AND window.state = 'complete' AND window.from_date <= call.usage_date
                    AND window.to_date > call.usage_date), '')) AS asked
        FROM calls AS call
        WHERE call_id IN (
                SELECT call_id FROM calls WHERE account_sid = ?1 AND settled = 0
                UNION
                SELECT call_id FROM calls
                WHERE account_sid = ?1 AND is_billed = 1 AND price_micros IS NULL
                    AND (end_time >= ?2 OR end_time IS NULL))
            AND missing_since IS NULL AND source = 'api' AND ended >= ?2)sql");
    bind_value(query, 1, account_sid);
    bind_value(query, 2, now - std::chrono::days{days_to_ask.back() + 30});
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

std::vector<std::string> calls_without_start(SQLite::Database& connection,
                                             std::string_view account_sid) {
    SQLite::Statement query(connection, R"sql(
        SELECT sid FROM calls
        WHERE account_sid = ?1 AND settled = 0 AND usage_date IS NULL AND start_time IS NULL
            AND is_billed = 0 AND missing_since IS NULL AND source = 'api')sql");
    bind_value(query, 1, account_sid);
    std::vector<std::string> sids;
    while (query.executeStep()) {
        sids.push_back(query.getColumn(0).getString());
    }
    return sids;
}

std::int64_t stored_calls(SQLite::Database& connection, std::string_view account_sid,
                          const core::DateRange& days) {
    SQLite::Statement query(connection,
                            "SELECT coalesce(sum(calls), 0) FROM call_days "
                            "WHERE account_sid = ?1 AND usage_date >= ?2 AND usage_date < ?3");
    bind_value(query, 1, account_sid);
    bind_value(query, 2, days.from);
    bind_value(query, 3, days.to);
    query.executeStep();
    return query.getColumn(0).getInt64();
}

namespace {

std::map<core::Date, std::int64_t> calls_by_day(SQLite::Database& connection,
                                                std::string_view account_sid,
                                                const core::DateRange& days,
                                                const std::string& condition) {
    SQLite::Statement query(connection,
                            "SELECT usage_date, sum(calls) FROM call_days WHERE account_sid = ?1 "
                            "AND usage_date >= ?2 AND usage_date < ?3 AND " +
                                condition + " GROUP BY usage_date");
    bind_value(query, 1, account_sid);
    bind_value(query, 2, days.from);
    bind_value(query, 3, days.to);
    std::map<core::Date, std::int64_t> calls;
    while (query.executeStep()) {
        calls[date_column(query, 0).value()] = query.getColumn(1).getInt64();
    }
    return calls;
}

} // namespace

std::map<core::Date, std::int64_t> stored_calls_by_day(SQLite::Database& connection,
                                                       std::string_view account_sid,
                                                       const core::DateRange& days) {
    return calls_by_day(connection, account_sid, days, "1");
}

std::map<core::Date, std::int64_t> billed_calls_by_day(SQLite::Database& connection,
                                                       std::string_view account_sid,
                                                       const core::DateRange& days) {
    return calls_by_day(connection, account_sid, days,
                        "status_group = 'billed' AND category <> '(unmapped)'");
}

void for_each_listed_call(SQLite::Database& connection, std::string_view account_sid,
                          const core::DateRange& days,
                          const std::function<void(std::string_view sid)>& visit) {
    SQLite::Statement query(connection, R"sql(
        SELECT sid FROM calls
        WHERE account_sid = ?1 AND usage_date >= ?2 AND usage_date < ?3 AND source = 'api'
            AND missing_since IS NULL)sql");
    bind_value(query, 1, account_sid);
    bind_value(query, 2, days.from);
    bind_value(query, 3, days.to);
    while (query.executeStep()) {
        const SQLite::Column sid = query.getColumn(0);
        visit({sid.getText(), static_cast<std::size_t>(sid.getBytes())});
    }
}

} // namespace calltally::store
