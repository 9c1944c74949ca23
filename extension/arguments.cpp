// SPDX-License-Identifier: MIT
#include "extension/arguments.hpp"

#include "core/decimal.hpp"

#include <cmath>
#include <string>

SQLITE_EXTENSION_INIT3

namespace calltally::extension {

namespace {

bool is_utf8(std::string_view text) noexcept {
    std::size_t at = 0;
    while (at < text.size()) {
        const auto lead = static_cast<unsigned char>(text[at]);
        std::size_t length = 1;
        unsigned lowest = 0;
        unsigned code = lead;
        if (lead >= 0xF0U) {
            length = 4;
            lowest = 0x10000U;
            code = lead & 0x07U;
        } else if (lead >= 0xE0U) {
            length = 3;
            lowest = 0x800U;
            code = lead & 0x0FU;
        } else if (lead >= 0xC0U) {
            length = 2;
            lowest = 0x80U;
            code = lead & 0x1FU;
        } else if (lead >= 0x80U) {
            return false;
        }
        if (at + length > text.size()) {
            return false;
        }
        for (std::size_t i = 1; i < length; ++i) {
            const auto next = static_cast<unsigned char>(text[at + i]);
            if ((next & 0xC0U) != 0x80U) {
                return false;
            }
            code = code << 6U | (next & 0x3FU);
        }
        if (code < lowest || code > 0x10FFFFU || (code >= 0xD800U && code <= 0xDFFFU)) {
            return false;
        }
        at += length;
    }
    return true;
}

} // namespace

bool is_null(sqlite3_value* value) noexcept { return sqlite3_value_type(value) == SQLITE_NULL; }

bool any_null(int count, sqlite3_value** values) noexcept {
    for (int i = 0; i < count; ++i) {
        if (is_null(values[i])) {
            return true;
        }
    }
    return false;
}

std::optional<std::string_view> text_of(sqlite3_value* value) noexcept {
    if (sqlite3_value_type(value) != SQLITE_TEXT) {
        return std::nullopt;
    }
    const void* bytes = sqlite3_value_text(value);
    if (bytes == nullptr) {
        return std::nullopt;
    }
    const std::string_view text(static_cast<const char*>(bytes),
                                static_cast<std::size_t>(sqlite3_value_bytes(value)));
    return is_utf8(text) ? std::optional{text} : std::nullopt;
}

std::optional<std::int64_t> whole_number_of(sqlite3_value* value) noexcept {
    switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
        return sqlite3_value_int64(value);
    case SQLITE_FLOAT: {
        constexpr double beyond = 9223372036854775808.0; // 2^63
        const double number = sqlite3_value_double(value);
        if (!(number >= -beyond && number < beyond) || std::trunc(number) != number) {
            return std::nullopt;
        }
        return static_cast<std::int64_t>(number);
    }
    case SQLITE_TEXT: {
        const auto text = text_of(value);
        return text ? core::parse_whole_number(*text) : std::nullopt;
    }
    default:
        return std::nullopt;
    }
}

void parameter_error(sqlite3_context* context, const char* function, const char* requirement,
                     sqlite3_value* value) noexcept {
    guarded(context, [&] {
        constexpr std::size_t longest = 60;
        std::string shown = "a blob";
        if (sqlite3_value_type(value) != SQLITE_BLOB) {
            const void* bytes = sqlite3_value_text(value);
            shown = bytes == nullptr
                        ? std::string{}
                        : std::string(static_cast<const char*>(bytes),
                                      static_cast<std::size_t>(sqlite3_value_bytes(value)));
            if (shown.size() > longest) {
                shown.resize(longest);
                shown += "...";
            }
            for (char& character : shown) {
                if (static_cast<unsigned char>(character) < ' ' || character == '\x7f') {
                    character = '?';
                }
            }
            shown = "'" + shown + "'";
        }
        const std::string message =
            std::string{function} + "(): " + requirement + ", not " + shown;
        sqlite3_result_error(context, message.c_str(), static_cast<int>(message.size()));
    });
}

void result(sqlite3_context* context, std::string_view text) noexcept {
    sqlite3_result_text(context, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

void report_no_memory(sqlite3_context* context) noexcept { sqlite3_result_error_nomem(context); }

void report_failure(sqlite3_context* context, const char* what) noexcept {
    sqlite3_result_error(context, what, -1);
}

} // namespace calltally::extension
