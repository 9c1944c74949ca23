// SPDX-License-Identifier: MIT
//
// The one bridge between SQLite's C interface and the functions, which are plain C++: they take
// Arguments, return an optional value (empty is NULL), and may throw.
#pragma once

#include "core/timestamp.hpp"
#include "extension/arguments.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace calltally::extension {

using Callback = void (*)(sqlite3_context*, int, sqlite3_value**);

void set_result(sqlite3_context* context, std::int64_t number) noexcept;
void set_result(sqlite3_context* context, double number) noexcept;
void set_result(sqlite3_context* context, std::string_view text) noexcept; ///< copies the text

template <std::size_t length>
void set_result(sqlite3_context* context, const core::FixedText<length>& text) noexcept {
    set_result(context, text.view());
}

/// Makes the exception being handled the function's error: out of memory, or its message.
void set_error_from_exception(sqlite3_context* context) noexcept;

/// `body` as SQLite calls it. Nothing that it throws gets into SQLite, which is C.
template <auto body>
void callback(sqlite3_context* context, int count, sqlite3_value** values) noexcept {
    try {
        if (const auto result = body(Arguments{context, count, values})) {
            set_result(context, *result);
        }
    } catch (...) {
        set_error_from_exception(context);
    }
}

} // namespace calltally::extension
