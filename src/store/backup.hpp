// SPDX-License-Identifier: MIT
//
// A snapshot of the mirror in a file of its own.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>

namespace calltally::store {

/// Writes the mirror, as it is at one moment, to a new file (mode 0600) that needs no write-ahead
/// log: it can be copied, mailed, and opened read-only from anywhere. A sync may run meanwhile.
/// The file appears whole and flushed to the disk, or not at all.
/// \throws core::Error usage: there is such a file already; storage_failure: cannot be written
void back_up(SQLite::Database& connection, const std::string& given);

} // namespace calltally::store
