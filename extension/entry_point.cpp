// SPDX-License-Identifier: MIT
#include "extension/entry_point.hpp"

#include "extension/function_table.hpp"

#include <sqlite3ext.h>

SQLITE_EXTENSION_INIT1

int sqlite3_calltally_init(sqlite3* connection, char** error,
                           const sqlite3_api_routines* api) noexcept {
    SQLITE_EXTENSION_INIT2(api)
    constexpr int oldest_sqlite = 3'034'000;
    if (sqlite3_libversion_number() < oldest_sqlite) {
        if (error != nullptr) {
            *error = sqlite3_mprintf("calltally needs SQLite 3.34 or later, this is %s",
                                     sqlite3_libversion());
        }
        return SQLITE_ERROR;
    }
    return calltally::extension::register_functions(connection, error);
}
