// SPDX-License-Identifier: MIT
#include "store/import_store.hpp"

#include "store/bindings.hpp"

#include <algorithm>

namespace calltally::store {

void record_import(SQLite::Database& connection, const ImportRecord& record) {
    SQLite::Statement insert(connection, R"sql(
        INSERT INTO imports (run_id, account_sid, file_name, format, source, zone, lacks,
            first_time, last_time, covered_from, covered_to, includes_subaccounts, rows, rows_new,
            rows_changed, rows_quarantined, moved_days, moved_months)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
            ?18))sql");
    const auto lacks = record.lacks.empty() ? std::nullopt : std::optional{record.lacks};
    const auto covered_from =
        record.covered ? std::optional{record.covered->from} : std::optional<core::Instant>{};
    const auto covered_to =
        record.covered ? std::optional{record.covered->to} : std::optional<core::Instant>{};
    bind_value(insert, 1, record.run_id);
    bind_value(insert, 2, record.account_sid);
    bind_value(insert, 3, record.file_name);
    bind_value(insert, 4, record.format);
    bind_value(insert, 5, core::name_of(record.source));
    bind_value(insert, 6, record.zone);
    bind_value(insert, 7, lacks);
    bind_value(insert, 8, record.first_time);
    bind_value(insert, 9, record.last_time);
    bind_value(insert, 10, covered_from);
    bind_value(insert, 11, covered_to);
    if (record.includes_subaccounts) {
        bind_value(insert, 12, *record.includes_subaccounts);
    } // else unbound: NULL
    bind_value(insert, 13, record.rows);
    bind_value(insert, 14, record.rows_new);
    bind_value(insert, 15, record.rows_changed);
    bind_value(insert, 16, record.rows_quarantined);
    bind_value(insert, 17, record.moved_days);
    bind_value(insert, 18, record.moved_months);
    insert.exec();
}

core::DateRange whole_days(SQLite::Database& connection, std::string_view account_sid,
                           core::Source source, const TimeSpan& span) {
    SQLite::Statement query(connection, R"sql(
        SELECT covered_from, covered_to FROM imports
        WHERE account_sid = ?1 AND source = ?2 AND includes_subaccounts IS NULL
            AND covered_from IS NOT NULL
        ORDER BY covered_from)sql");
    bind_value(query, 1, account_sid);
    bind_value(query, 2, core::name_of(source));
    std::vector<TimeSpan> spans{span};
    while (query.executeStep()) {
        spans.push_back({instant_column(query, 0).value(), instant_column(query, 1).value()});
    }
    std::sort(spans.begin(), spans.end(),
              [](const TimeSpan& a, const TimeSpan& b) { return a.from < b.from; });
    // The stretch of spans that meet or overlap which this one is in.
    TimeSpan joined = spans.front();
    for (const TimeSpan& each : spans) {
        if (each.from > joined.to) {
            if (joined.to >= span.to) {
                break;
            }
            joined = each;
        }
        joined.to = std::max(joined.to, each.to);
    }
    return {std::chrono::ceil<std::chrono::days>(joined.from),
            std::chrono::floor<std::chrono::days>(joined.to)};
}

std::optional<core::Instant> start_in_api(SQLite::Database& connection, std::string_view sid) {
    SQLite::Statement query(connection,
                            "SELECT start_time FROM calls WHERE sid = ?1 AND source = 'api'");
    bind_value(query, 1, sid);
    return query.executeStep() ? instant_column(query, 0) : std::nullopt;
}

std::vector<WaitingRow> waiting_rows(SQLite::Database& connection, std::string_view file_name) {
    SQLite::Statement query(connection, "SELECT quarantine_id, line, sid, raw FROM quarantine "
                                        "WHERE file_name = ?1 AND line IS NOT NULL");
    bind_value(query, 1, file_name);
    std::vector<WaitingRow> rows;
    while (query.executeStep()) {
        rows.push_back({query.getColumn(0).getInt64(), query.getColumn(1).getInt64(),
                        text_column(query, 2), query.getColumn(3).getString()});
    }
    return rows;
}

} // namespace calltally::store
