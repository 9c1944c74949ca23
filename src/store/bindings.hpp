// SPDX-License-Identifier: MIT
//
// Core values to and from SQL columns: an empty optional is NULL, times are UTC text.
#pragma once

#include "core/timestamp.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace calltally::store {

/// Not copied: the string must outlive the statement's next step.
inline void bind_value(SQLite::Statement& statement, int index, const std::string& text) {
    statement.bindNoCopy(index, text);
}
inline void bind_value(SQLite::Statement& statement, int index, std::string_view text) {
    statement.bind(index, std::string{text});
}
inline void bind_value(SQLite::Statement& statement, int index, std::int64_t number) {
    statement.bind(index, number);
}
/// 0 or 1. Of bool alone: a pointer would become one.
template <std::same_as<bool> Bool>
void bind_value(SQLite::Statement& statement, int index, Bool yes) {
    statement.bind(index, yes ? 1 : 0);
}
inline void bind_value(SQLite::Statement& statement, int index, core::Instant instant) {
    bind_value(statement, index, core::format_datetime(instant).view());
}
inline void bind_value(SQLite::Statement& statement, int index, core::Date date) {
    bind_value(statement, index, core::format_date(date).view());
}
inline void bind_value(SQLite::Statement& statement, int index, core::Month month) {
    bind_value(statement, index, core::format_month(month).view());
}
template <class Value>
void bind_value(SQLite::Statement& statement, int index, const std::optional<Value>& value) {
    if (value) {
        bind_value(statement, index, *value);
    } else {
        statement.bind(index);
    }
}

/// Column readers; empty for NULL.
inline std::optional<std::string> text_column(SQLite::Statement& statement, int index) {
    const SQLite::Column column = statement.getColumn(index);
    return column.isNull() ? std::nullopt : std::optional{column.getString()};
}
inline std::optional<std::int64_t> number_column(SQLite::Statement& statement, int index) {
    const SQLite::Column column = statement.getColumn(index);
    return column.isNull() ? std::nullopt : std::optional<std::int64_t>{column.getInt64()};
}
inline std::optional<core::Date> date_column(SQLite::Statement& statement, int index) {
    const auto text = text_column(statement, index);
    return text ? core::parse_date(*text) : std::nullopt;
}
inline std::optional<core::Instant> instant_column(SQLite::Statement& statement, int index) {
    const auto text = text_column(statement, index);
    if (!text) {
        return std::nullopt;
    }
    auto parsed = core::parse_iso8601(*text);
    if (!parsed) {
        return std::nullopt;
    }
    parsed->offset = std::chrono::seconds{0}; // stored times are UTC
    return core::to_instant(*parsed);
}

} // namespace calltally::store
