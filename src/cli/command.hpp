// SPDX-License-Identifier: MIT
//
// A command of the program: it declares its options, and runs. Declaring touches nothing.
#pragma once

#include "core/error.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

namespace calltally::cli {

/// What all commands share.
struct Globals {
    std::string database_path = "calltally.db";
};

/// Sets up a subcommand. When it is the one asked for, `run` is set to what it does.
using Run = std::function<core::ExitCode()>;
void add_backup(CLI::App& app, const Globals& globals, Run& run);
void add_export(CLI::App& app, const Globals& globals, Run& run);
void add_sync(CLI::App& app, const Globals& globals, Run& run);
void add_import(CLI::App& app, const Globals& globals, Run& run);
void add_check(CLI::App& app, const Globals& globals, Run& run);
void add_explain(CLI::App& app, const Globals& globals, Run& run);
void add_report(CLI::App& app, const Globals& globals, Run& run);
void add_rules(CLI::App& app, const Globals& globals, Run& run);
void add_status(CLI::App& app, const Globals& globals, Run& run);
void add_doctor(CLI::App& app, const Globals& globals, Run& run);
void add_shell(CLI::App& app, const Globals& globals, Run& run);

} // namespace calltally::cli
