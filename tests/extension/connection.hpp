// SPDX-License-Identifier: MIT
//
// A connection to an empty database in memory, with the built module loaded as anybody loads it.
#pragma once

#include <sqlite3.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace calltally::extension_tests {

class Connection {
public:
    enum class Load { module, nothing };
    explicit Connection(Load load = Load::module);

    /// Loads the module; empty, or SQLite's message of the failure.
    std::string load_module();

    /// Runs one or more statements. \returns empty, or the error's message
    std::string run(const std::string& sql);

    /// The rows of a statement as SQL literals: `61`, `1.5`, `'2026-07'`, `NULL`; columns are
    /// separated by `|`, rows by a line feed. An error is `error: ` and its message.
    std::string rows(const std::string& sql);

    /// What an SQL expression gives, written as by rows().
    std::string value(const std::string& expression) { return rows("SELECT " + expression); }

    sqlite3* handle() const noexcept { return m_handle.get(); }

private:
    struct Closer {
        void operator()(sqlite3* handle) const noexcept { sqlite3_close(handle); }
    };
    std::unique_ptr<sqlite3, Closer> m_handle;
};

/// An expression and what it gives, for the tables of the tests.
struct Example {
    std::string_view expression;
    std::string_view result;
};

/// Checks each example, all on one connection.
void check_examples(std::initializer_list<Example> examples);

/// The text as an SQL literal.
std::string quoted(std::string_view text);

} // namespace calltally::extension_tests
