// SPDX-License-Identifier: MIT
#include "core/error.hpp"
#include "mirror.hpp"
#include "store/database.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <chrono>
#include <thread>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

namespace {

enum class Open { reading, writing };

/// The exit code of the refusal; the message must name the file and what to do.
core::ExitCode refusal(const std::string& path, Open how) {
    try {
        how == Open::reading ? Database::open_for_reading(path) : Database::open_for_writing(path);
    } catch (const core::Error& error) {
        CHECK(std::string(error.what()).find(path) != std::string::npos);
        CHECK_FALSE(error.remedy().empty());
        return error.exit_code();
    }
    return core::ExitCode::done;
}

/// Refused both ways as not ours, and the same bytes afterwards.
void check_left_alone(const std::string& path) {
    const std::string before = bytes_of(path);
    const std::string log_before = bytes_of(path + "-wal");
    CHECK(refusal(path, Open::reading) == core::ExitCode::not_our_database);
    CHECK(refusal(path, Open::writing) == core::ExitCode::not_our_database);
    CHECK(bytes_of(path) == before);
    CHECK(bytes_of(path + "-wal") == log_before);
}

unsigned mode_of(const std::string& path) {
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    return info.st_mode & 0777U;
}

SQLite::Database plain(const std::string& path) {
    return {path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
}

} // namespace

TEST_CASE("a new mirror is ours, private, and keeps its log files when closed") {
    const Folder folder;
    const std::string path = folder.file("mirror.db");
    {
        Database database = Database::open_for_writing(path);
        SQLite::Database& connection = database.connection();
        CHECK(connection.execAndGet("PRAGMA application_id").getInt() == 0x43544C59);
        CHECK(connection.execAndGet("PRAGMA user_version").getInt() > 0);
        CHECK(connection.execAndGet("PRAGMA journal_mode").getString() == "wal");
        CHECK(connection.execAndGet("PRAGMA foreign_keys").getInt() == 1);
        CHECK(connection.execAndGet("PRAGMA trusted_schema").getInt() == 0);
        CHECK(connection.execAndGet("PRAGMA integrity_check").getString() == "ok");
    }
    for (const char* ending : {"", "-wal", "-shm"}) {
        CHECK(mode_of(path + ending) == 0600U);
    }
    // As `file` and other programs find it: in the header, not in the log.
    Database::open_for_writing(path).make_durable();
    CHECK(bytes_of(path).substr(68, 4) == "CTLY");
}

TEST_CASE("files that are not ours are refused, and stay as they are to the byte") {
    const Folder folder;
    const std::string path = folder.file("other.db");
    SUBCASE("a text") {
        std::ofstream(path) << std::string(5000, 'x');
    }
    SUBCASE("another program's database without an id") {
        plain(path).exec("CREATE TABLE notes (text)");
    }
    SUBCASE("another program's database with an id") {
        plain(path).exec("PRAGMA application_id = 1");
    }
    SUBCASE("a newer schema of ours") {
        Database::open_for_writing(path).connection().exec("PRAGMA user_version = 9999");
    }
    check_left_alone(path);
}

TEST_CASE("another program's commits are not moved from its log into its file") {
    const Folder folder;
    const std::string path = folder.file("other.db");
    {
        SQLite::Database other = plain(path);
        other.exec("PRAGMA journal_mode = WAL; CREATE TABLE notes (text)");
        // As a crash leaves it: the log is not moved at the end.
        sqlite3_db_config(other.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    }
    REQUIRE(bytes_of(path + "-wal").size() > 4096);
    check_left_alone(path);
    CHECK(row(*std::make_unique<SQLite::Database>(path, SQLite::OPEN_READWRITE),
              "SELECT count(*) FROM notes") == "0");
}

TEST_CASE("an empty file becomes a mirror when written, and is refused when read") {
    const Folder folder;
    const std::string path = folder.file("mirror.db");
    std::ofstream(path) << "";
    CHECK(refusal(path, Open::reading) == core::ExitCode::not_our_database);
    CHECK(bytes_of(path).empty());
    CHECK(refusal(path, Open::writing) == core::ExitCode::done);
    CHECK(refusal(path, Open::reading) == core::ExitCode::done);
}

TEST_CASE("what is not there cannot be read, what has no folder cannot be written") {
    const Folder folder;
    CHECK(refusal(folder.file("mirror.db"), Open::reading) == core::ExitCode::storage_failure);
    CHECK_FALSE(std::filesystem::exists(folder.file("mirror.db")));
    CHECK(refusal(folder.file("no/mirror.db"), Open::writing) == core::ExitCode::storage_failure);
}

TEST_CASE("an older schema is refused when read, with the remedy, and brought up when written") {
    const Folder folder;
    const std::string path = folder.file("mirror.db");
    {
        SQLite::Database old = plain(path);
        old.exec("PRAGMA application_id = 0x43544C59; PRAGMA user_version = 0; "
                 "CREATE TABLE my_notes (text); INSERT INTO my_notes VALUES ('kept')");
    }
    CHECK(refusal(path, Open::reading) == core::ExitCode::not_our_database);
    Database database = Database::open_for_writing(path);
    CHECK(row(database.connection(), "SELECT text FROM my_notes") == "kept");
    CHECK(row(database.connection(), "SELECT count(*) FROM calls") == "0");
}

TEST_CASE("names that SQLite takes for something else are names of files") {
    const Folder folder;
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(folder.file(""));
    for (const char* name : {"file:x.db?mode=memory", ":memory:"}) {
        Database::open_for_writing(name).make_durable();
        CHECK(std::filesystem::file_size(name) > 0);
    }
    std::filesystem::current_path(before);
}

TEST_CASE("readers see whole transactions and do not wait for the writer") {
    Mirror mirror;
    Database reader = Database::open_for_reading(mirror.path());
    const std::string count = "SELECT count(*) FROM accounts";
    Transaction transaction(mirror.connection());
    mirror.connection().exec("INSERT INTO accounts (sid) VALUES ('ACx')");
    CHECK(row(reader.connection(), count) == "1");
    transaction.commit();
    CHECK(row(reader.connection(), count) == "2");
    CHECK_THROWS_AS(reader.connection().exec("DELETE FROM accounts"), SQLite::Exception);
}

TEST_CASE("a transaction that is not committed leaves nothing") {
    Mirror mirror;
    {
        const Transaction transaction(mirror.connection());
        mirror.connection().exec("INSERT INTO accounts (sid) VALUES ('ACx')");
    }
    CHECK(mirror.row("SELECT count(*) FROM accounts") == "1");
}

TEST_CASE("what a killed writer left in the log is there for the next one") {
    const Folder folder;
    const std::string path = folder.file("mirror.db");
    {
        Database database = Database::open_for_writing(path);
        database.connection().exec("INSERT INTO accounts (sid) VALUES ('ACx')");
        for (const char* ending : {"", "-wal"}) { // a copy, as a crash would leave it
            std::filesystem::copy_file(path + ending, folder.file("crashed.db") + ending);
        }
    }
    Database database = Database::open_for_writing(folder.file("crashed.db"));
    CHECK(row(database.connection(), "SELECT count(*) FROM accounts") == "1");
}

TEST_CASE("a raised flag ends the waiting for another program's transaction") {
    const Folder folder;
    const std::string path = folder.file("mirror.db");
    const StopFlag stop = true;
    Database database = Database::open_for_writing(path, &stop);
    SQLite::Database other = plain(path);
    other.exec("BEGIN IMMEDIATE");
    const auto begun = std::chrono::steady_clock::now();
    try {
        const Transaction transaction(database.connection());
        FAIL_CHECK("begun");
    } catch (const SQLite::Exception& error) {
        CHECK(error.getErrorCode() == SQLITE_BUSY);
    }
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{5});
    other.exec("ROLLBACK");
    database.make_durable();
    // What is soon over is waited for all the same.
    other.exec("BEGIN IMMEDIATE");
    std::thread soon_over([&other] {
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
        other.exec("ROLLBACK");
    });
    CHECK_NOTHROW(Transaction(database.connection()).commit());
    soon_over.join();
}

TEST_CASE("a damaged file is called damaged") {
    const Folder folder;
    const std::string path = folder.file("mirror.db");
    Database::open_for_writing(path).make_durable();
    std::filesystem::remove(path + "-wal");
    {
        std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(100); // the schema's own page, after the file's header
        file << std::string(3996, '\0');
    }
    CHECK(refusal(path, Open::reading) == core::ExitCode::not_our_database);
    CHECK(refusal(path, Open::writing) == core::ExitCode::not_our_database);
}

TEST_CASE("a file that was replaced while it was written is not passed over") {
    const Folder folder;
    const std::string path = folder.file("mirror.db");
    Database database = Database::open_for_writing(path);
    database.make_durable();
    std::filesystem::rename(path, folder.file("moved.db"));
    try {
        database.make_durable();
        FAIL("nothing was noticed");
    } catch (const core::Error& error) {
        CHECK(error.exit_code() == core::ExitCode::storage_failure);
    }
}

TEST_CASE("a reader in the middle of a query does not keep a commit from being durable") {
    Mirror mirror;
    Database reader = Database::open_for_reading(mirror.path());
    SQLite::Statement query(reader.connection(), "SELECT * FROM usage_categories");
    REQUIRE(query.executeStep());
    mirror.connection().exec("INSERT INTO accounts (sid) VALUES ('ACx')");
    CHECK_NOTHROW(mirror.database().make_durable());
    CHECK(mirror.row("SELECT count(*) FROM settings WHERE name = 'durable_at'") == "1");
}
