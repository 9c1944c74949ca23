// SPDX-License-Identifier: MIT
//
// Whether a file that calls itself ours has the tables that this program writes: somebody may
// have dropped an index, changed a table, or hung a trigger on one.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>

namespace calltally::store {

/// Compares the file's schema with one made anew in memory. Tables, views and indices that others
/// added are theirs and let be; a trigger on a table of ours would change what we write.
/// Precondition: the schema is of this program's version.
/// \param path for the message
/// \throws core::Error not_our_database, naming the first thing that is not as it should be
void check_schema(SQLite::Database& connection, const std::string& path);

/// Whether every view is there, as this program makes it.
bool views_are_current(SQLite::Database& connection);

} // namespace calltally::store
