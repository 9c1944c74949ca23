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

/// Tables `monthly_discrepancies`, `discrepancy_causes` and `month_status`, from the views.
std::vector<Table> discrepancy_report(SQLite::Database& connection, const ReportFilter& filter);

} // namespace calltally::report
