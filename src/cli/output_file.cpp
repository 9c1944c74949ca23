// SPDX-License-Identifier: MIT
#include "cli/output_file.hpp"

#include "core/error.hpp"
#include "core/open_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <system_error>

namespace calltally::cli {

namespace {

using core::Error;
using core::ExitCode;

/// As the shell would make it.
constexpr mode_t new_file_mode = 0666;

bool is_same_file(const std::string& one, const std::string& other) {
    std::error_code failure;
    return std::filesystem::equivalent(one, other, failure) && !failure;
}

} // namespace

OutputFile::OutputFile(std::string path, const std::string& database) : m_path(std::move(path)) {
    if (m_path.empty()) {
        return;
    }
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
        if (is_same_file(m_path, database + suffix)) {
            throw Error(ExitCode::usage, fmt::format("'{}' belongs to the mirror itself", m_path),
                        "name another file with -o");
        }
    }
    struct stat info {};
    const bool exists = ::stat(m_path.c_str(), &info) == 0;
    if (exists && S_ISDIR(info.st_mode)) {
        throw Error(ExitCode::usage, fmt::format("'{}' is a folder", m_path),
                    "name a file in it with -o");
    }
    if (exists && !S_ISREG(info.st_mode)) {
        m_file.open(m_path, std::ios::binary);
    } else {
        std::error_code failure; // a link stays a link: the file behind it is replaced
        const std::filesystem::path target =
            exists ? std::filesystem::canonical(m_path, failure) : std::filesystem::path(m_path);
        m_path = failure ? m_path : target.string();
        m_unfinished = fmt::format("{}.unfinished-{}", m_path, ::getpid());
        const int file = ::open(m_unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                                exists ? info.st_mode & 0777 : new_file_mode);
        if (file == -1) {
            const int reason = errno;
            m_unfinished.clear();
            errno = reason;
            fail("make");
        }
        ::close(file);
        m_file.open(m_unfinished, std::ios::binary);
    }
    if (!m_file) {
        fail("open");
    }
}

OutputFile::~OutputFile() {
    if (!m_unfinished.empty()) {
        ::unlink(m_unfinished.c_str());
    }
}

std::ostream& OutputFile::stream() {
    return m_path.empty() ? std::cout : m_file;
}

void OutputFile::finish() {
    if (m_path.empty()) {
        return;
    }
    m_file.close();
    if (!m_file) {
        fail("write");
    }
    if (!m_unfinished.empty()) {
        if (std::rename(m_unfinished.c_str(), m_path.c_str()) != 0) {
            fail("put in its place");
        }
        m_unfinished.clear();
    }
}

void OutputFile::fail(const std::string& doing) const {
    core::check_for_open_files();
    throw Error(ExitCode::storage_failure,
                fmt::format("cannot {} '{}': {}", doing, m_path, std::strerror(errno)),
                "check that the folder exists, has room, and that you may write there");
}

} // namespace calltally::cli
