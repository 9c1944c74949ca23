// SPDX-License-Identifier: MIT
//
// calltally shell: the sqlite3 shell on the mirror, read-only, with the extension and the session
// views, and without any credential in its environment.
#include "cli/command.hpp"
#include "cli/credentials.hpp"
#include "store/database.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <memory>
#include <vector>

namespace calltally::cli {

namespace {

using core::Error;
using core::ExitCode;

/// Where this program is installed, or built: the folder above its own.
std::filesystem::path prefix() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
}

std::filesystem::path required(const std::filesystem::path& path) {
    if (!std::filesystem::exists(path)) {
        throw Error(ExitCode::configuration, fmt::format("'{}' is not there", path.string()),
                    "install calltally again, whole");
    }
    return path;
}

ExitCode run_shell(const Globals& globals, const std::vector<std::string>& statements) {
    store::Database::open_for_reading(globals.database_path); // says what is wrong with the file
    clear_secrets_from_environment();
    const auto module = required(prefix() / "lib" / "calltally" / "calltally.so");
    const auto views =
        required(prefix() / "share" / "calltally" / "session" / "live_monthly_discrepancies.sql");
    const auto quoted = [](const std::filesystem::path& path) {
        return fmt::format("'{}'", path.string());
    };
    std::vector<std::string> arguments{"sqlite3",
                                       "-readonly",
                                       "-header",
                                       "-column",
                                       "-cmd",
                                       ".load " + quoted(module),
                                       "-cmd",
                                       ".read " + quoted(views),
                                       std::filesystem::absolute(globals.database_path).string()};
    arguments.insert(arguments.end(), statements.begin(), statements.end());
    std::vector<char*> pointers;
    for (std::string& argument : arguments) {
        pointers.push_back(argument.data());
    }
    pointers.push_back(nullptr);
    std::signal(SIGPIPE, SIG_DFL); // as any program expects it
    ::execvp("sqlite3", pointers.data());
    throw Error(ExitCode::configuration,
                fmt::format("cannot start sqlite3: {}", std::strerror(errno)),
                "install the package sqlite3");
}

} // namespace

void add_shell(CLI::App& app, const Globals& globals, Run& run) {
    auto statements = std::make_shared<std::vector<std::string>>();
    CLI::App* command = app.add_subcommand(
        "shell", "Open the mirror in the sqlite3 shell, read-only, with the SQL functions");
    command->add_option("sql", *statements, "Statements to run instead of a prompt");
    command->callback([&globals, &run, statements] {
        run = [&globals, statements] { return run_shell(globals, *statements); };
    });
}

} // namespace calltally::cli
