// SPDX-License-Identifier: MIT
//
// Reading the arguments of SQL functions by the contract of function_table.hpp: data that cannot
// be read is an empty optional, a parameter that makes no sense is an exception.
#pragma once

#include "core/time_zone.hpp"
#include "core/timestamp.hpp"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string_view>

struct sqlite3_context;
struct sqlite3_value;

namespace calltally::extension {

/// `billed_minutes(): increment must be 1 or more whole seconds, not 0`.
class BadParameter : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The arguments of one call, counted from 0. Texts live as long as the call.
/// Every reader may throw std::bad_alloc.
class Arguments {
public:
    /// Of a function whose name is its user data.
    Arguments(sqlite3_context* context, int count, sqlite3_value** values) noexcept
        : m_context(context), m_count(count), m_values(values) {}
    /// Of a table function.
    Arguments(const char* function, int count, sqlite3_value** values) noexcept
        : m_function(function), m_count(count), m_values(values) {}

    int count() const noexcept { return m_count; }
    bool any_null() const noexcept;

    /// The TEXT, whole, also past a NUL; empty for any other type and for invalid UTF-8.
    std::optional<std::string_view> text(int index) const;
    /// A TEXT, or the digits of a number: importers turn telephone numbers into numbers.
    std::optional<std::string_view> address(int index) const;
    /// An INTEGER, a REAL without a fraction, or a TEXT of digits as the API writes numbers.
    std::optional<std::int64_t> whole_number(int index) const;
    /// A TEXT in a form of core's, or whole seconds since the epoch, which carry their offset.
    std::optional<core::ParsedTime> time(int index) const;
    /// The only argument, if it is a TEXT as times are stored: in UTC, `YYYY-MM-DD HH:MM:SS`.
    std::optional<std::string_view> stored_time() const;

    /// \throws BadParameter for anything but a whole number of `lowest` or more
    std::int64_t seconds_parameter(int index, std::string_view name, std::int64_t lowest) const;
    /// Looked up once a statement where the name is constant in it.
    /// \throws BadParameter for a name that core does not find
    core::TimeZone zone_parameter(int index) const;
    /// \throws BadParameter for anything but `earlier` and `later`
    core::OverlapChoice choice_parameter(int index) const;
    /// \throws BadParameter for anything but `YYYY-MM`
    core::Month month_parameter(int index) const;

    /// \param requirement  what the parameter must be: `month must be a month such as ...`
    /// \throws BadParameter that names the function and the value
    [[noreturn]] void refuse(int index, std::string_view requirement) const;

private:
    std::string_view bytes_of(int index) const;

    const char* m_function = nullptr;     ///< of a table function; others are asked for it
    sqlite3_context* m_context = nullptr; ///< null: of a table function
    int m_count;
    sqlite3_value** m_values;
};

} // namespace calltally::extension
