// SPDX-License-Identifier: MIT
//
// The mirror: one SQLite file. Opens it for the one writer or for readers, and refuses what is
// not ours before a byte of it changes.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <atomic>
#include <string>

namespace calltally::store {

/// Once, before anything else of the process touches SQLite: makes it count no memory, which
/// nobody asks for and which takes a lock with each allocation.
void prepare_sqlite() noexcept;

/// What to do about a mirror that is damaged.
inline constexpr const char* damage_remedy =
    "restore it from a backup, or move it away and sync again";

/// What to do where the disk does not take or give what it should.
inline constexpr const char* disk_remedy =
    "check the disk, the room on it, and how large a file may be (ulimit -f)";

/// Raised by a signal: ends the waiting for another program's transaction.
using StopFlag = std::atomic<bool>;

class Database {
public:
    /// Opens the file for writing, creates it if there is none (mode 0600), and brings its schema
    /// up to date. Readers keep working meanwhile.
    /// \throws core::Error not_our_database: not SQLite, another program's, a newer schema, a
    ///         changed one, a file with two names; storage_failure: cannot be opened or written;
    ///         usage: not a regular file; interrupted: stopped while it waited
    /// \param stop outlives this; null: nothing ends its waiting but time
    static Database open_for_writing(const std::string& path, const StopFlag* stop = nullptr);

    /// Opens an up-to-date mirror for reading only.
    /// \throws core::Error as above; an older schema is refused with the remedy to sync once
    static Database open_for_reading(const std::string& path);

    /// As open_for_reading(), but makes no -wal and -shm beside the file where it has no log: what
    /// only looks leaves nothing behind that a user of another group could stumble over.
    static Database open_without_traces(const std::string& path);

    /// An empty mirror that no file holds.
    static Database in_memory();

    SQLite::Database& connection() noexcept { return m_connection; }

    /// Makes everything committed so far survive a power loss, and moves it from the write-ahead
    /// log into the file. A reader in the middle of a query only delays the second part.
    /// \throws core::Error storage_failure if the file is not where it was opened any more
    void make_durable();

private:
    /// \param path for messages \param name of the file, or a URI of it
    static Database open_read_only(const std::string& path, const std::string& name);
    Database(SQLite::Database connection, const StopFlag* stop);
    void wait_for_others();

    SQLite::Database m_connection;
    const StopFlag* m_stop;
};

/// BEGIN IMMEDIATE: never fails half-way for another writer's sake.
class Transaction : public SQLite::Transaction {
public:
    explicit Transaction(SQLite::Database& connection)
        : SQLite::Transaction(connection, SQLite::TransactionBehavior::IMMEDIATE) {}
};

} // namespace calltally::store
