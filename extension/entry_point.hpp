// SPDX-License-Identifier: MIT
//
// The name by which SQLite finds the extension.
#pragma once

#include <sqlite3ext.h>

extern "C" {
/// Registers the functions with a connection; called by SQLite with its own interface table.
/// \returns SQLITE_OK, or an error with a message: SQLite older than 3.34, or no memory
__attribute__((visibility("default"))) int
sqlite3_calltally_init(sqlite3* connection, char** error, const sqlite3_api_routines* api);
}
