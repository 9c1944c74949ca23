// SPDX-License-Identifier: MIT
#include "store/writer_lock.hpp"

#include "core/error.hpp"
#include "store/database_path.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace calltally::store {

WriterLock::WriterLock(const std::string& database_path) {
    const std::string path = resolve_database_path(database_path).path + ".lock";
    m_file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (m_file < 0) {
        throw core::Error(core::ExitCode::storage_failure,
                          fmt::format("cannot open '{}': {}", path, std::strerror(errno)),
                          "check that the folder exists and that you may write there");
    }
    if (::flock(m_file, LOCK_EX | LOCK_NB) != 0) {
        std::array<char, 32> holder{};
        const ssize_t length = ::read(m_file, holder.data(), holder.size() - 1);
        ::close(m_file);
        throw core::Error(core::ExitCode::already_running,
                          fmt::format("another sync of this file is running (process {})",
                                      length > 0 ? holder.data() : "unknown"),
                          "wait for it to end; nothing was done");
    }
    const std::string pid = std::to_string(::getpid());
    if (::ftruncate(m_file, 0) != 0 ||
        ::pwrite(m_file, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
        // The lock holds all the same; only its holder's name is not to be had.
        errno = 0;
    }
}

WriterLock::~WriterLock() {
    ::close(m_file);
}

} // namespace calltally::store
