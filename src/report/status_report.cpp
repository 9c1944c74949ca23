// SPDX-License-Identifier: MIT
#include "report/status_report.hpp"

#include "store/bindings.hpp"

#include <fmt/format.h>

#include <set>

namespace calltally::report {

namespace {

/// Every column of the query as a cell: integers as numbers, the rest as text.
void add_rows(SQLite::Database& connection, const char* sql, Table& table) {
    SQLite::Statement query(connection, sql);
    while (query.executeStep()) {
        std::vector<Cell> row;
        for (int i = 0; i < query.getColumnCount(); ++i) {
            const SQLite::Column column = query.getColumn(i);
            if (column.isNull()) {
                row.emplace_back();
            } else if (column.isInteger()) {
                row.emplace_back(std::int64_t{column.getInt64()});
            } else {
                row.emplace_back(column.getString());
            }
        }
        table.rows.push_back(std::move(row));
    }
}

/// The newest rows of the quarantine: what began to fail last is what somebody is to look at.
Table unread_rows(SQLite::Database& connection) {
    constexpr int most = 10;
    Table table{"quarantine",
                "Rows that could not be read",
                {{"account_sid", "account"},
                 {"resource", "of"},
                 {"row", "which"},
                 {"reason", "why"},
                 {"first_seen_at", "since"}},
                {},
                {}};
    // A call is named by its sid, a line by its file, usage by its category and days; of what not
    // even that can be read, the beginning is shown.
    add_rows(connection,
             R"sql(
        SELECT account_sid, resource,
            coalesce(sid, file_name || ' line ' || line,
                CASE WHEN json_valid(raw) THEN json_extract(raw, '$.category') || ' '
                    || json_extract(raw, '$.start_date') || ' to '
                    || json_extract(raw, '$.end_date') END,
                substr(raw, 1, 60)),
            reason, first_seen_at
        FROM quarantine ORDER BY first_seen_at DESC, quarantine_id DESC LIMIT 10)sql",
             table);
    const auto count = connection.execAndGet("SELECT count(*) FROM quarantine").getInt64();
    if (count > most) {
        table.notes.push_back(fmt::format("and {} more, in the table `quarantine`.", count - most));
    }
    return table;
}

} // namespace

AccountNames::AccountNames(SQLite::Database& connection) {
    SQLite::Statement query(connection, "SELECT sid, friendly_name FROM accounts ORDER BY sid");
    std::set<std::string> taken;
    while (query.executeStep()) {
        const std::string sid = query.getColumn(0).getString();
        const auto name = store::text_column(query, 1);
        // Two accounts of one name would be told apart by nothing.
        const bool usable = name && !name->empty() && taken.insert(*name).second;
        m_names[sid] = usable ? *name : sid;
    }
}

std::string AccountNames::of(const std::string& account_sid) const {
    const auto name = m_names.find(account_sid);
    return name == m_names.end() ? account_sid : name->second;
}

std::vector<Table> status_report(SQLite::Database& connection) {
    Table accounts{"accounts",
                   "Accounts",
                   {{"sid", "account"},
                    {"friendly_name", "name"},
                    {"status", "status"},
                    {"log_source", "log from"},
                    {"usage_source", "usage from"},
                    {"synced_since", "since"},
                    {"synced_at", "last complete sync"},
                    {"calls", "calls", true},
                    {"last_error", "last error"}},
                   {},
                   {}};
    add_rows(
        connection,
        "SELECT sid, friendly_name, status, log_source, usage_source, synced_since, synced_at, "
        "(SELECT coalesce(sum(calls), 0) FROM call_days WHERE account_sid = accounts.sid), "
        "last_error FROM accounts ORDER BY sid",
        accounts);
    Table runs{"last_runs",
               "Last syncs and imports",
               {{"command", "command"},
                {"started_at", "started"},
                {"ended_at", "ended"},
                {"exit_code", "exit code", true},
                {"requests", "requests", true},
                {"rows_new", "new", true},
                {"rows_changed", "changed", true},
                {"rows_quarantined", "quarantined", true},
                {"unknown_fields", "fields not mirrored"},
                {"warnings", "oddities"}},
               {},
               {}};
    add_rows(
        connection,
        "SELECT command, started_at, ended_at, exit_code, requests, rows_new, rows_changed, "
        "rows_quarantined, unknown_fields, warnings FROM sync_runs ORDER BY run_id DESC LIMIT 5",
        runs);
    Table gaps{"coverage_gaps",
               "Days that are not stored",
               {{"account_sid", "account"},
                {"resource", "of"},
                {"from_date", "from"},
                {"to_date", "before"},
                {"days", "days", true}},
               {},
               {}};
    add_rows(connection,
             "SELECT account_sid, resource, from_date, to_date, days FROM coverage_gaps "
             "ORDER BY account_sid, resource, from_date",
             gaps);
    Table waiting{"waiting",
                  "What waits",
                  {{"what", "what"}, {"count", "count", true}, {"where", "where to look"}},
                  {},
                  {}};
    add_rows(
        connection,
        "SELECT 'calls that may still change', (SELECT count(*) FROM unsettled_calls), "
        "'unsettled_calls' UNION ALL "
        "SELECT 'calls gone upstream', (SELECT count(*) FROM missing_calls), 'missing_calls' "
        "UNION ALL SELECT 'calls that may be gone, to be asked for by sid', "
        "(SELECT count(*) FROM suspected_calls), 'suspected_calls' "
        "UNION ALL SELECT 'calls without a category or month', "
        "(SELECT count(*) FROM unmapped_calls), 'unmapped_calls' UNION ALL "
        "SELECT 'rows that could not be read', (SELECT count(*) FROM quarantine), 'quarantine' "
        "UNION ALL SELECT 'months to be worked out again', "
        "(SELECT count(*) FROM stale_months), 'stale_months'",
        waiting);
    Table unread = unread_rows(connection);
    Table imports{"imports",
                  "Last imported files",
                  {{"file_name", "file"},
                   {"format", "format"},
                   {"account_sid", "account"},
                   {"zone", "zone"},
                   {"rows", "rows", true},
                   {"covered_from", "covers from"},
                   {"covered_to", "before"},
                   {"moved_days", "other UTC day", true},
                   {"moved_months", "other UTC month", true}},
                  {},
                  {}};
    add_rows(connection,
             "SELECT file_name, format, account_sid, zone, rows, covered_from, covered_to, "
             "moved_days, moved_months FROM imports ORDER BY import_id DESC LIMIT 10",
             imports);
    if (imports.rows.empty()) {
        return {accounts, runs, gaps, waiting, unread};
    }
    return {accounts, runs, gaps, waiting, unread, imports};
}

} // namespace calltally::report
