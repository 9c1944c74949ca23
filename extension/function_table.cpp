// SPDX-License-Identifier: MIT
#include "extension/function_table.hpp"

#include <array>

SQLITE_EXTENSION_INIT3

namespace calltally::extension {

namespace {

using Callback = void (*)(sqlite3_context*, int, sqlite3_value**);

struct Function {
    const char* name;
    int arguments;
    Callback callback;
};

constexpr std::array<Function, 19> functions{{
    {"billed_seconds", 1, billed_seconds},     // (duration): 60/60
    {"billed_seconds", 3, billed_seconds},     // (duration, minimum, increment)
    {"billed_minutes", 1, billed_minutes},     // (duration): INTEGER
    {"billed_minutes", 3, billed_minutes},     // (duration, minimum, increment): REAL
    {"utc_time", 1, utc_time},                 // (timestamp)
    {"utc_time", 2, utc_time},                 // (timestamp, zone)
    {"utc_time", 3, utc_time},                 // (timestamp, zone, choice)
    {"utc_date", 1, utc_date},
    {"utc_date", 2, utc_date},
    {"utc_date", 3, utc_date},
    {"utc_month", 1, utc_month},
    {"utc_month", 2, utc_month},
    {"utc_month", 3, utc_month},
    {"local_time", 2, local_time},             // (utc, zone)
    {"month_start", 1, month_start},           // (month)
    {"month_end", 1, month_end},               // (month): exclusive
    {"is_billed_status", 1, is_billed_status}, // (status)
    {"usage_category", 3, usage_category},     // (direction, from, to)
    {"calltally_version", 0, version},
}};

} // namespace

void version(sqlite3_context* context, int, sqlite3_value**) noexcept {
    sqlite3_result_text(context, CALLTALLY_VERSION, -1, SQLITE_STATIC);
}

int register_functions(sqlite3* connection, char** error) noexcept {
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    for (const Function& function : functions) {
        const int code =
            sqlite3_create_function_v2(connection, function.name, function.arguments, flags,
                                       nullptr, function.callback, nullptr, nullptr, nullptr);
        if (code != SQLITE_OK) {
            if (error != nullptr) {
                *error = sqlite3_mprintf("calltally cannot register %s: %s", function.name,
                                         sqlite3_errmsg(connection));
            }
            return code;
        }
    }
    return SQLITE_OK;
}

} // namespace calltally::extension
