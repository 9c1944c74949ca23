// SPDX-License-Identifier: MIT
#include "cli/credentials.hpp"

#include "api/field_values.hpp"
#include "api/printable.hpp"
#include "core/error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>

namespace calltally::cli {

namespace {

using core::Error;
using core::ExitCode;

constexpr std::array<const char*, 4> names{"TWILIO_ACCOUNT_SID", "TWILIO_API_KEY",
                                           "TWILIO_API_SECRET", "TWILIO_AUTH_TOKEN"};
constexpr std::size_t longest_file = 8'192;

using Settings = std::map<std::string, std::string>;

std::string from_environment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// The file's text, if only its owner can read it.
std::string read_private_file(const std::string& path) {
    const auto refuse = [&path](const std::string& why, const std::string& remedy) -> Error {
        return {ExitCode::configuration, fmt::format("the credentials file '{}' {}", path, why),
                remedy};
    };
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        throw refuse("cannot be read", "check its name, and that you own it");
    }
    struct stat info {};
    std::string text(longest_file + 1, '\0');
    const bool known = ::fstat(file, &info) == 0;
    const ssize_t length =
        known && S_ISREG(info.st_mode) ? ::read(file, text.data(), text.size()) : -1;
    ::close(file);
    if (length < 0) {
        throw refuse("is not a regular file", "name a file of NAME=value lines");
    }
    if ((info.st_mode & 0077U) != 0) {
        throw refuse(fmt::format("can be read by others (mode {:04o})", info.st_mode & 07777U),
                     fmt::format("run: chmod 600 '{}'", path));
    }
    text.resize(static_cast<std::size_t>(length));
    if (text.empty() || text.size() > longest_file || text.find('\0') != std::string::npos) {
        throw refuse("is empty, too long or not text", "write NAME=value lines into it");
    }
    return text;
}

Settings read_settings(const std::string& path) {
    Settings settings;
    const std::string text = read_private_file(path);
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        const std::string_view line = trimmed(rest.substr(0, end));
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        if (line.empty() || line.front() == '#') {
            continue;
        }
        const auto equals = line.find('=');
        const std::string name{trimmed(line.substr(0, equals))};
        const bool is_known = std::any_of(names.begin(), names.end(),
                                          [&name](const char* known) { return name == known; });
        if (equals == std::string_view::npos || !is_known) {
            throw Error(
                ExitCode::configuration,
                fmt::format("the credentials file '{}' has a line that is not understood", path),
                "it takes TWILIO_ACCOUNT_SID, TWILIO_API_KEY, TWILIO_API_SECRET and "
                "TWILIO_AUTH_TOKEN, each as NAME=value");
        }
        settings[name] = trimmed(line.substr(equals + 1));
    }
    return settings;
}

} // namespace

bool has_credentials(const std::string& file) {
    return !file.empty() || !from_environment("CREDENTIALS_DIRECTORY").empty() ||
           std::any_of(names.begin(), names.end(),
                       [](const char* name) { return !from_environment(name).empty(); });
}

void clear_secrets_from_environment() {
    for (const char* name : names) {
        ::unsetenv(name);
    }
    ::unsetenv("SSLKEYLOGFILE"); // libcurl would write the session's keys there
}

api::Credentials take_credentials(const std::string& file) {
    Settings settings;
    if (!file.empty()) {
        settings = read_settings(file);
    } else {
        for (const char* name : names) {
            if (std::string value = from_environment(name); !value.empty()) {
                settings[name] = std::move(value);
            }
        }
        const std::string directory = from_environment("CREDENTIALS_DIRECTORY");
        if (settings.empty() && !directory.empty()) {
            settings = read_settings(directory + "/calltally");
        }
    }
    clear_secrets_from_environment();

    api::Credentials credentials;
    credentials.account_sid = settings["TWILIO_ACCOUNT_SID"];
    if (!api::is_sid(credentials.account_sid, "AC")) {
        throw Error(ExitCode::configuration,
                    credentials.account_sid.empty()
                        ? "TWILIO_ACCOUNT_SID is not set"
                        : "TWILIO_ACCOUNT_SID is not AC and 32 hexadecimal digits",
                    "set TWILIO_ACCOUNT_SID with TWILIO_API_KEY and TWILIO_API_SECRET, or with "
                    "TWILIO_AUTH_TOKEN, in the environment or in a file named with --credentials");
    }
    const std::string& key = settings["TWILIO_API_KEY"];
    if (!key.empty()) {
        if (!api::is_sid(key, "SK") || settings["TWILIO_API_SECRET"].empty()) {
            throw Error(ExitCode::configuration,
                        "TWILIO_API_KEY is not SK and 32 hexadecimal digits, or its "
                        "TWILIO_API_SECRET is missing",
                        "copy both from Twilio's Console, or use TWILIO_AUTH_TOKEN");
        }
        credentials.username = key;
        credentials.password = settings["TWILIO_API_SECRET"];
    } else {
        credentials.username = credentials.account_sid;
        credentials.password = settings["TWILIO_AUTH_TOKEN"];
    }
    if (credentials.password.empty()) {
        throw Error(ExitCode::configuration, "no secret is set beside TWILIO_ACCOUNT_SID",
                    "set TWILIO_API_KEY and TWILIO_API_SECRET, or TWILIO_AUTH_TOKEN");
    }
    api::hide(credentials.username, credentials.password);
    return credentials;
}

std::string twilio_base_url() {
    const std::string edge = from_environment("TWILIO_EDGE");
    const std::string region = from_environment("TWILIO_REGION");
    const auto is_label = [](const std::string& text) {
        return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
    };
    if (!is_label(edge) || !is_label(region)) {
        throw Error(ExitCode::configuration, "TWILIO_EDGE or TWILIO_REGION is not a name",
                    "use names as in TWILIO_EDGE=dublin, TWILIO_REGION=ie1");
    }
    if (edge.empty() && (region.empty() || region == "us1")) {
        return "https://api.twilio.com";
    }
    if (edge.empty()) {
        throw Error(ExitCode::configuration,
                    fmt::format("TWILIO_REGION={} is set without TWILIO_EDGE: Twilio has no such "
                                "host any more",
                                region),
                    "set TWILIO_EDGE too, as in dublin for ie1 or sydney for au1");
    }
    return fmt::format("https://api.{}.{}.twilio.com", edge, region.empty() ? "us1" : region);
}

} // namespace calltally::cli
