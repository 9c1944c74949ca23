// SPDX-License-Identifier: MIT
#include "store/backup.hpp"

#include "core/error.hpp"
#include "core/open_files.hpp"
#include "store/bindings.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace calltally::store {

namespace {

using core::Error;
using core::ExitCode;

[[noreturn]] void fail(const std::string& file, const std::string& why) {
    core::check_for_open_files();
    throw Error(ExitCode::storage_failure, fmt::format("cannot write '{}': {}", file, why),
                "check that the folder exists, has room, and that you may write there");
}

[[noreturn]] void refuse(const std::string& file) {
    throw Error(ExitCode::usage, fmt::format("there is a file '{}' already", file),
                "name one that is not there; a backup never replaces a file");
}

/// Taken away again unless it was put in its place.
class UnfinishedFile {
public:
    explicit UnfinishedFile(const std::string& file)
        : m_name(fmt::format("{}.unfinished-{}", file, ::getpid())) {
        const int made = ::open(m_name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (made == -1) {
            const std::string why = std::strerror(errno);
            const std::string name = std::exchange(m_name, {});
            fail(name, why);
        }
        ::close(made);
    }
    ~UnfinishedFile() {
        if (!m_name.empty()) {
            ::unlink(m_name.c_str());
            ::unlink((m_name + "-journal").c_str());
        }
    }
    UnfinishedFile(const UnfinishedFile&) = delete;
    UnfinishedFile& operator=(const UnfinishedFile&) = delete;

    const std::string& name() const { return m_name; }

    /// A second name first: unlike rename(), link() never takes the place of another file.
    void put_at(const std::string& file) {
        flush(m_name, O_RDWR);
        if (::link(m_name.c_str(), file.c_str()) != 0) {
            if (errno == EEXIST) {
                refuse(file);
            }
            // Some file systems have no second names.
            if (::renameat2(AT_FDCWD, m_name.c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE) !=
                0) {
                errno == EEXIST ? refuse(file) : fail(file, std::strerror(errno));
            }
            m_name.clear();
        }
        if (!m_name.empty()) {
            ::unlink(m_name.c_str());
            m_name.clear();
        }
        const auto folder = std::filesystem::path(file).parent_path();
        flush(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY);
    }

private:
    static void flush(const std::string& name, int how) {
        const int file = ::open(name.c_str(), how | O_CLOEXEC);
        const bool is_flushed = file != -1 && ::fsync(file) == 0;
        const int reason = errno;
        if (file != -1) {
            ::close(file);
        }
        if (!is_flushed) {
            fail(name, std::strerror(reason));
        }
    }

    std::string m_name;
};

} // namespace

void back_up(SQLite::Database& connection, const std::string& given) {
    // A name that SQLite cannot take for a URI or an in-memory database.
    const std::string file = given.starts_with('/') ? given : "./" + given;
    struct stat info {};
    if (::lstat(file.c_str(), &info) == 0) {
        refuse(file);
    }
    UnfinishedFile unfinished(file);
    try {
        // VACUUM writes into a file that is there as long as it is empty; the copy is in rollback
        // mode, so that a reader needs no second file.
        SQLite::Statement vacuum(connection, "VACUUM INTO ?1");
        vacuum.bind(1, unfinished.name());
        vacuum.exec();
    } catch (const SQLite::Exception& error) {
        fail(file, error.what());
    }
    unfinished.put_at(file);
}

} // namespace calltally::store
