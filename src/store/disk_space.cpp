// SPDX-License-Identifier: MIT
#include "store/disk_space.hpp"

#include <sys/statvfs.h>

#include <limits>

namespace calltally::store {

std::int64_t free_bytes_beside(const std::string& file) {
    constexpr std::int64_t unknown = std::numeric_limits<std::int64_t>::max();
    struct statvfs info {};
    if (::statvfs(file.c_str(), &info) != 0) {
        return unknown;
    }
    std::int64_t bytes = 0;
    return __builtin_mul_overflow(info.f_bavail, info.f_frsize, &bytes) ? unknown : bytes;
}

} // namespace calltally::store
