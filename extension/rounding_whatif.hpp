// SPDX-License-Identifier: MIT
//
// rounding_whatif(month [, account [, minimum, increment]]): what the month's completed calls
// would add up to under other pricing models, and which of them reproduces the reported usage.
#pragma once

#include "extension/table_function.hpp"

namespace calltally::extension {

/// One row for each account, comparison category, model and reading of it.
extern const TableFunction rounding_whatif;

} // namespace calltally::extension
