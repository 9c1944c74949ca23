// SPDX-License-Identifier: MIT
#include "core/open_files.hpp"

#include "core/error.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace calltally::core {

namespace {

/// A connection takes so many, and gave them back when it failed: sockets, files of names, trust.
constexpr std::size_t files_of_a_connection = 8;

} // namespace

void check_for_open_files() {
    const int reason = errno;
    bool is_too_many = reason == EMFILE || reason == ENFILE;
    std::array<int, files_of_a_connection> files{};
    for (int& file : files) {
        file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        is_too_many = is_too_many || (file == -1 && (errno == EMFILE || errno == ENFILE));
    }
    for (const int file : files) {
        if (file != -1) {
            ::close(file);
        }
    }
    errno = reason;
    if (is_too_many) {
        throw Error(ExitCode::bug, "out of file descriptors: too many files are open",
                    "let the program have more (ulimit -n, LimitNOFILE=), and run it again");
    }
}

} // namespace calltally::core
