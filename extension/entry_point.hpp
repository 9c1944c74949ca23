// SPDX-License-Identifier: MIT
//
// The name by which SQLite finds the extension. Declared without SQLite's headers, because who
// loads it and who is loaded see two different ones.
#pragma once

struct sqlite3;
struct sqlite3_api_routines;

/// Registers the functions with a connection; called by SQLite with its own interface table.
/// \param error  takes a message from sqlite3_malloc() on failure; may be null
/// \returns      SQLITE_OK; SQLITE_ERROR for SQLite older than 3.34; or why a function could not
///               be registered
extern "C" __attribute__((visibility("default"))) int
sqlite3_calltally_init(sqlite3* connection, char** error, const sqlite3_api_routines* api) noexcept;
