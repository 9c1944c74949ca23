// SPDX-License-Identifier: MIT
#include "store/planning_copy.hpp"

#include "store/database_path.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string_view>

namespace calltally::store {

namespace {

/// In the order that foreign keys ask for.
constexpr std::array<std::string_view, 8> whole_tables{
    "accounts",     "usage_categories", "usage_records",  "sync_runs",
    "sync_windows", "call_days",        "account_months", "quarantine",
};
constexpr std::string_view open_calls = "settled = 0 OR (is_billed = 1 AND price_micros IS NULL) "
                                        "OR sid IN (SELECT sid FROM suspected_calls)";

void copy_rows(SQLite::Database& from, SQLite::Database& to, std::string_view table,
               std::string_view condition) {
    to.exec(fmt::format("DELETE FROM {}", table));
    SQLite::Statement read(from, fmt::format("SELECT * FROM {} WHERE {}", table, condition));
    std::optional<SQLite::Statement> write;
    while (read.executeStep()) {
        if (!write) {
            std::string parameters = "?";
            for (int i = 1; i < read.getColumnCount(); ++i) {
                parameters += ", ?";
            }
            write.emplace(to, fmt::format("INSERT INTO {} VALUES ({})", table, parameters));
        }
        for (int i = 0; i < read.getColumnCount(); ++i) {
            const SQLite::Column column = read.getColumn(i);
            if (column.isNull()) {
                write->bind(i + 1);
            } else if (column.isInteger()) {
                write->bind(i + 1, column.getInt64());
            } else {
                write->bind(i + 1, column.getString());
            }
        }
        write->exec();
        write->reset();
    }
}

} // namespace

Database planning_copy(const std::string& path) {
    Database copy = Database::in_memory();
    if (!resolve_database_path(path).exists) {
        return copy;
    }
    Database mirror = Database::open_for_reading(path);
    Transaction transaction(copy.connection());
    for (const std::string_view table : whole_tables) {
        copy_rows(mirror.connection(), copy.connection(), table, "1");
    }
    copy_rows(mirror.connection(), copy.connection(), "rounding_rules", "1");
    copy_rows(mirror.connection(), copy.connection(), "calls", open_calls);
    copy_rows(mirror.connection(), copy.connection(), "suspected_calls", "1");
    transaction.commit();
    return copy;
}

} // namespace calltally::store
