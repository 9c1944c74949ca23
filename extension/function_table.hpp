// SPDX-License-Identifier: MIT
//
// Every SQL function of the extension, in one table.
//
// What they promise, all of them:
//  1. A NULL argument gives NULL.
//  2. Data that cannot be read (a text that is no time, a negative duration, a blob) gives NULL.
//  3. A parameter that makes no sense (a zone, a choice, a minimum, an increment, a month) is an
//     error that names the function, the parameter and the value, whatever the data.
//  4. The same arguments give the same result in any locale, machine zone and process
//     (deterministic), and nothing else is touched (innocuous); time zones read the tz database.
#pragma once

struct sqlite3;

namespace calltally::extension {

/// Registers all functions, or stops at the first that cannot be.
/// \param error  takes a message from sqlite3_malloc() on failure; may be null
/// \returns      SQLITE_OK, or SQLite's code of the failure
int register_functions(sqlite3* connection, char** error) noexcept;

} // namespace calltally::extension
