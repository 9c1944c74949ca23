// SPDX-License-Identifier: MIT
#include "cli/doctor_checks.hpp"

#include "api/errors.hpp"
#include "api/page.hpp"
#include "api/requests.hpp"
#include "store/database.hpp"
#include "store/database_path.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
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

Finding check_mode(const std::string& path, const struct stat& info) {
    const std::string mode = fmt::format("{:04o}", info.st_mode & 07777U);
    if ((info.st_mode & other_bits) != 0) {
        return {
            "who can read it", State::problem,
            fmt::format("'{}' has mode {}: everybody on this machine", path, mode),
            fmt::format("it holds phone numbers; run: chmod o= '{0}' '{0}-wal' '{0}-shm'", path),
            ExitCode::configuration};
    }
    if ((info.st_mode & group_bits) != 0) {
        return {"who can read it",
                State::good,
                fmt::format("its owner and the group {} (mode {})", group_name(info.st_gid), mode),
                {}};
    }
    return {"who can read it", State::good, fmt::format("its owner alone (mode {})", mode), {}};
}

Finding check_log_files(const std::string& path, const struct stat& info) {
    for (const char* suffix : {"-wal", "-shm"}) {
        const auto beside = status_of(path + suffix);
        if (!beside) {
            return {"files beside it", State::note,
                    fmt::format("'{}{}' is not there: another program that wrote removed it", path,
                                suffix),
                    "readers that may not write there cannot open the file until the next sync"};
        }
        if (beside->st_uid != info.st_uid) {
            return {"files beside it", State::problem,
                    fmt::format("'{}{}' belongs to another user than the file", path, suffix),
                    fmt::format("run: chown --reference='{0}' '{0}-wal' '{0}-shm'", path),
                    ExitCode::storage_failure};
        }
    }
    return {"files beside it", State::good, "-wal and -shm are there", {}};
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

/// Asks, and tells what a refusal means.
/// \param permission what a restricted key needs for it
template <class Ask>
Finding ask(const std::string& check, const std::string& permission, Ask question) {
    try {
        return {check, State::good, question(), {}};
    } catch (const api::ApiError& error) {
        const bool is_refused = error.failure() == api::Failure::refused;
        return {check, State::problem, error.what(),
                is_refused && !permission.empty()
                    ? fmt::format("give the key the permission {}, or use another key", permission)
                    : error.remedy(),
                error.exit_code()};
    }
}

Finding check_clock(core::Instant server) {
    const auto here = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const std::int64_t ahead = (here - server).count();
    constexpr std::int64_t tolerance = 60; // seconds
    const std::string found =
        fmt::format("this machine's clock is {} s {} the server's", ahead < 0 ? -ahead : ahead,
                    ahead < 0 ? "behind" : "before");
    if (ahead > tolerance || ahead < -tolerance) {
        return {"clock", State::note, found,
                "the server's is used, but certificates may fail: run a time service"};
    }
    return {"clock", State::good, found, {}};
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
    if (const auto info = status_of(file.path)) {
        bytes = static_cast<std::uint64_t>(info->st_size);
        findings.push_back(check_mode(file.path, *info));
        findings.push_back(check_log_files(file.path, *info));
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
        auto database = store::Database::open_for_reading(database_path);
        return database.connection()
                   .execAndGet("SELECT EXISTS (SELECT 1 FROM imports) AND NOT EXISTS "
                               "(SELECT 1 FROM accounts WHERE synced_since IS NOT NULL)")
                   .getInt() != 0;
    } catch (const core::Error&) {
        return false; // no mirror yet, or one that the other checks speak of
    }
}

std::vector<Finding> check_credentials(const api::Credentials& credentials) {
    if (credentials.username == credentials.account_sid) {
        return {{"credentials", State::note,
                 fmt::format("the Auth Token of {}", credentials.account_sid),
                 "an API key can be restricted and revoked by itself; the Auth Token opens "
                 "everything (but it alone reads subaccounts)"}};
    }
    return {{"credentials",
             State::good,
             fmt::format("the API key {} of {}", credentials.username, credentials.account_sid),
             {}}};
}

std::vector<Finding> check_api(sync::Remote& remote, const std::string& account_sid) {
    api::Client& client = remote.client();
    std::vector<Finding> findings;
    std::optional<core::Instant> server_time;
    std::optional<std::string> call_sid;
    const auto get = [&](const std::string& target) {
        api::Response response = client.get(target);
        server_time = response.date ? response.date : server_time;
        return response;
    };
    findings.push_back(ask("calls", "/twilio/voice/calls/list", [&] {
        const auto response = get(api::calls_target(
            account_sid, core::retention_floor(core::date_of(remote.now())), std::nullopt, 1));
        const auto page = api::parse_calls_page(response.body, account_sid);
        if (!page.rows.empty()) {
            call_sid = page.rows.front().sid;
        }
        return fmt::format("can be listed at {}", remote.base_url());
    }));
    if (findings.back().state == State::problem && !server_time) {
        return findings; // the others would fare no better
    }
    if (call_sid) {
        findings.push_back(ask("single calls", "/twilio/voice/calls/read", [&] {
            get(api::call_target(account_sid, *call_sid));
            return std::string{"can be read"};
        }));
    }
    findings.push_back(ask("usage", "/twilio/billing/usage/read", [&] {
        const core::Date today = core::date_of(remote.now());
        get(api::usage_target(account_sid, api::UsageGrain::monthly, "",
                              {today, today + std::chrono::days{1}}, false, 1));
        return std::string{"can be read"};
    }));
    Finding account = ask("account", {}, [&] {
        const auto page = api::parse_account(get(api::account_target(account_sid)).body);
        return fmt::format("{}, {}", account_sid,
                           page.rows.empty() ? "unknown"
                                             : page.rows.front().status.value_or("of no status"));
    });
    if (account.exit_code == ExitCode::refused) {
        account.state = State::note;
        account.remedy = "only --subaccounts needs that: list and read them with the Auth Token";
    }
    findings.push_back(std::move(account));
    if (server_time) {
        findings.push_back(check_clock(*server_time));
    }
    return findings;
}

} // namespace calltally::cli
