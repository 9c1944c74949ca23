// SPDX-License-Identifier: MIT
//
// calltally shell: the sqlite3 shell on the mirror, read-only, with the extension and the session
// views. Of the environment it gets what a terminal and a locale need and nothing else: sqlite3
// 3.40 can print memory beyond a statement in error, where the environment stands.
#include "cli/command.hpp"
#include "store/database.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string_view>
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

/// What sqlite3, its line editor and its pager read; a name ending in _ stands for all that begin
/// so. LD_ and ASAN_ are how programs are run under tools.
constexpr std::array<std::string_view, 18> passed_on{
    "HOME", "PATH",  "TERM",  "COLORTERM", "COLUMNS", "LINES", "LANG", "LC_", "LANGUAGE",
    "TZ",   "TZDIR", "SHELL", "EDITOR",    "VISUAL",  "PAGER", "LESS", "LD_", "ASAN_"};

bool is_passed_on(std::string_view name) {
    return name == "SQLITE_HISTORY" || name == "TMPDIR" || name == "INPUTRC" ||
           std::any_of(passed_on.begin(), passed_on.end(), [name](std::string_view known) {
               return known.back() == '_' ? name.substr(0, known.size()) == known : name == known;
           });
}

/// Pointers into the environment of this process, ended by a null pointer as execve() takes it.
std::vector<char*> shell_environment() {
    std::vector<char*> kept;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        if (is_passed_on(text.substr(0, text.find('=')))) {
            kept.push_back(*entry);
        }
    }
    kept.push_back(nullptr);
    return kept;
}

constexpr std::string_view greeting =
    R"(The mirror {}, read-only, with the SQL functions. Five queries to begin with:

  which months can be compared, and why not
    select account_sid, month, comparable, reason from month_status
      order by month desc limit 9;
  where call log and usage differ
    select month, category, count_difference, minutes_difference, price_difference
      from monthly_discrepancies where state = 'differs';
  why
    select month, category, cause, calls, minutes, explanation
      from discrepancy_causes where is_rollup = 0;
  from a sum made by hand to usage as the Console shows it, the newest month first
    select month, step, cause, running_calls, running_minutes
      from call_log_bridge order by month desc, step limit 15;
  the log worked out anew from its calls
    select month, category, billed_calls, log_minutes
      from live_monthly_discrepancies where log_calls > 0;

.tables lists what else there is, .schema NAME says what it means, .quit leaves.

)";

ExitCode run_shell(const Globals& globals, const std::vector<std::string>& statements) {
    store::Database::open_for_reading(globals.database_path); // says what is wrong with the file
    const auto module = required(prefix() / "lib" / "calltally" / "calltally.so");
    const auto views =
        required(prefix() / "share" / "calltally" / "session" / "live_monthly_discrepancies.sql");
    const auto quoted = [](const std::filesystem::path& path) {
        return fmt::format("'{}'", path.string());
    };
    // Boxes for people; columns, which need no more than ASCII, for what reads a pipe.
    const std::string_view mode = ::isatty(STDOUT_FILENO) == 1 ? "box --wordwrap on" : "column";
    std::vector<std::string> arguments{"sqlite3",
                                       "-readonly",
                                       "-header",
                                       "-nullvalue",
                                       "NULL",
                                       "-cmd",
                                       fmt::format(".mode {}", mode),
                                       "-cmd",
                                       ".prompt 'calltally> ' '      ...> '",
                                       "-cmd",
                                       ".load " + quoted(module),
                                       "-cmd",
                                       ".read " + quoted(views),
                                       std::filesystem::absolute(globals.database_path).string()};
    arguments.insert(arguments.end(), statements.begin(), statements.end());
    std::vector<char*> pointers;
    pointers.reserve(arguments.size() + 1);
    for (std::string& argument : arguments) {
        pointers.push_back(argument.data());
    }
    pointers.push_back(nullptr);
    if (statements.empty() && ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1) {
        fmt::print(greeting, globals.database_path);
        static_cast<void>(std::fflush(stdout)); // a shell without its greeting is one, too
    }
    static_cast<void>(std::signal(SIGPIPE, SIG_DFL)); // as any program expects them
    static_cast<void>(std::signal(SIGXFSZ, SIG_DFL));
    ::execvpe("sqlite3", pointers.data(), shell_environment().data());
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
