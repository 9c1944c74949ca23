// SPDX-License-Identifier: MIT
//
// Every SQL function of the extension, in one table.
//
// What they promise, all of them:
//  1. A NULL argument gives NULL.
//  2. Data that cannot be read (a text that is no time, a negative duration, a blob) gives NULL.
//  3. A parameter that makes no sense (a zone, a minimum, an increment, a month) is an error that
//     names the function, the argument and the value.
//  4. The same arguments give the same result, in any locale, zone and process (deterministic), and
//     nothing else is touched (innocuous); time zones read the tz database.
#pragma once

#include <sqlite3ext.h>

namespace calltally::extension {

/// \returns SQLITE_OK, or the first failure with its message in *error
int register_functions(sqlite3* connection, char** error) noexcept;

// By topic; each a callback of SQLite's.
void billed_seconds(sqlite3_context* context, int count, sqlite3_value** values) noexcept;
void billed_minutes(sqlite3_context* context, int count, sqlite3_value** values) noexcept;
void is_billed_status(sqlite3_context* context, int count, sqlite3_value** values) noexcept;
void usage_category(sqlite3_context* context, int count, sqlite3_value** values) noexcept;
void utc_time(sqlite3_context* context, int count, sqlite3_value** values) noexcept;
void utc_date(sqlite3_context* context, int count, sqlite3_value** values) noexcept;
void utc_month(sqlite3_context* context, int count, sqlite3_value** values) noexcept;
void local_time(sqlite3_context* context, int count, sqlite3_value** values) noexcept;
void month_start(sqlite3_context* context, int count, sqlite3_value** values) noexcept;
void month_end(sqlite3_context* context, int count, sqlite3_value** values) noexcept;
void version(sqlite3_context* context, int count, sqlite3_value** values) noexcept;

} // namespace calltally::extension
