// SPDX-License-Identifier: MIT
//
// calltally: the program. Parses, runs one command, and is the only place that catches.
#include "cli/command.hpp"
#include "core/error.hpp"
#include "extension/register.hpp"

#include <SQLiteCpp/Exception.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <new>
#include <string_view>

namespace {

using calltally::core::ExitCode;

/// Whether the command line asks for one line of JSON for each event, errors among them.
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
    fmt::print(stderr, "calltally: error: {}{}{}\n", cause, remedy.empty() ? "" : "; ", remedy);
    return static_cast<int>(code);
}

/// A database opened as file 0, 1 or 2 would be written into by a stray message.
void keep_standard_files_open() {
    for (int file = 0; file <= 2; ++file) {
        if (::fcntl(file, F_GETFD) == -1) {
            [[maybe_unused]] const int opened = ::open("/dev/null", O_RDWR);
        }
    }
}

/// What was wrong with the command line, without repeating a value that is not an option's: it
/// may be a secret.
int usage_error(const CLI::ParseError& error) {
    const bool is_stray = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
    return fail(ExitCode::usage,
                is_stray ? "there is an argument that is not known (it is not repeated here)"
                         : error.what(),
                is_stray
                    ? "see --help; credentials come from the environment or a file, never from "
                      "the command line"
                    : "see --help");
}

int run(int argc, char** argv) {
    using namespace calltally;
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
    cli::add_rules(app, globals, command);
    cli::add_status(app, globals, command);
    cli::add_doctor(app, globals, command);
    cli::add_shell(app, globals, command);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) {
        return app.exit(success);
    } catch (const CLI::ParseError& error) {
        return usage_error(error);
    }
    extension::register_functions_automatically();
    const ExitCode code = command();
    std::cout.flush();
    if (!std::cout) {
        return fail(ExitCode::storage_failure, "standard output cannot be written",
                    "check where it goes");
    }
    return static_cast<int>(code);
}

} // namespace

int main(int argc, char** argv) {
    keep_standard_files_open();
    wants_json = std::find(argv, argv + argc, std::string_view{"--json"}) != argv + argc;
    try {
        return run(argc, argv);
    } catch (const calltally::core::Error& error) {
        return fail(error.exit_code(), error.what(), error.remedy());
    } catch (const SQLite::Exception& error) {
        const int code = error.getErrorCode();
        const bool is_damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
        return fail(is_damaged ? ExitCode::not_our_database : ExitCode::storage_failure,
                    fmt::format("the database cannot be used: {}", error.what()),
                    is_damaged ? "restore it from a backup, or move it away and sync again"
                               : "check the disk and who else has the file open");
    } catch (const std::bad_alloc&) {
        return fail(ExitCode::bug, "out of memory", "give the program more, and run it again");
    } catch (const std::exception& error) {
        return fail(ExitCode::bug, fmt::format("internal error: {}", error.what()),
                    "please report this");
    }
}
