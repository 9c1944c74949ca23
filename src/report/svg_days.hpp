// SPDX-License-Identifier: MIT
//
// Log and usage of a month, day by day: a bar for the log, a mark for usage.
#pragma once

#include "report/table.hpp"

#include <string>

namespace calltally::report {

/// \param table  `daily_discrepancies` of one account and month
/// \param month `YYYY-MM`
/// \returns the picture; empty where no day has anything
std::string svg_days(const Table& table, const std::string& month, const std::string& id,
                     const std::string& title);

} // namespace calltally::report
