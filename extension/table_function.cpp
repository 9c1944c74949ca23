// SPDX-License-Identifier: MIT
#include "extension/table_function.hpp"

#include "extension/table_use.hpp"

#include <sqlite3ext.h>

#include <array>
#include <new>

SQLITE_EXTENSION_INIT3

namespace calltally::extension {

namespace {

struct Table : sqlite3_vtab {
    sqlite3* connection = nullptr;
    Registration* registration = nullptr;

    const TableFunction& function() const noexcept { return *registration->function; }
};

struct Cursor : sqlite3_vtab_cursor {
    explicit Cursor(const Table& table) noexcept
        : sqlite3_vtab_cursor{}, use(table.connection, *table.registration) {}

    TableUse use;
};

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
    const TableFunction& function = static_cast<Table*>(base)->function();
    const auto first_argument = static_cast<int>(function.columns.size());
    std::array<int, most_arguments> constraints{};
    unsigned given = 0;
    unsigned unusable = 0;
    for (int i = 0; i < info->nConstraint; ++i) {
        const auto& constraint = info->aConstraint[i];
        const int index = constraint.iColumn - first_argument;
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
    for (std::size_t i = 0; i < most_arguments; ++i) {
        if ((given >> i & 1U) != 0) {
            auto& usage = info->aConstraintUsage[constraints[i]];
            usage.argvIndex = ++next;
            usage.omit = 1;
        }
    }
    info->idxNum = static_cast<int>(given);
    // Where a needed argument is missing it is start() that says so: SQLite also asks for plans
    // that it will not use, such as of one side of an OR alone.
    constexpr double cost_of_a_scan = 1e7; // every use reads calls
    constexpr double last_resort = 1e99;
    info->estimatedCost =
        missing_argument(function, given) == nullptr ? cost_of_a_scan / (next + 1) : last_resort;
    info->estimatedRows = 1000;
    return SQLITE_OK;
}

int open(sqlite3_vtab* base, sqlite3_vtab_cursor** result) noexcept {
    try {
        *result = std::make_unique<Cursor>(*static_cast<Table*>(base)).release();
        return SQLITE_OK;
    } catch (...) {
        return SQLITE_NOMEM;
    }
}

int close(sqlite3_vtab_cursor* cursor) noexcept {
    const std::unique_ptr<Cursor> last{static_cast<Cursor*>(cursor)};
    return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* base, int given, const char*, int,
           sqlite3_value** values) noexcept {
    try {
        static_cast<Cursor*>(base)->use.start(static_cast<unsigned>(given), values);
        return SQLITE_OK;
    } catch (...) {
        return code_of_exception(base->pVtab);
    }
}

int next(sqlite3_vtab_cursor* base) noexcept {
    try {
        static_cast<Cursor*>(base)->use.next();
        return SQLITE_OK;
    } catch (...) {
        return code_of_exception(base->pVtab);
    }
}

int is_at_end(sqlite3_vtab_cursor* base) noexcept {
    return static_cast<Cursor*>(base)->use.is_at_end() ? 1 : 0;
}

int column(sqlite3_vtab_cursor* base, sqlite3_context* context, int index) noexcept {
    static_cast<Cursor*>(base)->use.put(context, static_cast<std::size_t>(index));
    return SQLITE_OK;
}

int rowid(sqlite3_vtab_cursor* base, sqlite3_int64* result) noexcept {
    *result = static_cast<Cursor*>(base)->use.row_id();
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
    try {
        auto registration = std::make_unique<Registration>(Registration{&function});
        // SQLite deletes it with the connection, and also where it does not take the module.
        return sqlite3_create_module_v2(
            connection, function.name, &module, registration.release(), [](void* pointer) {
                const std::unique_ptr<Registration> last{static_cast<Registration*>(pointer)};
            });
    } catch (...) {
        return SQLITE_NOMEM;
    }
}

} // namespace calltally::extension
