// SPDX-License-Identifier: MIT
//
// Rows that an earlier version of the program could not read, tried again: what this one can read
// is stored and leaves the quarantine.
#pragma once

#include "sync/run_context.hpp"

#include <cstdint>

namespace calltally::sync {

/// Rows of the API's calls and usage; those of files and accounts are left to their source.
/// \returns how many were taken in
std::int64_t take_in_quarantined(RunContext& context);

} // namespace calltally::sync
