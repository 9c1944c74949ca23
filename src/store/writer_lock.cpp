// SPDX-License-Identifier: MIT
#include "store/writer_lock.hpp"

#include "core/error.hpp"
#include "core/open_files.hpp"
#include "store/database_path.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace calltally::store {

namespace {

/// `calltally rules, process 42`, as far as the holder wrote it down.
std::string holder_of(int file) {
    std::array<char, 64> text{};
    const ssize_t length = ::pread(file, text.data(), text.size(), 0);
    const std::string_view holder(text.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
    const std::size_t space = holder.find(' ');
    if (space == std::string_view::npos) {
        return fmt::format("process {}", holder.empty() ? "unknown" : holder);
    }
    return fmt::format("calltally {}, process {}", holder.substr(0, space),
                       holder.substr(space + 1));
}

} // namespace

WriterLock::WriterLock(const std::string& database_path, std::string_view command) {
    const std::string path = resolve_database_path(database_path).path + ".lock";
    m_file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (m_file < 0) {
        core::check_for_open_files();
        throw core::Error(core::ExitCode::storage_failure,
                          fmt::format("cannot open '{}': {}", path, std::strerror(errno)),
                          "check that the folder exists and that you may write there");
    }
    if (::flock(m_file, LOCK_EX | LOCK_NB) != 0) {
        const std::string holder = holder_of(m_file);
        ::close(m_file);
        throw core::Error(core::ExitCode::already_running,
                          fmt::format("another run writes this file: {}", holder),
                          "wait for it to end; nothing was done");
    }
    const std::string holder = fmt::format("{} {}", command, ::getpid());
    if (::ftruncate(m_file, 0) != 0 ||
        ::pwrite(m_file, holder.data(), holder.size(), 0) != static_cast<ssize_t>(holder.size())) {
        // The lock holds all the same; only its holder's name is not to be had.
        errno = 0;
    }
}

WriterLock::~WriterLock() {
    ::close(m_file);
}

} // namespace calltally::store
