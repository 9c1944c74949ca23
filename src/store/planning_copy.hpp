// SPDX-License-Identifier: MIT
//
// A mirror in memory with what planning a sync looks at, so that a plan writes nothing: accounts,
// usage, coverage, the roll-up, and of the calls those that are still open.
#pragma once

#include "store/database.hpp"

#include <string>

namespace calltally::store {

/// \param path the mirror; there need not be one yet
/// \throws core::Error as Database::open_for_reading
Database planning_copy(const std::string& path);

} // namespace calltally::store
