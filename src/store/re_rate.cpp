// SPDX-License-Identifier: MIT
#include "store/re_rate.hpp"

#include "core/call_rating.hpp"
#include "core/usage_category.hpp"
#include "store/bindings.hpp"
#include "store/call_days.hpp"
#include "store/calls_in_file_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace calltally::store {

namespace {

/// Rows rated before they are written: the reading cursor is disturbed once for so many.
constexpr std::size_t rows_at_once = 16'384;
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

/// The text in SQLite's own memory, until the next step; empty for NULL.
std::string_view text_view(SQLite::Statement& row, int index) {
    const SQLite::Column column = row.getColumn(index);
    const char* text = column.getText();
    return {text, static_cast<std::size_t>(column.getBytes())};
}

constexpr std::string_view rated_columns =
    "call_id, account_sid, usage_date, usage_category, from_address, to_address, duration, "
    "billed_seconds, rounding_rule_id, missing_since IS NOT NULL, price_unit";

struct NewRating {
    std::int64_t call_id = 0;
    core::BilledTime billed;
};

/// A cell of `call_days` whose calls changed.
struct Cell {
    std::string account_sid;
    std::string usage_date;
    std::string category;
    CallDays::Presence presence = CallDays::Presence::listed;
    std::string price_unit;
    std::int64_t billed_seconds_change = 0;
};

/// Rates rows of `rated_columns`, and keeps what changed until it is taken.
class Rater {
public:
    Rater(const core::RoundingRules& rules, const RatingScope& scope)
        : m_rules(rules), m_scope(scope) {}

    void look_at(SQLite::Statement& row) {
        const core::RatedLeg leg = leg_of(row);
        if (!is_in_scope(leg)) {
            return;
        }
        ++m_result.calls_looked_at;
        const core::BilledTime before{number_column(row, 7), number_column(row, 8)};
        const core::BilledTime after = core::rate_billed_leg(leg, number_column(row, 6), m_rules);
        if (before == after) {
            return;
        }
        ++m_result.calls_changed;
        const std::int64_t longer = after.seconds.value_or(0) - before.seconds.value_or(0);
        m_result.billed_seconds_change += longer;
        cell_of(row).billed_seconds_change += longer;
        m_changes.push_back({row.getColumn(0).getInt64(), after});
    }

    std::vector<NewRating>& changes() noexcept { return m_changes; }
    const std::unordered_map<std::string, Cell>& cells() const noexcept { return m_cells; }
    const ReRating& result() const noexcept { return m_result; }

private:
    core::RatedLeg leg_of(SQLite::Statement& row) {
        core::RatedLeg leg;
        leg.account_sid = text_view(row, 1);
        if (const std::string_view category = text_view(row, 3); !category.empty()) {
            leg.category = category;
        }
        leg.from_address = text_view(row, 4);
        leg.to_address = text_view(row, 5);
        // Neighbours mostly started on one day.
        if (const std::string_view date = text_view(row, 2); date != m_date_text) {
            m_date_text = date;
            m_date = core::parse_date(date);
        }
        leg.start_date = m_date;
        return leg;
    }

    bool is_in_scope(const core::RatedLeg& leg) const {
        if ((m_scope.account_sid && *m_scope.account_sid != leg.account_sid) ||
            (m_scope.category && (!leg.category || *m_scope.category != *leg.category))) {
            return false;
        }
        if (!leg.start_date) {
            return m_scope.with_undated;
        }
        return (!m_scope.from || *m_scope.from <= *leg.start_date) &&
               (!m_scope.to || *leg.start_date < *m_scope.to);
    }

    Cell& cell_of(SQLite::Statement& row) {
        const std::string_view category = text_view(row, 3);
        const bool is_missing = row.getColumn(9).getInt() != 0;
        m_key.assign(text_view(row, 1));
        m_key.append(1, '|').append(text_view(row, 2));
        m_key.append(1, '|').append(category);
        m_key.append(is_missing ? "|-|" : "|+|").append(text_view(row, 10));
        const auto [cell, is_new] = m_cells.try_emplace(m_key);
        if (is_new) {
            cell->second.account_sid = text_view(row, 1);
            cell->second.usage_date = text_view(row, 2);
            cell->second.category = category.empty() ? core::usage_categories::unmapped : category;
            cell->second.presence =
                is_missing ? CallDays::Presence::missing : CallDays::Presence::listed;
            cell->second.price_unit = text_view(row, 10);
        }
        return cell->second;
    }

    const core::RoundingRules& m_rules;
    const RatingScope& m_scope;
    std::string m_date_text;
    std::optional<core::Date> m_date;
    std::string m_key;
    std::vector<NewRating> m_changes;
    std::unordered_map<std::string, Cell> m_cells; ///< as many as days and categories, not calls
    ReRating m_result;
};

/// Every billed call, in the order of the file.
template <class AfterRow>
void scan(SQLite::Database& connection, Rater& rater, const AfterRow& after_row) {
    SQLite::Statement row(connection, fmt::format("SELECT {} FROM calls NOT INDEXED "
                                                  "WHERE is_billed = 1 ORDER BY call_id",
                                                  rated_columns));
    while (row.executeStep()) {
        rater.look_at(row);
        after_row();
    }
}

/// The billed calls of the scope's days.
template <class AfterRow>
void visit_days(SQLite::Database& connection, const RatingScope& scope, Rater& rater,
                const AfterRow& after_row) {
    SQLite::Statement days(
        connection,
        fmt::format("SELECT DISTINCT account_sid, nullif(usage_date, '') FROM call_days WHERE {}",
                    scope_condition));
    CallsInFileOrder calls(connection, rated_columns, "is_billed = 1", [&](SQLite::Statement& row) {
        rater.look_at(row);
        after_row();
    });
    bind_scope(days, scope);
    while (days.executeStep()) {
        calls.add_day(days.getColumn(0).getString(), text_column(days, 1));
    }
    calls.visit_collected();
}

template <class AfterRow>
void visit_scope(SQLite::Database& connection, const RatingScope& scope, Rater& rater,
                 const AfterRow& after_row) {
    const std::int64_t in_scope = calls_in(connection, scope);
    if (in_scope == 0) {
        return;
    }
    if (in_scope >= all_calls(connection) / share_to_scan) {
        scan(connection, rater, after_row);
    } else {
        visit_days(connection, scope, rater, after_row);
    }
}

} // namespace

RatingScope RatingScope::of(const core::RoundingRule& rule) {
    return {rule.account_sid, rule.category, rule.valid_from, rule.valid_to,
            !rule.valid_from && !rule.valid_to};
}

ReRating re_rate(SQLite::Database& connection, const core::RoundingRules& rules,
                 const RatingScope& scope) {
    SQLite::Statement update(connection, "UPDATE calls SET billed_seconds = ?2, "
                                         "rounding_rule_id = ?3 WHERE call_id = ?1");
    Rater rater(rules, scope);
    const auto write_changes = [&] {
        for (const NewRating& change : rater.changes()) {
            bind_value(update, 1, change.call_id);
            bind_value(update, 2, change.billed.seconds);
            bind_value(update, 3, change.billed.rule_id);
            update.exec();
            update.reset();
        }
        rater.changes().clear();
    };
    visit_scope(connection, scope, rater, [&] {
        if (rater.changes().size() >= rows_at_once) {
            write_changes();
        }
    });
    write_changes();
    CallDays days;
    for (const auto& [key, cell] : rater.cells()) {
        days.bill_longer(cell.account_sid, cell.usage_date, cell.category, cell.presence,
                         cell.price_unit, cell.billed_seconds_change);
    }
    days.write(connection);
    return rater.result();
}

ReRating preview_re_rating(SQLite::Database& connection, const core::RoundingRules& rules,
                           const RatingScope& scope) {
    Rater rater(rules, scope);
    visit_scope(connection, scope, rater, [&] { rater.changes().clear(); });
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
