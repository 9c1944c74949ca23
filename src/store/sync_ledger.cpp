// SPDX-License-Identifier: MIT
#include "store/sync_ledger.hpp"

#include "store/bindings.hpp"
#include "store/call_days.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calltally::store {

namespace {

/// `name=count` pairs, or NULL where there is none.
std::optional<std::string> listed(const std::map<std::string, std::int64_t>& counts) {
    std::string text;
    for (const auto& [name, count] : counts) {
        text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, count);
    }
    return text.empty() ? std::nullopt : std::optional{text};
}

/// What is stored of the window's days, of its listing and source.
std::vector<Coverage> coverage_of(SQLite::Database& connection, const Window& window) {
    return coverage(connection, window.account_sid, window.resource, window.category, window.days,
                    window.includes_subaccounts, window.source);
}

Resource resource_named(std::string_view name) {
    for (const Resource resource : {Resource::usage_daily, Resource::usage_monthly}) {
        if (name_of(resource) == name) {
            return resource;
        }
    }
    return Resource::calls;
}

} // namespace

std::optional<core::Instant> last_run_time(SQLite::Database& connection) {
    SQLite::Statement query(connection,
                            "SELECT max(coalesce(ended_at, started_at)) FROM sync_runs");
    query.executeStep();
    return instant_column(query, 0);
}

std::string_view name_of(Resource resource) noexcept {
    switch (resource) {
    case Resource::usage_daily:
        return "usage_daily";
    case Resource::usage_monthly:
        return "usage_monthly";
    case Resource::calls:
        break;
    }
    return "calls";
}

std::int64_t begin_run(SQLite::Database& connection, core::Instant now, std::string_view version,
                       std::string_view command) {
    SQLite::Statement insert(connection, "INSERT INTO sync_runs (started_at, program_version, "
                                         "command) VALUES (?1, ?2, ?3)");
    bind_value(insert, 1, now);
    bind_value(insert, 2, version);
    bind_value(insert, 3, command);
    insert.exec();
    return connection.getLastInsertRowid();
}

void end_run(SQLite::Database& connection, std::int64_t run_id, core::Instant now,
             core::ExitCode exit_code, const RunTotals& totals) {
    SQLite::Statement update(connection, R"sql(
        UPDATE sync_runs SET ended_at = ?2, exit_code = ?3, requests = ?4, retries = ?5,
            rows_read = ?6, rows_new = ?7, rows_changed = ?8, rows_quarantined = ?9,
            months_closed = ?10, unknown_fields = ?11, warnings = ?12
        WHERE run_id = ?1)sql");
    const auto unknown_fields = listed(totals.unknown_fields);
    const auto warnings = listed(totals.warnings);
    bind_value(update, 1, run_id);
    bind_value(update, 2, now);
    bind_value(update, 3, static_cast<std::int64_t>(exit_code));
    bind_value(update, 4, totals.requests);
    bind_value(update, 5, totals.retries);
    bind_value(update, 6, totals.rows_read);
    bind_value(update, 7, totals.rows_new);
    bind_value(update, 8, totals.rows_changed);
    bind_value(update, 9, totals.rows_quarantined);
    bind_value(update, 10, totals.months_closed);
    bind_value(update, 11, unknown_fields);
    bind_value(update, 12, warnings);
    update.exec();
}

std::int64_t open_window(SQLite::Database& connection, std::int64_t run_id, const Window& window) {
    SQLite::Statement insert(connection, R"sql(
        INSERT INTO sync_windows (run_id, account_sid, resource, category, includes_subaccounts,
            from_date, to_date, is_open_ended, is_reread, state, started_at, source)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'open', ?10, ?11))sql");
    bind_value(insert, 1, run_id);
    bind_value(insert, 2, window.account_sid);
    bind_value(insert, 3, name_of(window.resource));
    bind_value(insert, 4, window.category);
    bind_value(insert, 5, window.includes_subaccounts);
    bind_value(insert, 6, window.days.from);
    bind_value(insert, 7, window.days.to);
    bind_value(insert, 8, window.is_open_ended);
    bind_value(insert, 9, window.is_reread);
    bind_value(insert, 10, window.started_at);
    bind_value(insert, 11, core::name_of(window.source));
    insert.exec();
    return connection.getLastInsertRowid();
}

void record_page(SQLite::Database& connection, const Window& window, const PageCounts& counts,
                 const std::optional<std::string>& next_page_uri, core::Instant now) {
    // Reading covered days again is no news by itself; what it finds marks the months.
    const bool covers_more =
        !next_page_uri && !gaps(coverage_of(connection, window), window.days).empty();
    SQLite::Statement update(connection, R"sql(
        UPDATE sync_windows SET pages = pages + 1, rows = rows + ?2, duplicates = duplicates + ?3,
            out_of_window = out_of_window + ?4, quarantined = quarantined + ?5,
            next_page_uri = ?6, read_at = ?7,
            state = CASE WHEN ?6 IS NULL THEN 'complete' ELSE 'open' END
        WHERE window_id = ?1)sql");
    bind_value(update, 1, window.id);
    bind_value(update, 2, counts.rows);
    bind_value(update, 3, counts.duplicates);
    bind_value(update, 4, counts.out_of_window);
    bind_value(update, 5, counts.quarantined);
    bind_value(update, 6, next_page_uri);
    bind_value(update, 7, now);
    update.exec();
    if (next_page_uri) {
        return;
    }
    SQLite::Statement replace(connection, R"sql(
        DELETE FROM sync_windows
        WHERE account_sid = ?2 AND resource = ?3 AND category = ?4 AND includes_subaccounts = ?5
            AND from_date >= ?6 AND to_date <= ?7 AND state = 'complete' AND window_id <> ?1
            AND source = ?8)sql");
    bind_value(replace, 1, window.id);
    bind_value(replace, 2, window.account_sid);
    bind_value(replace, 3, name_of(window.resource));
    bind_value(replace, 4, window.category);
    bind_value(replace, 5, window.includes_subaccounts);
    bind_value(replace, 6, window.days.from);
    bind_value(replace, 7, window.days.to);
    bind_value(replace, 8, core::name_of(window.source));
    replace.exec();
    if (covers_more) {
        std::set<AccountMonth> months;
        for (const core::Month month : core::months_of(window.days)) {
            months.emplace(window.account_sid, core::format_month(month).str());
        }
        mark_stale(connection, months);
    }
}

void drop_window(SQLite::Database& connection, std::int64_t window_id) {
    SQLite::Statement remove(connection,
                             "DELETE FROM sync_windows WHERE window_id = ?1 AND state = 'open'");
    bind_value(remove, 1, window_id);
    remove.exec();
}

std::vector<Window> open_windows(SQLite::Database& connection, std::string_view account_sid,
                                 Resource resource) {
    SQLite::Statement query(connection, R"sql(
        SELECT window_id, category, includes_subaccounts, from_date, to_date, is_open_ended,
            started_at, next_page_uri, resource, is_reread
        FROM sync_windows
        WHERE account_sid = ?1 AND resource = ?2 AND state = 'open'
        ORDER BY from_date)sql");
    bind_value(query, 1, account_sid);
    bind_value(query, 2, name_of(resource));
    std::vector<Window> windows;
    while (query.executeStep()) {
        Window window;
        window.id = query.getColumn(0).getInt64();
        window.account_sid = account_sid;
        window.resource = resource_named(query.getColumn(8).getString());
        window.category = query.getColumn(1).getString();
        window.includes_subaccounts = query.getColumn(2).getInt() != 0;
        window.days = {date_column(query, 3).value(), date_column(query, 4).value()};
        window.is_open_ended = query.getColumn(5).getInt() != 0;
        window.is_reread = query.getColumn(9).getInt() != 0;
        window.started_at = instant_column(query, 6).value();
        window.next_page_uri = text_column(query, 7);
        windows.push_back(std::move(window));
    }
    return windows;
}

namespace {

/// Reads from_date, to_date, started_at, read_at, source and run_id from columns 0 to 5.
std::vector<Coverage> read_coverage(SQLite::Statement& query, const core::DateRange& within) {
    std::vector<Coverage> covered;
    while (query.executeStep()) {
        const core::DateRange days{date_column(query, 0).value(), date_column(query, 1).value()};
        covered.push_back({core::intersection(days, within), instant_column(query, 2).value(),
                           instant_column(query, 3).value(),
                           core::source_named(query.getColumn(4).getString()).value(),
                           query.getColumn(5).getInt64()});
    }
    return covered;
}

} // namespace

std::vector<Coverage> coverage(SQLite::Database& connection, std::string_view account_sid,
                               Resource resource, std::string_view category,
                               const core::DateRange& within, bool includes_subaccounts,
                               core::Source source) {
    SQLite::Statement query(connection, R"sql(
        SELECT from_date, to_date, started_at, read_at, source, run_id FROM sync_windows
        WHERE account_sid = ?1 AND resource = ?2 AND category = ?3 AND includes_subaccounts = ?6
            AND state = 'complete' AND from_date < ?5 AND to_date > ?4 AND source = ?7
        ORDER BY from_date, to_date)sql");
    bind_value(query, 1, account_sid);
    bind_value(query, 2, name_of(resource));
    bind_value(query, 3, category);
    bind_value(query, 4, within.from);
    bind_value(query, 5, within.to);
    bind_value(query, 6, includes_subaccounts);
    bind_value(query, 7, core::name_of(source));
    return read_coverage(query, within);
}

std::vector<Coverage> coverage_by_rereads(SQLite::Database& connection,
                                          std::string_view account_sid,
                                          const core::DateRange& within) {
    SQLite::Statement query(connection, R"sql(
        SELECT from_date, to_date, started_at, read_at, source, run_id FROM sync_windows
        WHERE account_sid = ?1 AND resource = 'calls' AND category = '' AND state = 'complete'
            AND source = 'api' AND is_reread = 1 AND from_date < ?3 AND to_date > ?2
        ORDER BY from_date, to_date)sql");
    bind_value(query, 1, account_sid);
    bind_value(query, 2, within.from);
    bind_value(query, 3, within.to);
    return read_coverage(query, within);
}

std::vector<Coverage> coverage_of_any_source(SQLite::Database& connection,
                                             std::string_view account_sid, Resource resource,
                                             const core::DateRange& within,
                                             bool includes_subaccounts) {
    SQLite::Statement query(connection, R"sql(
        SELECT from_date, to_date, started_at, read_at, source, run_id FROM sync_windows
        WHERE account_sid = ?1 AND resource = ?2 AND category = '' AND includes_subaccounts = ?5
            AND state = 'complete' AND from_date < ?4 AND to_date > ?3
        ORDER BY from_date, to_date)sql");
    bind_value(query, 1, account_sid);
    bind_value(query, 2, name_of(resource));
    bind_value(query, 3, within.from);
    bind_value(query, 4, within.to);
    bind_value(query, 5, includes_subaccounts);
    return read_coverage(query, within);
}

std::vector<core::DateRange> gaps(const std::vector<Coverage>& covered,
                                  const core::DateRange& within) {
    std::vector<core::DateRange> open;
    core::Date reached = within.from;
    for (const Coverage& stretch : covered) {
        if (stretch.days.from > reached) {
            open.push_back({reached, stretch.days.from});
        }
        reached = std::max(reached, stretch.days.to);
    }
    if (reached < within.to) {
        open.push_back({reached, within.to});
    }
    return open;
}

} // namespace calltally::store
