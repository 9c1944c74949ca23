// SPDX-License-Identifier: MIT
#include "extension/register.hpp"

#include "core/error.hpp"
#include "extension/entry_point.hpp"

#include <sqlite3.h>

#include <string>

namespace calltally::extension {

void register_functions_automatically() {
    // SQLite's prototype takes any function and calls it with the three arguments of an entry
    // point, its interface table among them.
    const int code = sqlite3_auto_extension(reinterpret_cast<void (*)()>(&sqlite3_calltally_init));
    if (code != SQLITE_OK) {
        throw core::Error(core::ExitCode::bug,
                          std::string{"SQLite does not register the SQL functions: "} +
                              sqlite3_errstr(code),
                          "free some memory and run it again");
    }
}

} // namespace calltally::extension
