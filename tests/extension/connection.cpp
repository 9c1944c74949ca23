// SPDX-License-Identifier: MIT
#include "connection.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

namespace calltally::extension_tests {

namespace {

struct Finalizer {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalizer>;

std::string literal(sqlite3_stmt* statement, int column) {
    const int type = sqlite3_column_type(statement, column);
    if (type == SQLITE_NULL) {
        return "NULL";
    }
    const void* bytes = sqlite3_column_text(statement, column);
    const auto length = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
    const std::string text(static_cast<const char*>(bytes), length);
    return type == SQLITE_TEXT ? quoted(text) : text;
}

} // namespace

Connection::Connection(Load load) {
    sqlite3* handle = nullptr;
    const int code = sqlite3_open(":memory:", &handle);
    m_handle.reset(handle);
    if (code != SQLITE_OK) {
        throw std::runtime_error(sqlite3_errmsg(handle));
    }
    if (load == Load::module) {
        if (const std::string error = load_module(); !error.empty()) {
            throw std::runtime_error(error);
        }
    }
}

std::string Connection::load_module() {
    sqlite3_db_config(handle(), SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, nullptr);
    char* message = nullptr;
    const int code = sqlite3_load_extension(handle(), CALLTALLY_MODULE, nullptr, &message);
    std::string error;
    if (code != SQLITE_OK) {
        error = message == nullptr ? sqlite3_errstr(code) : message;
    }
    sqlite3_free(message);
    return error;
}

std::string Connection::run(const std::string& sql) {
    const int code = sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? std::string{} : sqlite3_errmsg(handle());
}

std::string Connection::rows(const std::string& sql) {
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(handle(), sql.c_str(), -1, &prepared, nullptr) != SQLITE_OK) {
        return std::string{"error: "} + sqlite3_errmsg(handle());
    }
    const Statement statement{prepared};
    std::string text;
    int code = sqlite3_step(prepared);
    for (; code == SQLITE_ROW; code = sqlite3_step(prepared)) {
        text += text.empty() ? "" : "\n";
        for (int column = 0; column < sqlite3_column_count(prepared); ++column) {
            text += column == 0 ? "" : "|";
            text += literal(prepared, column);
        }
    }
    return code == SQLITE_DONE ? text : std::string{"error: "} + sqlite3_errmsg(handle());
}

void check_examples(std::initializer_list<Example> examples) {
    Connection connection;
    for (const Example& example : examples) {
        CAPTURE(example.expression);
        CHECK(connection.value(std::string{example.expression}) == example.result);
    }
}

std::string quoted(std::string_view text) {
    std::string literal = "'";
    for (const char character : text) {
        literal += character;
        if (character == '\'') {
            literal += character;
        }
    }
    return literal + "'";
}

} // namespace calltally::extension_tests
