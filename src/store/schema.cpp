// SPDX-License-Identifier: MIT
#include "store/schema.hpp"

#include "core/error.hpp"
#include "store/database.hpp"
#include "store/embedded_sql.hpp"
#include "store/schema_check.hpp"

#include <fmt/format.h>

namespace calltally::store {

namespace {

int pragma_value(SQLite::Database& connection, const char* pragma) {
    return connection.execAndGet(std::string{"PRAGMA "} + pragma).getInt();
}

int newest_version() {
    return static_cast<int>(embedded_migrations().size());
}

/// A fingerprint of the views' and the dictionary's text (FNV-1a, 64 bits): not for security,
/// only to see that a file was made by another build.
std::string text_digest() {
    std::uint64_t digest = 14695981039346656037ULL;
    const auto add = [&digest](std::string_view text) {
        for (const char character : text) {
            digest = (digest ^ static_cast<unsigned char>(character)) * 1099511628211ULL;
        }
    };
    for (const EmbeddedSql& view : embedded_views()) {
        add(view.text);
    }
    for (const EmbeddedSql& part : embedded_dictionary()) {
        add(part.text);
    }
    return fmt::format("{:016x}", digest);
}

std::string stored_digest(SQLite::Database& connection) {
    SQLite::Statement query(connection, "SELECT value FROM settings WHERE name = 'views_digest'");
    return query.executeStep() ? query.getColumn(0).getString() : std::string{};
}

void make_views(SQLite::Database& connection) {
    const std::string digest = text_digest();
    if (stored_digest(connection) == digest && views_are_current(connection)) {
        return;
    }
    Transaction transaction(connection);
    for (const EmbeddedSql& view : embedded_views()) {
        connection.exec(fmt::format("DROP VIEW IF EXISTS {}", view.name));
        connection.exec(std::string{view.text});
    }
    connection.exec("DELETE FROM data_dictionary");
    for (const EmbeddedSql& part : embedded_dictionary()) {
        connection.exec(std::string{part.text});
    }
    SQLite::Statement store(connection,
                            "INSERT INTO settings (name, value) VALUES ('views_digest', ?1) "
                            "ON CONFLICT (name) DO UPDATE SET value = excluded.value");
    store.bind(1, digest);
    store.exec();
    transaction.commit();
}

} // namespace

void check_identity(SQLite::Database& connection, const std::string& path, SchemaUse use) {
    const int id = pragma_value(connection, "application_id");
    const int version = pragma_value(connection, "user_version");
    const bool empty = connection.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0;
    if (id == 0 && version == 0 && empty) {
        if (use == SchemaUse::write) {
            return;
        }
        throw core::Error(core::ExitCode::not_our_database,
                          fmt::format("'{}' is an empty database", path),
                          "run `calltally sync` or `calltally import` first, or name the mirror's "
                          "file with --db");
    }
    if (id != application_id) {
        throw core::Error(core::ExitCode::not_our_database,
                          fmt::format("'{}' is a SQLite database of another program", path),
                          "name another file with --db; this one was not touched");
    }
    if (version > newest_version()) {
        throw core::Error(core::ExitCode::not_our_database,
                          fmt::format("'{}' has schema {}, this program knows up to {}", path,
                                      version, newest_version()),
                          "update calltally; the file was not touched");
    }
    if (use == SchemaUse::read && version < newest_version()) {
        throw core::Error(
            core::ExitCode::not_our_database,
            fmt::format("'{}' has schema {}, this program reads {}", path, version,
                        newest_version()),
            "run `calltally sync` or `calltally import` once: it brings the file up to date");
    }
}

void bring_up_to_date(SQLite::Database& connection) {
    const auto migrations = embedded_migrations();
    for (int version = pragma_value(connection, "user_version"); version < newest_version();
         ++version) {
        Transaction transaction(connection);
        connection.exec(std::string{migrations[static_cast<std::size_t>(version)].text});
        connection.exec(fmt::format("PRAGMA application_id = {}", application_id));
        connection.exec(fmt::format("PRAGMA user_version = {}", version + 1));
        transaction.commit();
    }
    make_views(connection);
}

} // namespace calltally::store
