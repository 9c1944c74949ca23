// SPDX-License-Identifier: MIT
#include "store/schema_check.hpp"

#include "core/error.hpp"
#include "store/embedded_sql.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace calltally::store {

namespace {

struct SchemaObject {
    std::string type; ///< table, index, view, trigger
    std::string table;
    std::string sql;
    friend bool operator==(const SchemaObject&, const SchemaObject&) = default;
};
using Schema = std::map<std::string, SchemaObject>; ///< by name

/// What the schema says by itself; SQLite's own objects follow from that.
Schema read_schema(SQLite::Database& connection) {
    SQLite::Statement query(connection, "SELECT name, type, tbl_name, sql FROM sqlite_master "
                                        "WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'");
    Schema schema;
    while (query.executeStep()) {
        schema[query.getColumn(0).getString()] = {query.getColumn(1).getString(),
                                                  query.getColumn(2).getString(),
                                                  query.getColumn(3).getString()};
    }
    return schema;
}

const Schema& expected_schema() {
    static const Schema schema = [] {
        SQLite::Database fresh(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        for (const EmbeddedSql& migration : embedded_migrations()) {
            fresh.exec(std::string{migration.text});
        }
        for (const EmbeddedSql& view : embedded_views()) {
            fresh.exec(std::string{view.text});
        }
        return read_schema(fresh);
    }();
    return schema;
}

} // namespace

void check_schema(SQLite::Database& connection, const std::string& path) {
    const auto refuse = [&path](const std::string& what,
                                const std::string& remedy =
                                    "restore it from a backup, or move it away and sync again") {
        throw core::Error(core::ExitCode::not_our_database, fmt::format("'{}' {}", path, what),
                          remedy);
    };
    const Schema found = read_schema(connection);
    for (const auto& [name, expected] : expected_schema()) {
        const auto object = found.find(name);
        if (object == found.end()) {
            refuse(fmt::format("lacks the {} {}", expected.type, name));
        }
        if (expected.type != "view" && object->second != expected) {
            refuse(fmt::format("has the {} {} in another form than this program makes it",
                               expected.type, name));
        }
    }
    for (const auto& [name, object] : found) {
        if (object.type == "trigger" && expected_schema().contains(object.table)) {
            refuse(fmt::format("has a trigger, {}, on the table {}", name, object.table),
                   "drop the trigger: it would change what is written");
        }
    }
}

bool views_are_current(SQLite::Database& connection) {
    const Schema found = read_schema(connection);
    return std::ranges::all_of(expected_schema(), [&found](const auto& expected) {
        const auto object = found.find(expected.first);
        return expected.second.type != "view" ||
               (object != found.end() && object->second == expected.second);
    });
}

} // namespace calltally::store
