// SPDX-License-Identifier: MIT
//
// attribution_whatif(month [, account]): how many calls and minutes the month would have if calls
// counted by another instant, another clock or another end of the month, and which of these
// readings reproduces the reported usage.
#pragma once

#include "extension/table_function.hpp"

namespace calltally::extension {

/// One row for each account, category or rollup, and reading of core's list.
extern const TableFunction attribution_whatif;

} // namespace calltally::extension
