// SPDX-License-Identifier: MIT
//
// The discrepancy report: months and categories side by side, and the causes of what differs.
#pragma once

#include "report/table.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>
#include <vector>

namespace calltally::report {

struct ReportFilter {
    std::optional<std::string> month; ///< `YYYY-MM`
    std::optional<std::string> account_sid;
    std::optional<std::string> category;
    bool with_idle = false; ///< also cells without calls and usage
};

/// Tables `month_differences` (one row an account and month), `discrepancy_causes`,
/// `monthly_discrepancies` and `month_status`, from the views.
std::vector<Table> discrepancy_report(SQLite::Database& connection, const ReportFilter& filter);

/// Its table `monthly_discrepancies` alone, for a format that holds one table.
Table comparison_table(SQLite::Database& connection, const ReportFilter& filter);

} // namespace calltally::report
