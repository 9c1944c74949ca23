// SPDX-License-Identifier: MIT
//
// is_billed_status, usage_category: R1, R3 and R4 in SQL.
#include "core/call_status.hpp"
#include "core/usage_category.hpp"
#include "extension/arguments.hpp"
#include "extension/function_table.hpp"

SQLITE_EXTENSION_INIT3

namespace calltally::extension {

void is_billed_status(sqlite3_context* context, int, sqlite3_value** values) noexcept {
    if (const auto status = text_of(values[0])) {
        sqlite3_result_int(context, core::is_billed_status(*status) ? 1 : 0);
    }
}

void usage_category(sqlite3_context* context, int, sqlite3_value** values) noexcept {
    const auto direction = text_of(values[0]);
    const auto from = text_of(values[1]);
    const auto to = text_of(values[2]);
    if (!direction || !from || !to) {
        return;
    }
    if (const auto category = core::usage_category(*direction, *from, *to)) {
        sqlite3_result_text(context, category->data(), static_cast<int>(category->size()),
                            SQLITE_STATIC);
    }
}

} // namespace calltally::extension
