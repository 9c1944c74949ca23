// SPDX-License-Identifier: MIT
//
// Reading the arguments of SQL functions by the contract of function_table.hpp.
#pragma once

#include <cstdint>
#include <exception>
#include <new>
#include <optional>
#include <string_view>

#include <sqlite3ext.h>

#include "core/timestamp.hpp"

namespace calltally::extension {

bool is_null(sqlite3_value* value) noexcept;
bool any_null(int count, sqlite3_value** values) noexcept;

/// The text, whole, also past a NUL; empty if the value is no text or not valid UTF-8.
std::optional<std::string_view> text_of(sqlite3_value* value) noexcept;
/// An INTEGER, a REAL without a fraction, or a text of digits as the API writes numbers.
std::optional<std::int64_t> whole_number_of(sqlite3_value* value) noexcept;

/// Error of a parameter: `billed_minutes(): minimum must be 0 or more, not -1`.
void parameter_error(sqlite3_context* context, const char* function, const char* requirement,
                     sqlite3_value* value) noexcept;

void result(sqlite3_context* context, std::string_view text) noexcept;

void report_no_memory(sqlite3_context* context) noexcept;
void report_failure(sqlite3_context* context, const char* what) noexcept;

/// Runs what a function does; nothing that is thrown gets into SQLite.
template <class Body>
void guarded(sqlite3_context* context, Body body) noexcept {
    try {
        body();
    } catch (const std::bad_alloc&) {
        report_no_memory(context);
    } catch (const std::exception& error) {
        report_failure(context, error.what());
    } catch (...) {
        report_failure(context, "unknown failure");
    }
}

} // namespace calltally::extension
