// SPDX-License-Identifier: MIT
//
// What the doctor finds on this machine: the mirror, who can read it, where it lies.
#include "cli/doctor_checks.hpp"
#include "store/database.hpp"
#include "store/database_path.hpp"
#include "store/mirror_check.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <grp.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

namespace calltally::cli {

namespace {

using core::ExitCode;
using State = Finding::State;

constexpr unsigned group_bits = 0070;
constexpr unsigned other_bits = 0007;
constexpr std::uint64_t megabyte = 1'000'000;

struct FileSystem {
    std::int64_t magic; ///< as statfs() gives it
    const char* name;
};
/// Where locks and shared memory do not hold between machines.
constexpr std::array<FileSystem, 7> network_file_systems{{{0x6969, "NFS"},
                                                          {0x517B, "SMB"},
                                                          {0xFE534D42, "SMB"},
                                                          {0xFF534D42, "CIFS"},
                                                          {0x01021997, "9p"},
                                                          {0x65735546, "FUSE"},
                                                          {0x00C36400, "Ceph"}}};

std::optional<struct stat> status_of(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 ? std::optional{info} : std::nullopt;
}

std::string group_name(gid_t group) {
    const struct group* entry = ::getgrgid(group);
    return entry != nullptr ? entry->gr_name : std::to_string(group);
}

struct MirrorFile {
    std::string path;
    struct stat info {};
};

/// The mirror and what SQLite keeps beside it: calls stand in all three.
std::vector<MirrorFile> files_of(const std::string& path) {
    std::vector<MirrorFile> files;
    for (const char* suffix : {"", "-wal", "-shm"}) {
        if (const auto info = status_of(path + suffix)) {
            files.push_back({path + suffix, *info});
        }
    }
    return files;
}

Finding check_readers(const std::vector<MirrorFile>& files) {
    std::vector<std::string> open_ones;
    for (const MirrorFile& file : files) {
        if ((file.info.st_mode & other_bits) != 0) {
            open_ones.push_back(fmt::format("'{}'", file.path));
        }
    }
    if (!open_ones.empty()) {
        return {"who can read it", State::problem,
                fmt::format("everybody on this machine may open {}", fmt::join(open_ones, ", ")),
                fmt::format("it holds phone numbers; run: chmod o= {}", fmt::join(open_ones, " ")),
                ExitCode::configuration};
    }
    const struct stat& info = files.front().info;
    const std::string mode = fmt::format("{:04o}", info.st_mode & 07777U);
    const bool has_group = std::any_of(files.begin(), files.end(), [](const MirrorFile& file) {
        return (file.info.st_mode & group_bits) != 0;
    });
    return {"who can read it",
            State::good,
            has_group
                ? fmt::format("its owner and the group {} (mode {})", group_name(info.st_gid), mode)
                : fmt::format("its owner alone (mode {})", mode),
            {}};
}

Finding check_owners(const std::string& path, const std::vector<MirrorFile>& files) {
    const struct stat& info = files.front().info;
    for (const MirrorFile& file : files) {
        const bool is_of_another_group =
            file.info.st_gid != info.st_gid && (file.info.st_mode & group_bits) != 0;
        if (file.info.st_uid != info.st_uid || is_of_another_group) {
            return {"files beside it", State::problem,
                    fmt::format("'{}' belongs to another {} than the mirror", file.path,
                                is_of_another_group ? "group" : "user"),
                    fmt::format("run: chown --reference='{0}' '{0}-wal' '{0}-shm'", path),
                    ExitCode::storage_failure};
        }
    }
    if (files.size() < 3) {
        return {"files beside it", State::note,
                fmt::format("-wal and -shm of '{}' are not both there: another program that wrote "
                            "removed them",
                            path),
                "readers that may not write there cannot open the file until the next sync"};
    }
    return {"files beside it", State::good, "-wal and -shm are there", {}};
}

Finding check_content(const std::string& path) {
    try {
        const store::MirrorCheck check = store::check_mirror(path);
        if (check.has_read_every_page) {
            return {"mirror",
                    State::good,
                    fmt::format("schema {}, and each page is whole (quick_check)", check.schema),
                    {}};
        }
        return {"mirror", State::good,
                fmt::format("schema {}; header and schema are whole, its {} MB were not read",
                            check.schema, check.bytes / static_cast<std::int64_t>(megabyte)),
                fmt::format("to read it all: sqlite3 -readonly '{}' 'PRAGMA quick_check'", path)};
    } catch (const core::Error& error) {
        return {"mirror", State::problem, error.what(), error.remedy(), error.exit_code()};
    } catch (const SQLite::Exception& error) {
        return {"mirror", State::problem, fmt::format("'{}' is damaged: {}", path, error.what()),
                store::damage_remedy, ExitCode::not_our_database};
    }
}

Finding check_file_system(const std::string& folder) {
    struct statfs info {};
    if (::statfs(folder.c_str(), &info) != 0) {
        return {"file system", State::problem, fmt::format("the folder '{}' is not there", folder),
                fmt::format("run: mkdir -p '{}'", folder), ExitCode::storage_failure};
    }
    const auto magic = static_cast<std::int64_t>(static_cast<unsigned long>(info.f_type));
    const auto* const network =
        std::find_if(network_file_systems.begin(), network_file_systems.end(),
                     [magic](const FileSystem& known) { return known.magic == magic; });
    if (network != network_file_systems.end()) {
        return {"file system", State::problem,
                fmt::format("'{}' lies on a network or user-space file system ({})", folder,
                            network->name),
                "SQLite's write-ahead log needs a local one: put the mirror on a local disk",
                ExitCode::storage_failure};
    }
    return {"file system", State::good, "local", {}};
}

Finding check_space(const std::string& folder, std::uint64_t file_bytes) {
    struct statvfs info {};
    if (::statvfs(folder.c_str(), &info) != 0) {
        return {"free space", State::note, "cannot be told", "look with df"};
    }
    const std::uint64_t free_bytes = std::uint64_t{info.f_bavail} * info.f_frsize;
    const std::uint64_t wanted = std::max(100 * megabyte, file_bytes / 4);
    const std::string found = fmt::format("{} MB free, the mirror has {} MB", free_bytes / megabyte,
                                          file_bytes / megabyte);
    if (free_bytes < wanted) {
        return {"free space", State::problem, found,
                "free some: a call takes up to 500 bytes, and the write-ahead log as much again",
                ExitCode::storage_failure};
    }
    return {"free space", State::good, found, {}};
}

} // namespace

std::vector<Finding> check_libraries() {
    // 3.51.3 is the first that cannot lose a log that two connections reset at once; calltally
    // has one writer, which is the other way to be safe.
    return {{"SQLite",
             State::good,
             fmt::format("{}; one writer at a time is kept by a lock", sqlite3_libversion()),
             {}},
            {"curl", State::good, api::transport_version(), {}}};
}

std::vector<Finding> check_files(const std::string& database_path) {
    const store::DatabasePath file = store::resolve_database_path(database_path);
    std::string folder = std::filesystem::path(file.path).parent_path().string();
    folder = folder.empty() ? "." : folder;
    std::vector<Finding> findings;
    std::uint64_t bytes = 0;
    if (const auto files = files_of(file.path); file.exists && !files.empty()) {
        bytes = static_cast<std::uint64_t>(files.front().info.st_size);
        findings.push_back(check_content(file.path));
        findings.push_back(check_readers(files));
        findings.push_back(check_owners(file.path, files));
    } else {
        findings.push_back({"mirror", State::note, fmt::format("'{}' is not there yet", file.path),
                            "the first sync or import makes it"});
    }
    findings.push_back(check_file_system(folder));
    findings.push_back(check_space(folder, bytes));
    if (::access(folder.c_str(), W_OK) != 0) {
        findings.push_back(
            {"folder", State::problem, fmt::format("this user may not write in '{}'", folder),
             "run as the user of the sync, or give it the folder", ExitCode::storage_failure});
    }
    return findings;
}

bool is_made_of_files(const std::string& database_path) {
    try {
        auto database = store::Database::open_without_traces(database_path);
        return database.connection()
                   .execAndGet("SELECT EXISTS (SELECT 1 FROM imports) AND NOT EXISTS "
                               "(SELECT 1 FROM accounts WHERE synced_since IS NOT NULL)")
                   .getInt() != 0;
    } catch (const core::Error&) {
        return false; // no mirror yet, or one that the other checks speak of
    }
}

} // namespace calltally::cli
