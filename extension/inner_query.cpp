// SPDX-License-Identifier: MIT
#include "extension/inner_query.hpp"

#include <sqlite3ext.h>

#include <new>

SQLITE_EXTENSION_INIT3

namespace calltally::extension {

void InnerQuery::Finalizer::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement); // its code is that of the last step, which was dealt with
}

InnerQuery::InnerQuery(sqlite3* connection, const std::string& sql) : m_connection(connection) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(connection, sql.data(), static_cast<int>(sql.size()),
                                        &statement, nullptr);
    m_statement.reset(statement);
    check(code);
}

void InnerQuery::check(int code) const {
    if (code == SQLITE_OK) {
        return;
    }
    if ((code & 0xFF) == SQLITE_NOMEM) {
        throw std::bad_alloc{};
    }
    throw InnerError{code, sqlite3_errmsg(m_connection)};
}

void InnerQuery::bind(int index, std::string_view text) {
    check(sqlite3_bind_text(m_statement.get(), index, text.data(), static_cast<int>(text.size()),
                            SQLITE_TRANSIENT));
}

void InnerQuery::bind(int index, core::Date date) {
    bind(index, core::format_date(date).view());
}

void InnerQuery::bind(int index, core::Month month) {
    bind(index, core::format_month(month).view());
}

bool InnerQuery::step() {
    const int code = sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code != SQLITE_DONE) {
        check(code);
    }
    return false;
}

void InnerQuery::reset() {
    sqlite3_reset(m_statement.get());
}

bool InnerQuery::is_null(int column) const noexcept {
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

std::int64_t InnerQuery::integer(int column) const noexcept {
    return sqlite3_column_int64(m_statement.get(), column);
}

std::optional<std::int64_t> InnerQuery::number(int column) const noexcept {
    const std::int64_t value = integer(column);
    return value == 0 && is_null(column) ? std::nullopt : std::optional{value};
}

std::string_view InnerQuery::text(int column) const {
    const void* bytes = sqlite3_column_text(m_statement.get(), column);
    if (bytes == nullptr) {
        if (!is_null(column)) { // turning the value into text took more than there was
            throw std::bad_alloc{};
        }
        return {};
    }
    const int length = sqlite3_column_bytes(m_statement.get(), column);
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(length)};
}

std::optional<std::string> InnerQuery::optional_text(int column) const {
    return is_null(column) ? std::nullopt : std::optional{std::string{text(column)}};
}

std::optional<core::Instant> InnerQuery::instant(int column) const {
    return stored_instant(text(column));
}

InnerQuery Mirror::query(std::string_view sql) const {
    std::string named;
    for (const char character : sql) {
        if (character == '@') {
            named += prefix;
        } else {
            named += character;
        }
    }
    return {connection, named};
}

std::optional<core::Instant> stored_instant(std::string_view text) noexcept {
    auto time = core::parse_iso8601(text);
    if (!time) {
        return std::nullopt;
    }
    time->offset = time->offset.value_or(std::chrono::seconds{0});
    return core::to_instant(*time);
}

} // namespace calltally::extension
