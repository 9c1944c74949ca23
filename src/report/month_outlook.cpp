// SPDX-License-Identifier: MIT
#include "report/month_outlook.hpp"

#include "core/call_rating.hpp"
#include "core/date_range.hpp"
#include "store/bindings.hpp"

#include <algorithm>

namespace calltally::report {

namespace {

using core::Instant;
using Kind = MonthOutlook::Kind;

/// What is known of a month that cannot be compared.
struct Waiting {
    Instant month_end;
    Instant read_at; ///< when the month was last worked out
    bool is_stored = false;
    std::optional<Instant> usage_as_of;
    std::optional<Instant> last_unsettled; ///< end, or start, of the latest call that may change
};

/// The moment from which on nothing is in the way but a sync; empty if it has passed.
std::optional<Instant> look_again_at(const Waiting& waiting) {
    std::optional<Instant> latest;
    const auto wait_for = [&latest](Instant time) {
        latest = latest ? std::max(*latest, time) : time;
    };
    const bool is_over = waiting.month_end <= waiting.read_at;
    if (is_over && !waiting.is_stored) {
        return std::nullopt;
    }
    // To the minute. Usage will be as far behind the month's end then as it was behind the clock
    // when read.
    const auto lag =
        waiting.usage_as_of && *waiting.usage_as_of < waiting.read_at
            ? std::chrono::floor<std::chrono::minutes>(waiting.read_at - *waiting.usage_as_of)
            : std::chrono::minutes{0};
    const bool usage_lags = waiting.usage_as_of && *waiting.usage_as_of < waiting.month_end;
    if (!is_over || usage_lags) {
        wait_for(waiting.month_end + lag);
    }
    if (waiting.last_unsettled) {
        wait_for(std::chrono::floor<std::chrono::minutes>(*waiting.last_unsettled) +
                 core::price_wait + std::chrono::minutes{1});
    }
    return latest && *latest > waiting.read_at ? latest : std::nullopt;
}

constexpr const char* every_month = R"sql(
    SELECT status.account_sid, status.month, status.reason, whole.state,
        EXISTS (SELECT 1 FROM stale_months AS stale
            WHERE stale.account_sid = status.account_sid AND stale.month = status.month),
        status.closed_at, status.usage_as_of, status.days_covered = status.days,
        (SELECT max(coalesce(call.end_time, call.start_time)) FROM unsettled_calls AS call
            WHERE call.account_sid = status.account_sid AND call.usage_month = status.month),
        whole.usage_count IS NULL AND EXISTS (SELECT 1 FROM monthly_discrepancies AS cell
            WHERE cell.account_sid = status.account_sid AND cell.month = status.month
            AND cell.is_rollup = 0 AND cell.state NOT IN ('pending', 'not comparable'))
    FROM month_status AS status
    LEFT JOIN monthly_discrepancies AS whole
        ON whole.account_sid = status.account_sid AND whole.month = status.month
        AND whole.category = 'combined'
    LEFT JOIN accounts AS account ON account.sid = status.account_sid
    ORDER BY coalesce(account.owner_account_sid, status.account_sid) <> status.account_sid,
        coalesce(account.friendly_name, ''), status.account_sid, status.month)sql";

} // namespace

std::optional<Instant> newest_reading(SQLite::Database& connection) {
    SQLite::Statement query(connection,
                            "SELECT max(at) FROM (SELECT max(closed_at) AS at FROM account_months "
                            "UNION ALL SELECT max(started_at) FROM sync_runs)");
    query.executeStep();
    return store::instant_column(query, 0);
}

std::vector<MonthOutlook> month_outlooks(SQLite::Database& connection) {
    const auto newest = newest_reading(connection);
    std::vector<MonthOutlook> outlooks;
    SQLite::Statement query(connection, every_month);
    while (query.executeStep()) {
        MonthOutlook outlook;
        outlook.account_sid = query.getColumn(0).getString();
        outlook.month = query.getColumn(1).getString();
        const auto month = core::parse_month(outlook.month);
        if (!month) {
            continue;
        }
        const Instant month_end{core::month_range(*month).to};
        outlook.is_over = newest && month_end <= *newest;
        outlook.reason = store::text_column(query, 2).value_or("");
        const std::string state = store::text_column(query, 3).value_or("pending");
        const bool is_stale = query.getColumn(4).getInt() != 0;
        if (state == "not comparable" && !is_stale) {
            outlook.kind = Kind::never;
        } else if (state != "pending") { // the cell's state decides, here as in the views
            outlook.kind = Kind::compared;
            outlook.reason.clear();
        } else if (query.getColumn(9).getInt() != 0) {
            outlook.kind = Kind::in_part;
        } else if (const auto read_at = store::instant_column(query, 5); read_at && !is_stale) {
            outlook.look_again_at =
                look_again_at({month_end, *read_at, query.getColumn(7).getInt() != 0,
                               store::instant_column(query, 6), store::instant_column(query, 8)});
        }
        if (outlook.kind != Kind::compared && outlook.reason.empty()) {
            outlook.reason = "a part of its usage was not read";
        }
        outlooks.push_back(std::move(outlook));
    }
    return outlooks;
}

} // namespace calltally::report
