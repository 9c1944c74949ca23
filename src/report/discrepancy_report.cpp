// SPDX-License-Identifier: MIT
#include "report/discrepancy_report.hpp"

#include "report/cells.hpp"
#include "report/status_report.hpp"
#include "store/bindings.hpp"

#include <fmt/format.h>

#include <map>

namespace calltally::report {

namespace {

/// The rows of the filter; `?1` to `?3` are account, month and category, NULL for all.
constexpr const char* filtered = "WHERE (?1 IS NULL OR account_sid = ?1) "
                                 "AND (?2 IS NULL OR month = ?2) "
                                 "AND (?3 IS NULL OR category = ?3) ";
/// A parent before its subaccounts, and those by name.
constexpr const char* by_account =
    "(SELECT coalesce(owner_account_sid, sid) <> sid FROM accounts WHERE sid = account_sid), "
    "(SELECT coalesce(friendly_name, '') FROM accounts WHERE sid = account_sid), account_sid";
/// Categories as `core/usage_category` orders them, rollups last.
constexpr const char* by_category =
    "is_rollup, CASE category WHEN 'calls-inbound' THEN 1 "
    "WHEN 'calls-outbound' THEN 2 WHEN 'calls-client' THEN 3 WHEN 'calls-sip-inbound' THEN 4 "
    "WHEN 'calls-sip-outbound' THEN 5 WHEN 'trunking-origination' THEN 6 "
    "WHEN 'trunking-termination' THEN 7 WHEN '(unmapped)' THEN 8 WHEN 'calls' THEN 9 ELSE 10 END";
/// A cell with a call, or with billed usage.
constexpr const char* has_something =
    "(log_calls <> 0 OR coalesce(usage_count, 0) <> 0 OR coalesce(usage_microseconds, 0) <> 0)";

void bind_filter(SQLite::Statement& query, const ReportFilter& filter) {
    store::bind_value(query, 1, filter.account_sid);
    store::bind_value(query, 2, filter.month);
    store::bind_value(query, 3, filter.category);
}

Cell text_at(SQLite::Statement& query, int index) {
    return text(store::text_column(query, index));
}
Cell number_at(SQLite::Statement& query, int index) {
    return number(store::number_column(query, index));
}
Cell count_difference_at(SQLite::Statement& query, int index) {
    return count_difference(store::number_column(query, index));
}
Cell minutes_at(SQLite::Statement& query, int index, bool show_sign = false) {
    return minutes(store::number_column(query, index), show_sign);
}
Cell money_at(SQLite::Statement& query, int index, bool show_sign = false) {
    return money(store::number_column(query, index), show_sign);
}

/// The same of a whole month, in a query that has its account and month.
constexpr const char* month_has_something =
    "EXISTS (SELECT 1 FROM month_cells AS cell WHERE cell.account_sid = month_status.account_sid "
    "AND cell.month = month_status.month AND cell.category = 'combined' AND (cell.log_calls <> 0 "
    "OR coalesce(cell.usage_count, 0) <> 0 OR coalesce(cell.usage_microseconds, 0) <> 0))";

/// One row an account and month: does it agree, by how much not, and why, the largest part first.
Table glance_table(SQLite::Database& connection, const ReportFilter& filter,
                   const AccountNames& names) {
    Table table{"month_differences",
                "At a glance",
                {{"account", "account"},
                 {"month", "month"},
                 {"state", "state"},
                 {"billed_calls", "log calls", true},
                 {"usage_count", "usage calls", true},
                 {"count_difference", "diff", true},
                 {"minutes_difference", "min diff", true},
                 {"price_difference", "price diff", true},
                 {"price_unit", "unit"},
                 {"why", "why"}},
                {},
                {}};
    SQLite::Statement query(
        connection,
        fmt::format("SELECT account_sid, month, state, billed_calls, usage_count, "
                    "count_difference, difference_microseconds, price_difference_micros, "
                    "price_unit, coalesce((SELECT nullif(reason, '') FROM month_status AS status "
                    "WHERE status.account_sid = cell.account_sid AND status.month = cell.month "
                    "AND cell.state IN ('pending', 'not comparable')), "
                    "(SELECT group_concat(cause, ', ') FROM (SELECT cause FROM discrepancy_causes "
                    "AS found WHERE found.account_sid = cell.account_sid "
                    "AND found.month = cell.month AND found.category = cell.category "
                    "ORDER BY abs(found.microseconds) DESC, abs(found.calls) DESC, cause)), '') "
                    "FROM monthly_discrepancies AS cell WHERE (?1 IS NULL OR account_sid = ?1) "
                    "AND (?2 IS NULL OR month = ?2) AND category = coalesce(?3, 'combined') "
                    "AND ({} OR {}) ORDER BY {}, month",
                    filter.with_idle, has_something, by_account));
    bind_filter(query, filter);
    while (query.executeStep()) {
        table.rows.push_back({names.of(query.getColumn(0).getString()), text_at(query, 1),
                              text_at(query, 2), number_at(query, 3), number_at(query, 4),
                              count_difference_at(query, 5), minutes_at(query, 6, true),
                              money_at(query, 7, true), text_at(query, 8), text_at(query, 9)});
    }
    table.notes = {"Differences are usage minus log, of all categories together unless one was "
                   "asked for."};
    return table;
}

Table cells_table(SQLite::Database& connection, const ReportFilter& filter,
                  const AccountNames& names) {
    Table table{"monthly_discrepancies",
                "Call log and usage, by account, UTC month and category",
                {{"account", "account"},
                 {"month", "month"},
                 {"category", "category"},
                 {"log_calls", "log calls", true},
                 {"billed_calls", "billed", true},
                 {"usage_count", "usage", true},
                 {"count_difference", "diff", true},
                 {"log_minutes", "log min", true},
                 {"usage_minutes", "usage min", true},
                 {"minutes_difference", "diff", true},
                 {"log_price", "log price", true},
                 {"usage_price", "usage price", true},
                 {"price_difference", "diff", true},
                 {"price_unit", "unit"},
                 {"state", "state"},
                 {"log_source", "log from"},
                 {"usage_source", "usage from"}},
                {},
                {}};
    SQLite::Statement query(
        connection,
        fmt::format("SELECT account_sid, month, category, log_calls, billed_calls, usage_count, "
                    "count_difference, log_microseconds, usage_microseconds, "
                    "difference_microseconds, log_price_micros, usage_price_micros, "
                    "price_difference_micros, price_unit, state, log_source, usage_source "
                    "FROM monthly_discrepancies {} AND ({} OR {}) ORDER BY {}, month, {}",
                    filtered, filter.with_idle, has_something, by_account, by_category));
    bind_filter(query, filter);
    while (query.executeStep()) {
        table.rows.push_back({names.of(query.getColumn(0).getString()), text_at(query, 1),
                              text_at(query, 2), number_at(query, 3), number_at(query, 4),
                              number_at(query, 5), count_difference_at(query, 6),
                              minutes_at(query, 7), minutes_at(query, 8),
                              minutes_at(query, 9, true), money_at(query, 10), money_at(query, 11),
                              money_at(query, 12, true), text_at(query, 13), text_at(query, 14),
                              text_at(query, 15), text_at(query, 16)});
    }
    table.notes = {
        "A difference is usage minus log. Billed: completed calls; minutes are rounded up "
        "for each call.",
        "`calls` is Twilio's own sum of inbound and outbound, `combined` ours of all "
        "categories.",
        "The last columns say which sources are compared: api, rest_csv, bulk, console, entered."};
    return table;
}

Table causes_table(SQLite::Database& connection, const ReportFilter& filter,
                   const AccountNames& names) {
    Table table{"discrepancy_causes",
                "Why they differ (the parts add up to the difference)",
                {{"account", "account"},
                 {"month", "month"},
                 {"category", "category"},
                 {"cause", "cause"},
                 {"calls", "calls", true},
                 {"minutes", "minutes", true},
                 {"price", "price", true},
                 {"certainty", "certainty"},
                 {"explanation", "explanation"}},
                {},
                {}};
    SQLite::Statement query(
        connection,
        fmt::format("SELECT account_sid, month, category, cause, calls, microseconds, "
                    "price_micros, certainty, explanation FROM discrepancy_causes {} "
                    "AND (is_rollup = 0 OR ?3 IS NOT NULL) ORDER BY {}, month, {}, cause",
                    filtered, by_account, by_category));
    bind_filter(query, filter);
    while (query.executeStep()) {
        table.rows.push_back({names.of(query.getColumn(0).getString()), text_at(query, 1),
                              text_at(query, 2), text_at(query, 3), count_difference_at(query, 4),
                              minutes_at(query, 5, true), money_at(query, 6, true),
                              text_at(query, 7), text_at(query, 8)});
    }
    return table;
}

Table status_table(SQLite::Database& connection, const ReportFilter& filter,
                   const AccountNames& names) {
    Table table{"month_status",
                "What each month stands on",
                {{"account", "account"},
                 {"month", "month"},
                 {"days", "days", true},
                 {"days_covered", "stored", true},
                 {"unsettled_calls", "unsettled", true},
                 {"usage_as_of", "usage up to"},
                 {"comparable", "comparable"},
                 {"reason", "why not"}},
                {},
                {}};
    SQLite::Statement query(
        connection,
        fmt::format("SELECT account_sid, month, days, days_covered, unsettled_calls, usage_as_of, "
                    "comparable, reason FROM month_status "
                    "WHERE (?1 IS NULL OR account_sid = ?1) AND (?2 IS NULL OR month = ?2) "
                    "AND ({} OR NOT comparable OR {}) ORDER BY {}, month",
                    filter.with_idle, month_has_something, by_account));
    store::bind_value(query, 1, filter.account_sid);
    store::bind_value(query, 2, filter.month);
    while (query.executeStep()) {
        table.rows.push_back({names.of(query.getColumn(0).getString()), text_at(query, 1),
                              number_at(query, 2), number_at(query, 3), number_at(query, 4),
                              text_at(query, 5),
                              Cell{std::string{query.getColumn(6).getInt() != 0 ? "yes" : "no"}},
                              text_at(query, 7)});
    }
    return table;
}

} // namespace

std::vector<Table> discrepancy_report(SQLite::Database& connection, const ReportFilter& filter) {
    const AccountNames names(connection);
    return {glance_table(connection, filter, names), causes_table(connection, filter, names),
            cells_table(connection, filter, names), status_table(connection, filter, names)};
}

Table comparison_table(SQLite::Database& connection, const ReportFilter& filter) {
    return cells_table(connection, filter, AccountNames(connection));
}

} // namespace calltally::report
