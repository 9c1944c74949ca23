// SPDX-License-Identifier: MIT
//
// Writes what closing a month works out: cells, findings, and the month's status.
#pragma once

#include "core/amounts.hpp"
#include "core/date_range.hpp"
#include "core/discrepancy_state.hpp"
#include "core/source.hpp"
#include "store/month_comparison.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>
#include <string_view>

namespace calltally::store {

struct CellRow {
    std::string_view category;
    bool is_rollup = false;
    const core::LogSide& log;
    const std::optional<core::UsageSide>& usage;
    core::DiscrepancyState state;
};

struct MonthStatus {
    std::int64_t days = 0;
    std::int64_t log_days_covered = 0;
    std::int64_t usage_days_covered = 0;
    std::int64_t days_covered = 0;
    std::int64_t unsettled_calls = 0;
    std::optional<core::Instant> usage_as_of;
    std::string reason;                             ///< empty: comparable
    std::optional<core::UsageSide> inclusive_usage; ///< with the subaccounts; empty: not read
};

class CellWriter {
public:
    CellWriter(SQLite::Database& connection, std::string_view account_sid, core::Month month);

    /// Takes out what was written for the month before.
    void clear();
    /// \param by_day whether the usage is the sum of the days, or one record of the month
    void write_month(const CellRow& row, bool by_day, const core::SourceSet& log_sources,
                     const core::SourceSet& usage_sources);
    void write_day(core::Date date, const CellRow& row);
    /// \param as_of the time usage had reached; kept for `usage_behind`, which is about it
    void write_finding(std::string_view category, bool is_rollup, const core::DateRange& days,
                       const Found& found, const std::optional<core::Instant>& as_of);
    void write_status(const MonthStatus& status, core::Instant now);

private:
    void bind_cell(SQLite::Statement& statement, const CellRow& row);

    SQLite::Database& m_connection;
    std::string m_account_sid;
    core::Month m_month;
    SQLite::Statement m_month_cell;
    SQLite::Statement m_day_cell;
    SQLite::Statement m_finding;
    SQLite::Statement m_finding_call;
};

} // namespace calltally::store
