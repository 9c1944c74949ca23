// SPDX-License-Identifier: MIT
#include "store/database.hpp"

#include "core/error.hpp"
#include "core/open_files.hpp"
#include "store/database_path.hpp"
#include "store/schema.hpp"
#include "store/schema_check.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <new>
#include <thread>

namespace calltally::store {

namespace {

using core::Error;
using core::ExitCode;

/// Waits for somebody else's transaction, ten seconds in all; once it is to stop, a quarter of one,
/// so that a run's end is not lost to one that is soon over. \returns 0 to give up
int wait_while_busy(void* stop, int tries) noexcept {
    constexpr int longest_ms = 50;
    constexpr int most_tries = 225;
    constexpr int most_tries_at_the_end = 20;
    const auto* const flag = static_cast<const StopFlag*>(stop);
    const bool is_end = flag != nullptr && *flag;
    if (tries >= (is_end ? most_tries_at_the_end : most_tries)) {
        return 0;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{std::min(tries + 1, longest_ms)});
    return 1;
}

/// SQLite reads a write-ahead log by way of an index beside it, which it may have to make.
bool is_where_nothing_can_be_written(const std::string& path) {
    const DatabasePath file = resolve_database_path(path);
    const std::string folder = std::filesystem::path(file.path).parent_path().string();
    return file.exists && ::access(file.path.c_str(), R_OK) == 0 &&
           ::access(folder.c_str(), W_OK) != 0;
}

[[noreturn]] void rethrow(const SQLite::Exception& error, const std::string& path,
                          const StopFlag* stop = nullptr) {
    core::check_for_open_files();
    switch (error.getErrorCode()) {
    case SQLITE_NOTADB:
        throw Error(ExitCode::not_our_database, fmt::format("'{}' is not a SQLite database", path),
                    "name another file with --db; this one was not touched");
    case SQLITE_CORRUPT:
        throw Error(ExitCode::not_our_database,
                    fmt::format("'{}' is damaged: {}", path, error.what()), damage_remedy);
    case SQLITE_BUSY:
        if (stop != nullptr && *stop) {
            throw Error(ExitCode::interrupted, "stopped by a signal", "run this again");
        }
        throw Error(ExitCode::storage_failure,
                    fmt::format("'{}' is locked by another program", path),
                    "let it end its transaction, and run this again");
    case SQLITE_NOMEM:
        throw std::bad_alloc{};
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
        if (is_where_nothing_can_be_written(path)) {
            throw Error(ExitCode::storage_failure,
                        fmt::format("the write-ahead log of '{}' cannot be read where nothing can "
                                    "be written",
                                    path),
                        "copy the file and its -wal to a folder where you may write; what "
                        "`calltally backup` writes can be read anywhere");
        }
        break;
    case SQLITE_IOERR:
    case SQLITE_FULL:
        throw Error(ExitCode::storage_failure,
                    fmt::format("cannot open '{}': {}", path, error.what()), disk_remedy);
    default:
        break;
    }
    throw Error(ExitCode::storage_failure, fmt::format("cannot open '{}': {}", path, error.what()),
                "check that the folder exists and that you may read and write there");
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

void configure(sqlite3* handle, int option, int value) {
    sqlite3_db_config(handle, option, value, nullptr);
}

/// Our connection never runs what a stranger put into the file's schema, and takes damage for
/// what it is.
void harden(SQLite::Database& connection) {
    configure(connection.getHandle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0);
    configure(connection.getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 1);
    connection.exec("PRAGMA cell_size_check = ON");
    connection.exec("PRAGMA mmap_size = 0");
}

/// Readers without write permission need -wal and -shm to stay.
void keep_log_files(SQLite::Database& connection) {
    int on = 1;
    sqlite3_file_control(connection.getHandle(), "main", SQLITE_FCNTL_PERSIST_WAL, &on);
}

/// Whether somebody's commits wait in the write-ahead log.
bool has_pending_log(const std::string& path) {
    struct stat info {};
    return ::stat((path + "-wal").c_str(), &info) == 0 && info.st_size > 0;
}

/// The file's own name, where there is one.
std::string resolve_existing(const std::string& path) {
    const DatabasePath file = resolve_database_path(path);
    if (!file.exists) {
        throw Error(ExitCode::storage_failure, fmt::format("there is no file '{}'", path),
                    "run `calltally sync` or `calltally import` first, or name the mirror's file "
                    "with --db");
    }
    return file.path;
}

/// Of a file whose log is empty: SQLite then needs no -wal and -shm to read it.
std::string immutable_uri(const std::string& file) {
    std::string uri = "file:";
    for (const char character : file) {
        const bool is_special = character == '%' || character == '?' || character == '#';
        uri += is_special ? fmt::format("%{:02X}", character) : std::string(1, character);
    }
    return uri + "?immutable=1";
}

/// check_identity(), in such a way that closing a stranger's file does not move its log into it.
void check_before_writing(SQLite::Database& connection, const std::string& path, bool has_log) {
    if (has_log) {
        configure(connection.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1);
        keep_log_files(connection);
    }
    check_identity(connection, path, SchemaUse::write);
    configure(connection.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0);
}

} // namespace

void prepare_sqlite() noexcept {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

Database::Database(SQLite::Database connection, const StopFlag* stop)
    : m_connection(std::move(connection)), m_stop(stop) {
    wait_for_others();
}

void Database::wait_for_others() {
    // SQLite's interface knows no const.
    sqlite3_busy_handler(m_connection.getHandle(), wait_while_busy, const_cast<StopFlag*>(m_stop));
}

Database Database::open_for_writing(const std::string& path, const StopFlag* stop) {
    const DatabasePath file = resolve_database_path(path);
    try {
        const PrivateFiles private_files;
        const bool has_log = has_pending_log(file.path);
        Database database(SQLite::Database(file.path,
                                           SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE |
                                               SQLite::OPEN_NOMUTEX), // for one thread
                          stop);
        SQLite::Database& connection = database.connection();
        check_before_writing(connection, path, has_log);
        harden(connection);
        keep_log_files(connection);
        connection.exec("PRAGMA journal_mode = WAL");
        // Consistent at any moment; durable where make_durable() is called.
        connection.exec("PRAGMA synchronous = NORMAL");
        connection.exec("PRAGMA foreign_keys = ON");
        connection.exec("PRAGMA temp_store = MEMORY");
        connection.exec("PRAGMA cache_size = -12000");
        // Random sids touch most of their index with each transaction: moving its pages into the
        // file once for several transactions saves most of that writing. 128 MB of log.
        connection.exec("PRAGMA wal_autocheckpoint = 32768");
        bring_up_to_date(connection);
        check_schema(connection, path);
        return database;
    } catch (const SQLite::Exception& error) {
        rethrow(error, path, stop);
    }
}

Database Database::open_for_reading(const std::string& path) {
    return open_read_only(path, resolve_existing(path));
}

Database Database::open_without_traces(const std::string& path) {
    const std::string file = resolve_existing(path);
    if (has_pending_log(file)) {
        return open_read_only(path, file);
    }
    try {
        return open_read_only(path, immutable_uri(file));
    } catch (const Error&) {
        if (!has_pending_log(file)) {
            throw;
        }
        return open_read_only(path, file); // a writer has come meanwhile: nothing was wrong
    }
}

Database Database::open_read_only(const std::string& path, const std::string& name) {
    try {
        Database database(SQLite::Database(name, SQLite::OPEN_READONLY | SQLite::OPEN_URI),
                          nullptr);
        SQLite::Database& connection = database.connection();
        check_identity(connection, path, SchemaUse::read);
        harden(connection);
        check_schema(connection, path);
        return database;
    } catch (const SQLite::Exception& error) {
        rethrow(error, path);
    }
}

Database Database::in_memory() {
    Database database(SQLite::Database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE),
                      nullptr);
    harden(database.connection());
    bring_up_to_date(database.connection());
    return database;
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
    // Only to keep the log short: a reader may hold it open, and is not waited for.
    sqlite3_busy_handler(m_connection.getHandle(), nullptr, nullptr);
    SQLite::Statement(m_connection, "PRAGMA wal_checkpoint(TRUNCATE)").executeStep();
    wait_for_others();

    int is_elsewhere = 0;
    sqlite3_file_control(m_connection.getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &is_elsewhere);
    if (is_elsewhere != 0) {
        throw Error(ExitCode::storage_failure,
                    fmt::format("'{}' was moved, replaced or deleted while it was written",
                                m_connection.getFilename()),
                    "what was written went with the old file; run this again");
    }
}

} // namespace calltally::store
