// SPDX-License-Identifier: MIT
#include "store/month_freshness.hpp"

#include "core/amounts.hpp"
#include "store/bindings.hpp"
#include "store/call_days.hpp"

#include <optional>
#include <set>
#include <string>

namespace calltally::store {

namespace {

struct ClosedMonth {
    core::Instant usage_as_of;
    bool is_idle = false; ///< neither a call nor usage
};

/// Empty: not closed yet, or without usage.
std::optional<ClosedMonth> find(SQLite::Database& connection, const AccountMonth& month) {
    SQLite::Statement query(connection, R"sql(
        SELECT usage_as_of, NOT EXISTS (
            SELECT 1 FROM month_cells WHERE account_sid = ?1 AND month = ?2
                AND (log_calls <> 0 OR usage_count <> 0 OR usage_microseconds <> 0
                    OR usage_price_micros <> 0))
        FROM account_months WHERE account_sid = ?1 AND month = ?2)sql");
    bind_value(query, 1, month.first);
    bind_value(query, 2, month.second);
    const auto as_of = query.executeStep() ? instant_column(query, 0) : std::nullopt;
    return as_of ? std::optional{ClosedMonth{*as_of, query.getColumn(1).getInt() != 0}}
                 : std::nullopt;
}

/// Nothing else of the month would come out otherwise.
void move_to(SQLite::Database& connection, const AccountMonth& month, core::Instant as_of,
             core::Instant now) {
    for (const char* sql :
         {"UPDATE month_cells SET as_of = ?3 WHERE account_sid = ?1 AND month = ?2 AND as_of < ?3",
          "UPDATE day_cells SET as_of = ?3 WHERE account_sid = ?1 AND date >= ?2 || '-01' "
          "AND date <= ?2 || '-31' AND as_of < ?3",
          "UPDATE account_months SET usage_as_of = ?3, closed_at = ?4 "
          "WHERE account_sid = ?1 AND month = ?2"}) {
        SQLite::Statement update(connection, sql);
        bind_value(update, 1, month.first);
        bind_value(update, 2, month.second);
        bind_value(update, 3, as_of);
        if (update.getBindParameterCount() > 3) {
            bind_value(update, 4, now);
        }
        update.exec();
    }
}

} // namespace

void note_usage_reading(SQLite::Database& connection, std::string_view account_sid,
                        const core::DateRange& days, core::Instant as_of, core::Instant now) {
    std::set<AccountMonth> waiting;
    for (const core::Month each : core::months_of(days)) {
        const AccountMonth month{account_sid, core::format_month(each).str()};
        const auto closed = find(connection, month);
        if (!closed || as_of <= closed->usage_as_of) {
            continue;
        }
        const core::Date end = core::month_range(each).to;
        const bool waits = closed->is_idle ? closed->usage_as_of < end && as_of >= end
                                           : core::may_lack_calls(closed->usage_as_of, end);
        if (waits) {
            waiting.insert(month);
        } else {
            move_to(connection, month, as_of, now);
        }
    }
    mark_stale(connection, waiting);
}

} // namespace calltally::store
