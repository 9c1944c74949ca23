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
    sqlite3_int64 row_number = 0;

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
        } else if (place < table.function().parameters.size() &&
                   table.function().parameters[place].is_needed) {
            char* message =
                sqlite3_mprintf("%s(): the argument %s is missing", table.function().name,
                                table.function().parameters[place].name);
            if (message == nullptr) {
                return SQLITE_NOMEM;
            }
            const int code = fail(base, SQLITE_ERROR, message);
            sqlite3_free(message);
            return code;
        }
    }
    info->idxNum = static_cast<int>(given);
    constexpr double cost_of_a_scan = 1e7; // every use reads calls
    info->estimatedCost = cost_of_a_scan / (next + 1);
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
    cursor.row_number = 1;
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

int rowid(sqlite3_vtab_cursor* base, sqlite3_int64* result) noexcept {
    *result = static_cast<Cursor*>(base)->row_number;
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
