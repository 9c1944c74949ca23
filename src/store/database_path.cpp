// SPDX-License-Identifier: MIT
#include "store/database_path.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>
#include <system_error>

namespace calltally::store {

namespace {

/// A name that SQLite cannot take for a URI or for an in-memory database.
std::string literal(const std::string& path) {
    return path.front() == '/' ? path : "./" + path;
}

} // namespace

DatabasePath resolve_database_path(const std::string& given) {
    using core::Error;
    using core::ExitCode;
    if (given.empty()) {
        throw Error(ExitCode::usage, "the database's file name is empty", "name a file with --db");
    }
    struct stat info {};
    if (::stat(given.c_str(), &info) != 0) {
        return {literal(given), false};
    }
    if (!S_ISREG(info.st_mode)) {
        throw Error(ExitCode::usage, fmt::format("'{}' is not a regular file", given),
                    "name the mirror's file with --db");
    }
    if (info.st_nlink > 1) {
        throw Error(ExitCode::not_our_database,
                    fmt::format("'{}' has {} names (hard links), and each would get a write-ahead "
                                "log of its own",
                                given, info.st_nlink),
                    "copy it to a file of its own, or remove the other names");
    }
    std::error_code failure;
    const std::filesystem::path canonical = std::filesystem::canonical(given, failure);
    return {failure ? literal(given) : canonical.string(), true};
}

} // namespace calltally::store
