// SPDX-License-Identifier: MIT
#include "extension/function_table.hpp"

#include "extension/attribution_whatif.hpp"
#include "extension/billing_functions.hpp"
#include "extension/call_log_bridge_for.hpp"
#include "extension/callback.hpp"
#include "extension/category_functions.hpp"
#include "extension/live_month_report.hpp"
#include "extension/rounding_whatif.hpp"
#include "extension/table_function.hpp"
#include "extension/time_functions.hpp"

#include <sqlite3ext.h>

#include <array>

SQLITE_EXTENSION_INIT3

namespace calltally::extension {

namespace {

std::optional<std::string_view> calltally_version(const Arguments&) {
    return CALLTALLY_VERSION;
}

struct Function {
    const char* name;
    int argument_count;
    int flags;
    Callback callback;
};

constexpr int pure = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;

constexpr std::array<Function, 19> functions{{
    {"billed_minutes", 1, pure, callback<billed_minutes>},
    {"billed_minutes", 3, pure, callback<billed_minutes_by_model>},
    {"billed_seconds", 1, pure, callback<billed_seconds>},
    {"billed_seconds", 3, pure, callback<billed_seconds_by_model>},
    {"calltally_version", 0, pure, callback<calltally_version>},
    {"is_billed_status", 1, pure, callback<is_billed_status>},
    {"local_time", 2, pure, callback<local_time>},
    {"month_end", 1, pure, callback<month_end>},
    {"month_start", 1, pure, callback<month_start>},
    {"usage_category", 3, pure, callback<usage_category>},
    {"utc_date", 1, pure, callback<utc_date>},
    {"utc_date", 2, pure, callback<utc_date>},
    {"utc_date", 3, pure, callback<utc_date>},
    {"utc_month", 1, pure, callback<utc_month>},
    {"utc_month", 2, pure, callback<utc_month>},
    {"utc_month", 3, pure, callback<utc_month>},
    {"utc_time", 1, pure, callback<utc_time>},
    {"utc_time", 2, pure, callback<utc_time>},
    {"utc_time", 3, pure, callback<utc_time>},
}};

constexpr std::array<const TableFunction*, 4> table_functions{
    &attribution_whatif, &call_log_bridge_for, &live_month_report, &rounding_whatif};

int fail(sqlite3* connection, const char* name, int code, char** error) noexcept {
    if (error != nullptr) {
        *error =
            sqlite3_mprintf("calltally cannot register %s(): %s", name, sqlite3_errmsg(connection));
    }
    return code;
}

} // namespace

int register_functions(sqlite3* connection, char** error) noexcept {
    for (const Function& function : functions) {
        // The name goes along for the messages; nobody writes through the pointer.
        const int code = sqlite3_create_function_v2(
            connection, function.name, function.argument_count, function.flags,
            const_cast<char*>(function.name), function.callback, nullptr, nullptr, nullptr);
        if (code != SQLITE_OK) {
            return fail(connection, function.name, code, error);
        }
    }
    for (const TableFunction* function : table_functions) {
        const int code = register_table_function(connection, *function);
        if (code != SQLITE_OK) {
            return fail(connection, function->name, code, error);
        }
    }
    return SQLITE_OK;
}

} // namespace calltally::extension
