// SPDX-License-Identifier: MIT
//
// Everything that the HTML page shows, as the tables that every format is made of.
#pragma once

#include "report/discrepancy_report.hpp"
#include "report/table.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace calltally::report {

/// The first column of each table is the account, as AccountNames calls it.
struct ReportPage {
    Table cells;  ///< `monthly_discrepancies`, with idle cells only where the filter says so
    Table causes; ///< `discrepancy_causes`
    Table status; ///< `month_status`
    Table bridge; ///< `call_log_bridge`
    Table days;   ///< `daily_discrepancies`, of one category
    Table calls;  ///< `discrepancy_calls`, at most `most_calls` an account
    Table gaps;   ///< `coverage_gaps`
    /// Account and month -> why it is compared in part only.
    std::map<std::pair<std::string, std::string>, std::string> in_part;
    std::string category; ///< what the days and the summary are about: `combined`, or the filter's
    bool has_filter = false;
    bool has_calls = true; ///< false: `calls` was not read, so that no phone number is in the page
};

/// More calls than this behind the causes of an account are counted, not listed.
inline constexpr std::int64_t most_calls = 200;

ReportPage report_page(SQLite::Database& connection, const ReportFilter& filter, bool with_calls);

/// The cell of a row, by the machine's name of its column.
const Cell& cell_of(const Table& table, const std::vector<Cell>& row, std::string_view column);

/// The number in a cell as micro-units; empty for text and for what is not known.
std::optional<std::int64_t> micros_of(const Cell& cell);

/// The rows of one account, and of one month if it is given, without those two columns.
Table part_of(const Table& table, const std::string& account,
              const std::optional<std::string>& month = std::nullopt);

} // namespace calltally::report
