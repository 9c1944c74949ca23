// SPDX-License-Identifier: MIT
//
// One use of a table function in a statement: its arguments, and the row it has come to.
#pragma once

#include "extension/table_function.hpp"

#include <array>
#include <cstdint>
#include <memory>

struct sqlite3_context;
struct sqlite3_value;

namespace calltally::extension {

/// A function on one connection.
struct Registration {
    const TableFunction* function;
    bool is_reading = false; ///< one of its uses runs an inner statement right now
};

/// With the schema.
inline constexpr std::size_t most_arguments = 8;

/// The first argument that is needed and not given; null if there is none.
/// \param given a bit for each argument, the first one lowest
const char* missing_argument(const TableFunction& function, unsigned given) noexcept;

class TableUse {
public:
    TableUse(sqlite3* connection, Registration& registration) noexcept
        : m_connection(connection), m_registration(registration) {}

    /// Begins anew with these arguments, at the first row.
    /// \param given  a bit for each argument that is among the values
    /// \throws BadParameter, InnerError, std::bad_alloc, std::overflow_error
    void start(unsigned given, sqlite3_value** values);
    /// \throws as start()
    void next();
    bool is_at_end() const noexcept { return m_rows.cells().empty(); }

    /// Makes the cell of the current row, or the argument, the result.
    /// \param column of the result, or an argument behind them
    void put(sqlite3_context* context, std::size_t column) const noexcept;
    /// Not the number of the row: SQLite tells rows of an OR of two uses apart by it.
    std::int64_t row_id() const noexcept;

private:
    void read_until_row();

    struct ValueFree {
        void operator()(sqlite3_value* value) const noexcept;
    };

    sqlite3* m_connection;
    Registration& m_registration;
    std::array<std::unique_ptr<sqlite3_value, ValueFree>, most_arguments> m_arguments;
    std::unique_ptr<RowSource> m_source;
    Rows m_rows;
    std::size_t m_first_cell = 0; ///< of the current row
    std::uint64_t m_arguments_hash = 0;
    std::uint64_t m_row_number = 0; ///< of this use, from 0
};

} // namespace calltally::extension
