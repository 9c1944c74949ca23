// SPDX-License-Identifier: MIT
#include "store/re_rate.hpp"

#include "store/bindings.hpp"
#include "store/calls_in_file_order.hpp"
#include "store/rater.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace calltally::store {

namespace {

/// Row ids that one statement covers: what it reads is still in the page cache when it writes.
constexpr std::int64_t rows_at_once = 16'384;
/// A scope of at least one call in so many is read with the whole table, from its first row on.
constexpr std::int64_t share_to_scan = 4;

/// Of `call_days`: the scope's billed calls. Parameters as bind_scope() sets them.
constexpr std::string_view scope_condition =
    "status_group = 'billed' AND (?1 IS NULL OR account_sid = ?1) "
    "AND (?2 IS NULL OR category = ?2) "
    "AND CASE WHEN usage_date = '' THEN ?5 "
    "ELSE (?3 IS NULL OR usage_date >= ?3) AND (?4 IS NULL OR usage_date < ?4) END";

void bind_scope(SQLite::Statement& query, const RatingScope& scope) {
    bind_value(query, 1, scope.account_sid);
    bind_value(query, 2, scope.category);
    bind_value(query, 3, scope.from);
    bind_value(query, 4, scope.to);
    bind_value(query, 5, scope.with_undated);
}

std::int64_t calls_in(SQLite::Database& connection, const RatingScope& scope) {
    SQLite::Statement query(
        connection,
        fmt::format("SELECT coalesce(sum(calls), 0) FROM call_days WHERE {}", scope_condition));
    bind_scope(query, scope);
    query.executeStep();
    return query.getColumn(0).getInt64();
}

std::int64_t all_calls(SQLite::Database& connection) {
    return connection.execAndGet("SELECT coalesce(sum(calls), 0) FROM call_days").getInt64();
}

/// Rates, and with Apply::yes writes, the billed calls of the scope.
class ScopeRating {
public:
    ScopeRating(SQLite::Database& connection, const core::RoundingRules& rules,
                const RatingScope& scope, Apply apply)
        : m_connection(connection), m_scope(scope), m_apply(apply), m_rater(rules, scope),
          m_functions(connection, m_rater) {}

    Rater& run() {
        const std::int64_t in_scope = calls_in(m_connection, m_scope);
        if (in_scope >= std::max<std::int64_t>(all_calls(m_connection) / share_to_scan, 1)) {
            scan();
        } else if (in_scope > 0) {
            visit_days();
        }
        return m_rater;
    }

private:
    /// Of the calls with ids from ?1 to ?2.
    SQLite::Statement statement() const {
        // Not the other way round: only of billed calls may the function be asked.
        const std::string where =
            fmt::format("WHERE call_id BETWEEN ?1 AND ?2 "
                        "AND CASE WHEN is_billed = 1 THEN rates_anew({}) ELSE 0 END",
                        RatedColumns::names);
        return {m_connection,
                m_apply == Apply::yes
                    ? fmt::format("UPDATE calls NOT INDEXED "
                                  "SET billed_seconds = new_billed_seconds(call_id), "
                                  "rounding_rule_id = new_rounding_rule_id(call_id) {}",
                                  where)
                    : fmt::format("SELECT count(*) FROM calls NOT INDEXED {}", where)};
    }

    void rate(SQLite::Statement& statement, std::int64_t first, std::int64_t last) {
        bind_value(statement, 1, first);
        bind_value(statement, 2, last);
        statement.executeStep();
        const std::int64_t done =
            m_apply == Apply::yes ? m_connection.getChanges() : statement.getColumn(0).getInt64();
        statement.reset();
        if (done != m_rater.new_ratings()) {
            throw std::logic_error("calls were rated anew and not written");
        }
        m_rater.forget_new_ratings();
    }

    /// Every billed call, in the order of the file.
    void scan() {
        SQLite::Statement calls = statement();
        const std::int64_t end =
            m_connection.execAndGet("SELECT coalesce(max(call_id), 0) FROM calls").getInt64();
        for (std::int64_t first = 1; first <= end; first += rows_at_once) {
            rate(calls, first, first + rows_at_once - 1);
        }
    }

    /// The billed calls of the scope's days.
    void visit_days() {
        SQLite::Statement call = statement();
        CallsInFileOrder calls(m_connection, [&](std::int64_t id) { rate(call, id, id); });
        SQLite::Statement days(
            m_connection,
            fmt::format(
                "SELECT DISTINCT account_sid, nullif(usage_date, '') FROM call_days WHERE {}",
                scope_condition));
        bind_scope(days, m_scope);
        while (days.executeStep()) {
            calls.add_day(days.getColumn(0).getString(), text_column(days, 1));
        }
        calls.visit_collected();
    }

    SQLite::Database& m_connection;
    const RatingScope& m_scope;
    Apply m_apply;
    Rater m_rater;
    RatingFunctions m_functions;
};

} // namespace

RatingScope RatingScope::of(const core::RoundingRule& rule) {
    return {rule.account_sid, rule.category, rule.valid_from, rule.valid_to,
            !rule.valid_from && !rule.valid_to};
}

ReRating re_rate(SQLite::Database& connection, const core::RoundingRules& rules,
                 const RatingScope& scope, Apply apply) {
    ScopeRating rating(connection, rules, scope, apply);
    Rater& rater = rating.run();
    if (apply == Apply::yes) {
        rater.days().write(connection);
    }
    return rater.result();
}

std::int64_t bytes_to_re_rate(SQLite::Database& connection, const RatingScope& scope) {
    /// A frame of the log is a page and its header.
    constexpr std::int64_t frame_header = 24;
    const std::int64_t page_size = connection.execAndGet("PRAGMA page_size").getInt64();
    const std::int64_t pages = connection.execAndGet("PRAGMA page_count").getInt64();
    return std::min(calls_in(connection, scope), pages) * (page_size + frame_header);
}

} // namespace calltally::store
