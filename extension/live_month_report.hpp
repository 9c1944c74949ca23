// SPDX-License-Identifier: MIT
//
// live_month_report(): months and categories straight from `calls`, by every rule anew: the day
// and month (R7), the category (R3), what is billed (R4) and how long (R2, R6), with the rounding
// rules resolved again.
#pragma once

#include "extension/table_function.hpp"

namespace calltally::extension {

/// One row for each account, month and category that has listed calls; calls without a start are
/// in rows whose month is NULL, so that every listed call is in exactly one row.
extern const TableFunction live_month_report;

} // namespace calltally::extension
