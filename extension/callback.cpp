// SPDX-License-Identifier: MIT
#include "extension/callback.hpp"

#include <sqlite3ext.h>

#include <exception>
#include <new>

SQLITE_EXTENSION_INIT3

namespace calltally::extension {

void set_result(sqlite3_context* context, std::int64_t number) noexcept {
    sqlite3_result_int64(context, number);
}

void set_result(sqlite3_context* context, double number) noexcept {
    sqlite3_result_double(context, number);
}

void set_result(sqlite3_context* context, std::string_view text) noexcept {
    sqlite3_result_text(context, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

void set_error_from_exception(sqlite3_context* context) noexcept {
    try {
        throw;
    } catch (const std::bad_alloc&) {
        sqlite3_result_error_nomem(context);
    } catch (const std::exception& error) {
        sqlite3_result_error(context, error.what(), -1);
    } catch (...) {
        sqlite3_result_error(context, "calltally: unknown failure", -1);
    }
}

} // namespace calltally::extension
