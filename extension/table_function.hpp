// SPDX-License-Identifier: MIT
//
// The one bridge between SQLite's virtual tables and the table-valued functions, which are plain
// C++: they take a TableCall, give their rows in batches, and may throw.
//
// What they promise, all of them, beside what function_table.hpp says of every function:
//  1. Arguments are hidden columns: `f('2026-07')`, or `WHERE for_month = '2026-07'`, also from a
//     column of another table, whichever way the tables are joined.
//  2. The last hidden column is `schema`, the database whose tables are read; `main` by default.
//     Every inner statement names it.
//  3. A NULL in any argument gives no rows. A needed argument that is missing is an error.
//  4. What an inner statement says is passed on word for word; it can be interrupted.
//  5. Nothing is written, and nothing is kept from one use to the next.
#pragma once

#include "extension/arguments.hpp"
#include "extension/inner_query.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace calltally::extension {

/// NULL, INTEGER, REAL or TEXT.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

template <class Number>
Value value_of(const std::optional<Number>& number) {
    return number ? Value{*number} : Value{};
}

/// Rows of a result, cell after cell.
class Rows {
public:
    /// Adds a row: as many cells as the function has columns.
    template <class... Cells>
    void add(Cells&&... cells) {
        (m_cells.emplace_back(std::forward<Cells>(cells)), ...);
    }
    const std::vector<Value>& cells() const noexcept { return m_cells; }
    void clear() noexcept { m_cells.clear(); }

private:
    std::vector<Value> m_cells;
};

/// An argument in front of `schema`, which every function has.
struct TableParameter {
    const char* name;   ///< in messages
    const char* column; ///< the hidden column, which no column of the result may be called like
    bool is_needed;
};

/// One use of a function. What is to outlive open() must be copied.
class TableCall {
public:
    /// \param values one for each parameter and the schema; null where the argument is not given
    TableCall(sqlite3* connection, const char* function, int count, sqlite3_value** values)
        : m_connection(connection), m_values(values), m_arguments(function, count, values),
          m_schema_index(count - 1) {}

    bool has(int index) const noexcept { return m_values[index] != nullptr; }
    /// Only for what has().
    const Arguments& arguments() const noexcept { return m_arguments; }
    /// The tables of the schema that is asked for.
    /// \throws BadParameter for what can be no name of one
    Mirror mirror() const;

private:
    sqlite3* m_connection;
    sqlite3_value** m_values;
    Arguments m_arguments;
    int m_schema_index;
};

/// The rows of one use.
class RowSource {
public:
    RowSource() = default;
    RowSource(const RowSource&) = delete;
    RowSource& operator=(const RowSource&) = delete;
    virtual ~RowSource() = default;
    /// Adds the next rows, or none. \returns false if there are no more
    virtual bool read(Rows& rows) = 0;
};

struct TableFunction {
    const char* name;
    std::span<const char* const> columns; ///< declarations: `month TEXT`
    std::span<const TableParameter> parameters;
    std::unique_ptr<RowSource> (*open)(const TableCall& call);
};

/// Registers the function as a table that needs no CREATE.
/// \returns SQLITE_OK, or SQLite's code of the failure
int register_table_function(sqlite3* connection, const TableFunction& function) noexcept;

} // namespace calltally::extension
