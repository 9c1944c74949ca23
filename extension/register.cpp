// SPDX-License-Identifier: MIT
#include "extension/register.hpp"

#include <sqlite3.h>

extern "C" int sqlite3_calltally_init(sqlite3*, char**, const struct sqlite3_api_routines*);

namespace calltally::extension {

void register_functions_automatically() {
    // SQLite's prototype takes any function and calls it with the three arguments of an entry
    // point, its interface table among them.
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(&sqlite3_calltally_init));
}

} // namespace calltally::extension
