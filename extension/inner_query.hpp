// SPDX-License-Identifier: MIT
//
// Statements that a table function runs on the connection that asks it, to read the tables of a
// mirror. What goes wrong in them is passed on with SQLite's code and in SQLite's words.
#pragma once

#include "core/timestamp.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace calltally::extension {

/// An error of SQLite's: its code, and its message word for word.
class InnerError : public std::runtime_error {
public:
    InnerError(int code, const char* message) : std::runtime_error(message), m_code(code) {}
    int code() const noexcept { return m_code; }

private:
    int m_code;
};

/// One statement. Everything may throw InnerError, and std::bad_alloc for want of memory.
class InnerQuery {
public:
    InnerQuery(sqlite3* connection, const std::string& sql);

    /// Parameters are counted from 1; texts are copied.
    void bind(int index, std::string_view text);
    void bind(int index, core::Date date);
    void bind(int index, core::Month month);

    /// \returns whether there is a row; afterwards the columns, counted from 0, are that row's
    bool step();
    /// Begins anew with other parameters.
    void reset();

    bool is_null(int column) const noexcept;
    /// As SQLite converts it: 0 for NULL and for what is no number.
    std::int64_t integer(int column) const noexcept;
    std::optional<std::int64_t> number(int column) const noexcept; ///< empty for NULL
    /// Lives until the next step; empty for NULL.
    std::string_view text(int column) const;
    std::optional<std::string> optional_text(int column) const; ///< empty optional for NULL
    /// A stored time, which is UTC; empty for NULL and for what is none.
    std::optional<core::Instant> instant(int column) const;

private:
    struct Finalizer {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };

    void check(int code) const;

    sqlite3* m_connection;
    std::unique_ptr<sqlite3_stmt, Finalizer> m_statement;
};

/// The tables of one database of a connection.
struct Mirror {
    sqlite3* connection;
    std::string prefix; ///< `"main".`, quoted, in front of the name of a table

    /// \param sql with an `@` in front of the name of each table, and nowhere else
    InnerQuery query(std::string_view sql) const;
};

/// The time that a text of the mirror is; empty for what is none.
std::optional<core::Instant> stored_instant(std::string_view text) noexcept;

} // namespace calltally::extension
