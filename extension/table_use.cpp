// SPDX-License-Identifier: MIT
#include "extension/table_use.hpp"

#include <sqlite3ext.h>

#include <new>

SQLITE_EXTENSION_INIT3

namespace calltally::extension {

namespace {

/// A table of the mirror that is a view over the function itself would lead round for ever.
class ReadingGuard {
public:
    explicit ReadingGuard(Registration& registration) : m_registration(registration) {
        if (registration.is_reading) {
            throw BadParameter{std::string{registration.function->name} +
                               "(): the tables it reads are made of it"};
        }
        registration.is_reading = true;
    }
    ReadingGuard(const ReadingGuard&) = delete;
    ReadingGuard& operator=(const ReadingGuard&) = delete;
    ~ReadingGuard() { m_registration.is_reading = false; }

private:
    Registration& m_registration;
};

/// The finish of splitmix64: every bit of the result depends on every bit of the number.
constexpr std::uint64_t mixed(std::uint64_t number) noexcept {
    number += 0x9E3779B97F4A7C15ULL;
    number = (number ^ number >> 30U) * 0xBF58476D1CE4E5B9ULL;
    number = (number ^ number >> 27U) * 0x94D049BB133111EBULL;
    return number ^ number >> 31U;
}

std::uint64_t hash_of(sqlite3_value* value) noexcept {
    const void* bytes = sqlite3_value_text(value);
    const auto length = static_cast<std::size_t>(sqlite3_value_bytes(value));
    if (bytes == nullptr) {
        return 0; // NULL, which gives no rows
    }
    return std::hash<std::string_view>{}({static_cast<const char*>(bytes), length});
}

} // namespace

const char* missing_argument(const TableFunction& function, unsigned given) noexcept {
    for (std::size_t i = 0; i < function.parameters.size(); ++i) {
        if (function.parameters[i].is_needed && (given >> i & 1U) == 0) {
            return function.parameters[i].name;
        }
    }
    return nullptr;
}

void TableUse::ValueFree::operator()(sqlite3_value* value) const noexcept {
    sqlite3_value_free(value);
}

void TableUse::start(unsigned given, sqlite3_value** values) {
    const TableFunction& function = *m_registration.function;
    m_source.reset();
    m_rows.clear();
    m_row_number = 0;
    m_arguments_hash = 0;
    if (const char* missing = missing_argument(function, given)) {
        throw BadParameter{std::string{function.name} + "(): the argument " + missing +
                           " is missing"};
    }
    std::array<sqlite3_value*, most_arguments> arguments{};
    bool any_null = false;
    for (std::size_t i = 0; i < most_arguments; ++i) {
        m_arguments[i].reset();
        if ((given >> i & 1U) == 0) {
            continue;
        }
        arguments[i] = *values++;
        any_null = any_null || sqlite3_value_type(arguments[i]) == SQLITE_NULL;
        m_arguments[i].reset(sqlite3_value_dup(arguments[i]));
        if (!m_arguments[i]) {
            throw std::bad_alloc{};
        }
        m_arguments_hash = mixed(m_arguments_hash ^ hash_of(m_arguments[i].get()) ^ i);
    }
    if (any_null) {
        return;
    }
    {
        const ReadingGuard guard{m_registration};
        const auto count = static_cast<int>(function.parameters.size()) + 1;
        m_source = function.open(TableCall{m_connection, function.name, count, arguments.data()});
    }
    read_until_row();
}

void TableUse::next() {
    ++m_row_number;
    m_first_cell += m_registration.function->columns.size();
    if (m_first_cell >= m_rows.cells().size()) {
        read_until_row();
    }
}

void TableUse::read_until_row() {
    m_rows.clear();
    m_first_cell = 0;
    const ReadingGuard guard{m_registration};
    while (m_rows.cells().empty() && m_source) {
        if (!m_source->read(m_rows)) {
            m_source.reset();
        }
    }
}

void TableUse::put(sqlite3_context* context, std::size_t column) const noexcept {
    const TableFunction& function = *m_registration.function;
    if (column >= function.columns.size()) {
        const std::size_t argument = column - function.columns.size();
        if (const auto& value = m_arguments[argument]) {
            sqlite3_result_value(context, value.get());
        } else if (argument == function.parameters.size()) {
            sqlite3_result_text(context, "main", -1, SQLITE_STATIC);
        }
        return;
    }
    const Value& value = m_rows.cells()[m_first_cell + column];
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        sqlite3_result_int64(context, *number);
    } else if (const auto* real = std::get_if<double>(&value)) {
        sqlite3_result_double(context, *real);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        sqlite3_result_text(context, text->data(), static_cast<int>(text->size()),
                            SQLITE_TRANSIENT);
    }
}

std::int64_t TableUse::row_id() const noexcept {
    return static_cast<std::int64_t>(mixed(m_arguments_hash + m_row_number));
}

} // namespace calltally::extension
