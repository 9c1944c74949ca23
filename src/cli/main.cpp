// SPDX-License-Identifier: MIT
//
// calltally: the program. Parses, runs one command, and is the only place that catches.
#include "api/printable.hpp"
#include "cli/command.hpp"
#include "core/error.hpp"
#include "extension/register.hpp"
#include "store/database.hpp"

#include <SQLiteCpp/Exception.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <new>
#include <string_view>
#include <system_error>

namespace {

using calltally::core::ExitCode;

constexpr std::size_t longest_cause = 1'000; ///< bytes; a path can have more

/// Whether the command line asks a sync for one line of JSON for each event, errors among them.
/// What other commands write with --json is whole by itself.
bool wants_json = false;

int fail(ExitCode code, const std::string& cause, const std::string& remedy) {
    if (wants_json) {
        const nlohmann::ordered_json line{{"event", "error"},
                                          {"exit_code", static_cast<int>(code)},
                                          {"error", cause},
                                          {"remedy", remedy}};
        std::cout << line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
                  << std::endl;
    }
    // One line, whatever stands in a file's name. Where it cannot be written the code still tells.
    const std::string line =
        fmt::format("calltally: error: {}{}{}\n", calltally::api::printable(cause, longest_cause),
                    remedy.empty() ? "" : "; ", calltally::api::printable(remedy, longest_cause));
    static_cast<void>(std::fputs(line.c_str(), stderr));
    return static_cast<int>(code);
}

int fail_for_want_of(const char* what) {
    return fail(ExitCode::bug, fmt::format("out of {}", what),
                "let the program have more (ulimit, MemoryMax=, TasksMax=), and run it again");
}

int fail(const SQLite::Exception& error) {
    const int code = error.getErrorCode();
    if (code == SQLITE_NOMEM) {
        return fail_for_want_of("memory");
    }
    const bool is_damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
    const bool is_of_disk = code == SQLITE_IOERR || code == SQLITE_FULL;
    return fail(is_damaged ? ExitCode::not_our_database : ExitCode::storage_failure,
                fmt::format("the database cannot be used: {}", error.what()),
                is_damaged   ? calltally::store::damage_remedy
                : is_of_disk ? calltally::store::disk_remedy
                             : "check the disk and who else has the file open");
}

/// A database opened as file 0, 1 or 2 would be written into by a stray message.
void keep_standard_files_open() {
    for (int file = 0; file <= 2; ++file) {
        if (::fcntl(file, F_GETFD) == -1) {
            [[maybe_unused]] const int opened = ::open("/dev/null", O_RDWR);
        }
    }
}

std::string command_names(const CLI::App& app) {
    std::string names;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        names += (names.empty() ? "" : ", ") + command->get_name();
    }
    return names;
}

/// What was wrong with the command line, without repeating what it does not know: that may be a
/// secret at the wrong place.
int usage_error(const CLI::App& app, const CLI::ParseError& error) {
    if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
        return fail(ExitCode::usage,
                    "there is an argument that is not known (it is not repeated here)",
                    "see --help; credentials come from the environment or a file, never from the "
                    "command line");
    }
    if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
        return fail(ExitCode::usage,
                    "an option has a value that it does not take (it is not repeated here)",
                    "see --help");
    }
    if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr &&
        app.get_subcommands().empty()) {
        return fail(ExitCode::usage,
                    app.remaining_size(true) > 0
                        ? "there is no such command or option (it is not repeated here)"
                        : "no command is given",
                    fmt::format("choose from {}; see --help", command_names(app)));
    }
    return fail(ExitCode::usage, error.what(), "see --help");
}

/// The exit code, unless what was printed did not get out.
int with_output_written(int exit_code) {
    std::cout.flush();
    const bool is_flushed = std::fflush(stdout) == 0; // fmt::print writes there
    if (std::cout && is_flushed && std::ferror(stdout) == 0) {
        return exit_code;
    }
    return fail(ExitCode::storage_failure, "standard output cannot be written",
                "check where it goes");
}

/// A page's body, a parser's buffers and the like come and go, some at a time: what is large
/// goes back to the system at once instead of leaving holes, and threads share what is small.
void keep_memory_small() {
#ifdef __GLIBC__
    constexpr int large = 1 << 20;
    mallopt(M_MMAP_THRESHOLD, large);
    mallopt(M_TRIM_THRESHOLD, 8 * large);
    mallopt(M_ARENA_MAX, 2);
#endif
}

int run(int argc, char** argv) {
    using namespace calltally;
    keep_memory_small();
    store::prepare_sqlite();
    // A reader that left and a file that may grow no further are failed writes, told like others.
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));
    CLI::App app{"Reconciles a Twilio account's call log with its usage records.", "calltally"};
    app.set_version_flag("--version", "calltally " CALLTALLY_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    cli::Globals globals;
    app.add_option("--db", globals.database_path, "The mirror's file")
        ->envname("CALLTALLY_DB")
        ->type_name("FILE")
        ->capture_default_str();
    cli::Run command;
    cli::add_sync(app, globals, command);
    cli::add_import(app, globals, command);
    cli::add_report(app, globals, command);
    cli::add_explain(app, globals, command);
    cli::add_check(app, globals, command);
    cli::add_rules(app, globals, command);
    cli::add_status(app, globals, command);
    cli::add_doctor(app, globals, command);
    cli::add_shell(app, globals, command);
    cli::add_export(app, globals, command);
    cli::add_backup(app, globals, command);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) {
        return with_output_written(app.exit(success));
    } catch (const CLI::ParseError& error) {
        return usage_error(app, error);
    }
    extension::register_functions_automatically();
    const ExitCode code = command();
    return with_output_written(static_cast<int>(code));
}

} // namespace

// What is thrown while an error is told is worth no better end than the runtime's.
// NOLINTNEXTLINE(bugprone-exception-escape)
int main(int argc, char** argv) {
    keep_standard_files_open();
    const auto has_word = [&](std::string_view word) {
        return std::find(argv, argv + argc, word) != argv + argc;
    };
    wants_json = has_word("sync") && has_word("--json");
    try {
        return run(argc, argv);
    } catch (const calltally::core::Error& error) {
        return fail(error.exit_code(), error.what(), error.remedy());
    } catch (const SQLite::Exception& error) {
        return fail(error);
    } catch (const std::bad_alloc&) {
        return fail_for_want_of("memory");
    } catch (const std::exception& error) {
        const auto* system = dynamic_cast<const std::system_error*>(&error);
        if (system != nullptr && system->code() == std::errc::resource_unavailable_try_again) {
            return fail_for_want_of("threads, or of memory for one");
        }
        return fail(ExitCode::bug, fmt::format("internal error: {}", error.what()),
                    "please report this");
    }
}
