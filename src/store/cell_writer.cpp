// SPDX-License-Identifier: MIT
#include "store/cell_writer.hpp"

#include "store/bindings.hpp"

namespace calltally::store {

CellWriter::CellWriter(SQLite::Database& connection, std::string_view account_sid,
                       core::Month month)
    : m_connection(connection), m_account_sid(account_sid), m_month(month),
      m_month_cell(connection, R"sql(
        INSERT INTO month_cells (account_sid, month, category, is_rollup, log_calls, billed_calls,
            log_microseconds, log_price_micros, usage_count, usage_microseconds, usage_price_micros,
            price_unit, state, as_of, usage_granularity, log_source, usage_source)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17))sql"),
      m_day_cell(connection, R"sql(
        INSERT INTO day_cells (account_sid, date, category, is_rollup, log_calls, billed_calls,
            log_microseconds, log_price_micros, usage_count, usage_microseconds, usage_price_micros,
            price_unit, state, as_of)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14))sql"),
      m_finding(connection, R"sql(
        INSERT INTO discrepancy_findings (account_sid, month, category, from_date, to_date, cause,
            is_rollup, calls, microseconds, price_micros, affected_calls, certainty, as_of, readings)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
        ON CONFLICT DO UPDATE SET
            calls = calls + excluded.calls,
            microseconds = microseconds + excluded.microseconds,
            price_micros = price_micros + excluded.price_micros,
            affected_calls = affected_calls + excluded.affected_calls,
            certainty = min(certainty, excluded.certainty),
            readings = CASE WHEN excluded.readings IN ('', readings) THEN readings
                WHEN readings = '' THEN excluded.readings
                ELSE readings || '; ' || excluded.readings END)sql"),
      m_finding_call(connection, R"sql(
        INSERT INTO discrepancy_finding_calls (account_sid, month, category, from_date, to_date,
            cause, sid)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING)sql") {}

void CellWriter::clear() {
    const core::DateRange days = core::month_range(m_month);
    for (const char* sql :
         {"DELETE FROM month_cells WHERE account_sid = ?1 AND month = ?2",
          "DELETE FROM discrepancy_findings WHERE account_sid = ?1 AND month = ?2",
          "DELETE FROM discrepancy_finding_calls WHERE account_sid = ?1 AND month = ?2",
          "DELETE FROM account_months WHERE account_sid = ?1 AND month = ?2"}) {
        SQLite::Statement remove(m_connection, sql);
        bind_value(remove, 1, m_account_sid);
        bind_value(remove, 2, m_month);
        remove.exec();
    }
    SQLite::Statement remove(m_connection, "DELETE FROM day_cells WHERE account_sid = ?1 "
                                           "AND date >= ?2 AND date < ?3");
    bind_value(remove, 1, m_account_sid);
    bind_value(remove, 2, days.from);
    bind_value(remove, 3, days.to);
    remove.exec();
}

void CellWriter::bind_cell(SQLite::Statement& statement, const CellRow& row) {
    core::SharedUnit unit = row.log.unit;
    if (row.usage) {
        unit.add(row.usage->unit);
    }
    using Number = std::optional<std::int64_t>;
    const bool priced = !unit.is_mixed();
    const auto unit_text = unit.text();
    bind_value(statement, 1, m_account_sid);
    bind_value(statement, 3, row.category);
    bind_value(statement, 4, row.is_rollup);
    bind_value(statement, 5, row.log.log_calls);
    bind_value(statement, 6, row.log.billed.calls);
    bind_value(statement, 7, row.log.billed.microseconds);
    bind_value(statement, 8, priced ? Number{row.log.billed.price_micros} : Number{});
    bind_value(statement, 9, row.usage ? Number{row.usage->reported.calls} : Number{});
    bind_value(statement, 10, row.usage ? Number{row.usage->reported.microseconds} : Number{});
    bind_value(statement, 11,
               priced && row.usage && row.usage->is_priced
                   ? Number{row.usage->reported.price_micros}
                   : Number{});
    // The text dies with this function: copied.
    unit_text ? statement.bind(12, *unit_text) : statement.bind(12);
    bind_value(statement, 13, core::name_of(row.state));
    bind_value(statement, 14, row.usage ? row.usage->as_of : std::optional<core::Instant>{});
}

void CellWriter::write_month(const CellRow& row, bool by_day, const core::SourceSet& log_sources,
                             const core::SourceSet& usage_sources) {
    bind_cell(m_month_cell, row);
    bind_value(m_month_cell, 2, m_month);
    const std::optional<std::string_view> granularity =
        row.usage ? std::optional<std::string_view>{by_day ? "daily" : "monthly"} : std::nullopt;
    const auto log_source = log_sources.text();
    const auto usage_source = row.usage ? usage_sources.text() : std::nullopt;
    bind_value(m_month_cell, 15, granularity);
    bind_value(m_month_cell, 16, log_source);
    bind_value(m_month_cell, 17, usage_source);
    m_month_cell.exec();
    m_month_cell.reset();
}

void CellWriter::write_day(core::Date date, const CellRow& row) {
    bind_cell(m_day_cell, row);
    bind_value(m_day_cell, 2, date);
    m_day_cell.exec();
    m_day_cell.reset();
}

void CellWriter::write_finding(std::string_view category, bool is_rollup,
                               const core::DateRange& days, const Found& found,
                               const std::optional<core::Instant>& as_of) {
    const core::Finding& finding = found.finding;
    bind_value(m_finding, 1, m_account_sid);
    bind_value(m_finding, 2, m_month);
    bind_value(m_finding, 3, category);
    bind_value(m_finding, 4, days.from);
    bind_value(m_finding, 5, days.to);
    bind_value(m_finding, 6, finding.cause);
    bind_value(m_finding, 7, is_rollup);
    bind_value(m_finding, 8, finding.part.calls);
    bind_value(m_finding, 9, finding.part.microseconds);
    bind_value(m_finding, 10, finding.part.price_micros);
    bind_value(m_finding, 11, finding.affected_calls);
    bind_value(m_finding, 12, core::name_of(finding.certainty));
    bind_value(m_finding, 13,
               finding.cause == core::causes::usage_behind ? as_of
                                                           : std::optional<core::Instant>{});
    bind_value(m_finding, 14, finding.readings);
    m_finding.exec();
    m_finding.reset();
    for (const std::string& sid : found.sids) {
        bind_value(m_finding_call, 1, m_account_sid);
        bind_value(m_finding_call, 2, m_month);
        bind_value(m_finding_call, 3, category);
        bind_value(m_finding_call, 4, days.from);
        bind_value(m_finding_call, 5, days.to);
        bind_value(m_finding_call, 6, finding.cause);
        bind_value(m_finding_call, 7, sid);
        m_finding_call.exec();
        m_finding_call.reset();
    }
}

void CellWriter::write_status(const MonthStatus& status, core::Instant now) {
    SQLite::Statement insert(m_connection, R"sql(
        INSERT INTO account_months (account_sid, month, days, log_days_covered, usage_days_covered,
            days_covered, unsettled_calls, usage_as_of, comparable, reason, closed_at,
            inclusive_usage_count, inclusive_usage_microseconds)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13))sql");
    bind_value(insert, 1, m_account_sid);
    bind_value(insert, 2, m_month);
    bind_value(insert, 3, status.days);
    bind_value(insert, 4, status.log_days_covered);
    bind_value(insert, 5, status.usage_days_covered);
    bind_value(insert, 6, status.days_covered);
    bind_value(insert, 7, status.unsettled_calls);
    bind_value(insert, 8, status.usage_as_of);
    bind_value(insert, 9, status.reason.empty());
    bind_value(insert, 10, status.reason);
    bind_value(insert, 11, now);
    using Number = std::optional<std::int64_t>;
    const auto& inclusive = status.inclusive_usage;
    bind_value(insert, 12, inclusive ? Number{inclusive->reported.calls} : Number{});
    bind_value(insert, 13, inclusive ? Number{inclusive->reported.microseconds} : Number{});
    insert.exec();
}

} // namespace calltally::store
