// SPDX-License-Identifier: MIT
#include "store/database.hpp"

#include "core/error.hpp"
#include "store/schema.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>

namespace calltally::store {

namespace {

using core::Error;
using core::ExitCode;

/// How long to wait for somebody else's write transaction.
constexpr int busy_timeout_ms = 10'000;

/// Whether there is a file; throws for what only looks like one.
bool check_path(const std::string& path) {
    if (path.empty()) {
        throw Error(ExitCode::usage, "the database's file name is empty", "name a file with --db");
    }
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) {
        return false;
    }
    if (!S_ISREG(info.st_mode)) {
        throw Error(ExitCode::usage, fmt::format("'{}' is not a regular file", path),
                    "name the mirror's file with --db");
    }
    return true;
}

/// A name that SQLite cannot take for a URI or for an in-memory database.
std::string literal_path(const std::string& path) {
    return path.front() == '/' ? path : "./" + path;
}

[[noreturn]] void rethrow(const SQLite::Exception& error, const std::string& path) {
    switch (error.getErrorCode()) {
    case SQLITE_NOTADB:
        throw Error(ExitCode::not_our_database, fmt::format("'{}' is not a SQLite database", path),
                    "name another file with --db; this one was not touched");
    case SQLITE_CORRUPT:
        throw Error(ExitCode::not_our_database,
                    fmt::format("'{}' is damaged: {}", path, error.what()),
                    "restore it from a backup, or move it away and sync again");
    default:
        throw Error(ExitCode::storage_failure,
                    fmt::format("cannot open '{}': {}", path, error.what()),
                    "check that the folder exists and that you may read and write there");
    }
}

/// While it lives, files are made for their owner alone.
class PrivateFiles {
public:
    PrivateFiles() : m_previous(::umask(0077)) {}
    ~PrivateFiles() { ::umask(m_previous); }
    PrivateFiles(const PrivateFiles&) = delete;
    PrivateFiles& operator=(const PrivateFiles&) = delete;

private:
    mode_t m_previous;
};

void harden(sqlite3* handle) {
    int on = 1;
    // Our connection never runs what a stranger put into the file's schema.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    // Readers without write permission need -wal and -shm to stay.
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
}

} // namespace

Database Database::open_for_writing(const std::string& path) {
    check_path(path);
    try {
        const PrivateFiles private_files;
        Database database(SQLite::Database(
            literal_path(path), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, busy_timeout_ms));
        SQLite::Database& connection = database.connection();
        check_identity(connection, path, SchemaUse::write);
        harden(connection.getHandle());
        connection.exec("PRAGMA journal_mode = WAL");
        // Consistent at any moment; durable where make_durable() is called.
        connection.exec("PRAGMA synchronous = NORMAL");
        connection.exec("PRAGMA foreign_keys = ON");
        connection.exec("PRAGMA temp_store = MEMORY");
        connection.exec("PRAGMA cache_size = -16000");
        bring_up_to_date(connection);
        return database;
    } catch (const SQLite::Exception& error) {
        rethrow(error, path);
    }
}

Database Database::open_for_reading(const std::string& path) {
    if (!check_path(path)) {
        throw Error(ExitCode::storage_failure, fmt::format("there is no file '{}'", path),
                    "run `calltally sync` first, or name the mirror's file with --db");
    }
    try {
        Database database(
            SQLite::Database(literal_path(path), SQLite::OPEN_READONLY, busy_timeout_ms));
        check_identity(database.connection(), path, SchemaUse::read);
        return database;
    } catch (const SQLite::Exception& error) {
        rethrow(error, path);
    }
}

void Database::make_durable() {
    m_connection.exec("PRAGMA synchronous = FULL");
    {
        // A commit under FULL flushes the whole write-ahead log, earlier commits included.
        Transaction transaction(m_connection);
        m_connection.exec(
            "INSERT INTO settings (name, value) VALUES ('durable_at', datetime('now')) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        transaction.commit();
    }
    m_connection.exec("PRAGMA synchronous = NORMAL");
    SQLite::Statement checkpoint(m_connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    checkpoint.executeStep(); // busy is normal: a reader may hold the log open
}

} // namespace calltally::store
