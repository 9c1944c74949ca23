// SPDX-License-Identifier: MIT
#include "extension/table_function.hpp"

#include <sqlite3ext.h>

#include <array>
#include <new>

SQLITE_EXTENSION_INIT3

namespace calltally::extension {

namespace {

constexpr std::size_t most_arguments = 8;

/// A function on one connection.
struct Registration {
    const TableFunction* function;
    bool is_reading = false; ///< one of its uses runs an inner statement right now
};

struct Table : sqlite3_vtab {
    sqlite3* connection = nullptr;
    Registration* registration = nullptr;

    const TableFunction& function() const noexcept { return *registration->function; }
    int column_count() const noexcept { return static_cast<int>(function().columns.size()); }
    /// With the schema.
    int argument_count() const noexcept {
        return static_cast<int>(function().parameters.size()) + 1;
    }
};

struct ValueFree {
    void operator()(sqlite3_value* value) const noexcept { sqlite3_value_free(value); }
};

struct Cursor : sqlite3_vtab_cursor {
    Table* table = nullptr;
    std::array<std::unique_ptr<sqlite3_value, ValueFree>, most_arguments> arguments;
    std::unique_ptr<RowSource> source;
    Rows rows;
    std::size_t first_cell = 0; ///< of the current row
    std::uint64_t arguments_hash = 0;
    std::uint64_t row_number = 0; ///< of this use, from 0

    void read_until_row();
};

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

void Cursor::read_until_row() {
    rows.clear();
    first_cell = 0;
    const ReadingGuard guard{*table->registration};
    while (rows.cells().empty() && source) {
        if (!source->read(rows)) {
            source.reset();
        }
    }
}

/// The finish of splitmix64: every bit of the result depends on every bit of the number.
constexpr std::uint64_t mixed(std::uint64_t number) noexcept {
    number += 0x9E3779B97F4A7C15ULL;
    number = (number ^ number >> 30U) * 0xBF58476D1CE4E5B9ULL;
    number = (number ^ number >> 27U) * 0x94D049BB133111EBULL;
    return number ^ number >> 31U;
}

std::uint64_t hash_of(sqlite3_value* value) {
    const void* bytes = sqlite3_value_text(value);
    const auto length = static_cast<std::size_t>(sqlite3_value_bytes(value));
    if (bytes == nullptr) {
        return 0; // NULL, which gives no rows
    }
    return std::hash<std::string_view>{}({static_cast<const char*>(bytes), length});
}

int fail(sqlite3_vtab* table, int code, const char* message) noexcept {
    sqlite3_free(table->zErrMsg);
    table->zErrMsg = sqlite3_mprintf("%s", message);
    return code;
}

/// The code, and the table's message, of the exception being handled.
int code_of_exception(sqlite3_vtab* table) noexcept {
    try {
        throw;
    } catch (const std::bad_alloc&) {
        return SQLITE_NOMEM;
    } catch (const InnerError& error) {
        return fail(table, error.code(), error.what());
    } catch (const std::exception& error) {
        return fail(table, SQLITE_ERROR, error.what());
    } catch (...) {
        return fail(table, SQLITE_ERROR, "calltally: unknown failure");
    }
}

std::string declaration(const TableFunction& function) {
    std::string sql = "CREATE TABLE x(";
    for (const char* column : function.columns) {
        sql += column;
        sql += ", ";
    }
    for (const TableParameter& parameter : function.parameters) {
        sql += parameter.column;
        sql += " HIDDEN, ";
    }
    return sql + "schema HIDDEN)";
}

int connect(sqlite3* connection, void* registration, int, const char* const*, sqlite3_vtab** result,
            char** error) noexcept {
    try {
        auto table = std::make_unique<Table>();
        table->connection = connection;
        table->registration = static_cast<Registration*>(registration);
        int code = sqlite3_declare_vtab(connection, declaration(table->function()).c_str());
        if (code == SQLITE_OK) {
            code = sqlite3_vtab_config(connection, SQLITE_VTAB_INNOCUOUS);
        }
        if (code != SQLITE_OK) {
            *error = sqlite3_mprintf("%s", sqlite3_errmsg(connection));
            return code;
        }
        *result = table.release();
        return SQLITE_OK;
    } catch (...) {
        return SQLITE_NOMEM;
    }
}

int disconnect(sqlite3_vtab* table) noexcept {
    const std::unique_ptr<Table> last{static_cast<Table*>(table)};
    return SQLITE_OK;
}

/// The first argument that is needed and not given; null if there is none.
const char* missing_parameter(const TableFunction& function, unsigned given) noexcept {
    for (std::size_t i = 0; i < function.parameters.size(); ++i) {
        if (function.parameters[i].is_needed && (given >> i & 1U) == 0) {
            return function.parameters[i].name;
        }
    }
    return nullptr;
}

/// Takes every argument that is given. A plan in which one of them is not known yet is none.
int best_index(sqlite3_vtab* base, sqlite3_index_info* info) noexcept {
    const Table& table = *static_cast<Table*>(base);
    std::array<int, most_arguments> constraints{};
    unsigned given = 0;
    unsigned unusable = 0;
    for (int i = 0; i < info->nConstraint; ++i) {
        const auto& constraint = info->aConstraint[i];
        const int index = constraint.iColumn - table.column_count();
        if (index < 0 || constraint.op != SQLITE_INDEX_CONSTRAINT_EQ) {
            continue;
        }
        const unsigned bit = 1U << static_cast<unsigned>(index);
        if (constraint.usable == 0) {
            unusable |= bit;
        } else if ((given & bit) == 0) { // SQLite itself checks what is asked for twice
            given |= bit;
            constraints[static_cast<std::size_t>(index)] = i;
        }
    }
    if ((unusable & ~given) != 0) {
        return SQLITE_CONSTRAINT;
    }
    int next = 0;
    for (int index = 0; index < table.argument_count(); ++index) {
        const auto place = static_cast<std::size_t>(index);
        if ((given >> place & 1U) != 0) {
            auto& usage = info->aConstraintUsage[constraints[place]];
            usage.argvIndex = ++next;
            usage.omit = 1;
        }
    }
    info->idxNum = static_cast<int>(given);
    // Where a needed argument is missing it is start() that says so: SQLite also asks for plans
    // that it will not use, such as of one side of an OR alone.
    constexpr double cost_of_a_scan = 1e7; // every use reads calls
    constexpr double last_resort = 1e99;
    info->estimatedCost = missing_parameter(table.function(), given) == nullptr
                              ? cost_of_a_scan / (next + 1)
                              : last_resort;
    info->estimatedRows = 1000;
    return SQLITE_OK;
}

int open(sqlite3_vtab* base, sqlite3_vtab_cursor** result) noexcept {
    try {
        auto cursor = std::make_unique<Cursor>();
        cursor->table = static_cast<Table*>(base);
        *result = cursor.release();
        return SQLITE_OK;
    } catch (...) {
        return SQLITE_NOMEM;
    }
}

int close(sqlite3_vtab_cursor* cursor) noexcept {
    const std::unique_ptr<Cursor> last{static_cast<Cursor*>(cursor)};
    return SQLITE_OK;
}

void start(Cursor& cursor, unsigned given, sqlite3_value** values) {
    const Table& table = *cursor.table;
    cursor.source.reset();
    cursor.rows.clear();
    cursor.first_cell = 0;
    cursor.row_number = 0;
    cursor.arguments_hash = 0;
    if (const char* missing = missing_parameter(table.function(), given)) {
        throw BadParameter{std::string{table.function().name} + "(): the argument " + missing +
                           " is missing"};
    }
    std::array<sqlite3_value*, most_arguments> arguments{};
    bool any_null = false;
    for (std::size_t i = 0; i < most_arguments; ++i) {
        cursor.arguments[i].reset();
        if ((given >> i & 1U) != 0) {
            arguments[i] = *values++;
            any_null = any_null || sqlite3_value_type(arguments[i]) == SQLITE_NULL;
            cursor.arguments[i].reset(sqlite3_value_dup(arguments[i]));
            if (!cursor.arguments[i]) {
                throw std::bad_alloc{};
            }
            cursor.arguments_hash =
                mixed(cursor.arguments_hash ^ hash_of(cursor.arguments[i].get()) ^ i);
        }
    }
    if (any_null) {
        return;
    }
    {
        const ReadingGuard guard{*table.registration};
        cursor.source = table.function().open(TableCall{table.connection, table.function().name,
                                                        table.argument_count(), arguments.data()});
    }
    cursor.read_until_row();
}

int filter(sqlite3_vtab_cursor* base, int given, const char*, int,
           sqlite3_value** values) noexcept {
    try {
        start(*static_cast<Cursor*>(base), static_cast<unsigned>(given), values);
        return SQLITE_OK;
    } catch (...) {
        return code_of_exception(base->pVtab);
    }
}

int next(sqlite3_vtab_cursor* base) noexcept {
    try {
        Cursor& cursor = *static_cast<Cursor*>(base);
        ++cursor.row_number;
        cursor.first_cell += cursor.table->function().columns.size();
        if (cursor.first_cell >= cursor.rows.cells().size()) {
            cursor.read_until_row();
        }
        return SQLITE_OK;
    } catch (...) {
        return code_of_exception(base->pVtab);
    }
}

int is_at_end(sqlite3_vtab_cursor* base) noexcept {
    return static_cast<Cursor*>(base)->rows.cells().empty() ? 1 : 0;
}

int column(sqlite3_vtab_cursor* base, sqlite3_context* context, int index) noexcept {
    const Cursor& cursor = *static_cast<Cursor*>(base);
    const int argument = index - cursor.table->column_count();
    if (argument >= 0) {
        if (const auto& value = cursor.arguments[static_cast<std::size_t>(argument)]) {
            sqlite3_result_value(context, value.get());
        } else if (argument == cursor.table->argument_count() - 1) {
            sqlite3_result_text(context, "main", -1, SQLITE_STATIC);
        }
        return SQLITE_OK;
    }
    const Value& value = cursor.rows.cells()[cursor.first_cell + static_cast<std::size_t>(index)];
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        sqlite3_result_int64(context, *number);
    } else if (const auto* real = std::get_if<double>(&value)) {
        sqlite3_result_double(context, *real);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        sqlite3_result_text(context, text->data(), static_cast<int>(text->size()),
                            SQLITE_TRANSIENT);
    }
    return SQLITE_OK;
}

/// Not the number of the row: SQLite tells rows of an OR of two uses apart by it.
int rowid(sqlite3_vtab_cursor* base, sqlite3_int64* result) noexcept {
    const Cursor& cursor = *static_cast<Cursor*>(base);
    *result = static_cast<sqlite3_int64>(mixed(cursor.arguments_hash + cursor.row_number));
    return SQLITE_OK;
}

/// No xCreate: it is there without CREATE VIRTUAL TABLE, and only so. Nothing writes.
constexpr sqlite3_module make_module() noexcept {
    sqlite3_module module{};
    module.xConnect = connect;
    module.xBestIndex = best_index;
    module.xDisconnect = disconnect;
    module.xOpen = open;
    module.xClose = close;
    module.xFilter = filter;
    module.xNext = next;
    module.xEof = is_at_end;
    module.xColumn = column;
    module.xRowid = rowid;
    return module;
}
constexpr sqlite3_module module = make_module();

} // namespace

Mirror TableCall::mirror() const {
    if (!has(m_schema_index)) {
        return {m_connection, "\"main\"."};
    }
    const auto name = m_arguments.text(m_schema_index);
    if (!name || name->find('\0') != std::string_view::npos) {
        m_arguments.refuse(m_schema_index, "schema must be the name of a database, such as 'main'");
    }
    std::string prefix = "\"";
    for (const char character : *name) {
        prefix += character;
        if (character == '"') {
            prefix += character;
        }
    }
    return {m_connection, prefix + "\"."};
}

int register_table_function(sqlite3* connection, const TableFunction& function) noexcept {
    auto* registration = new (std::nothrow) Registration{&function};
    if (registration == nullptr) {
        return SQLITE_NOMEM;
    }
    // SQLite deletes it with the connection, and also where it does not take the module.
    return sqlite3_create_module_v2(
        connection, function.name, &module, registration, [](void* pointer) {
            const std::unique_ptr<Registration> last{static_cast<Registration*>(pointer)};
        });
}

} // namespace calltally::extension
