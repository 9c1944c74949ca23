// SPDX-License-Identifier: MIT
//
// call_log_bridge_for(month, zone [, account]): from what somebody adds up in the Console's call
// log, in local time, to what the Console's usage page shows, step by step.
#pragma once

#include "extension/table_function.hpp"

namespace calltally::extension {

/// One row for each account of the month and step.
extern const TableFunction call_log_bridge_for;

} // namespace calltally::extension
