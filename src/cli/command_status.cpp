// SPDX-License-Identifier: MIT
//
// calltally status: what the mirror holds, what it lacks, and what waits.
#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "report/status_report.hpp"
#include "report/table_writers.hpp"
#include "store/database.hpp"
#include "store/database_path.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <iostream>
#include <memory>

namespace calltally::cli {

namespace {

bool exists(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0;
}

core::ExitCode run_status(const Globals& globals, const std::string& format) {
    const std::string path = store::resolve_database_path(globals.database_path).path;
    // Opening makes them if this user may write there: look first.
    const bool has_wal = exists(path + "-wal") && exists(path + "-shm");
    auto database = store::Database::open_for_reading(globals.database_path);
    auto tables = report::status_report(database.connection());
    if (!has_wal) {
        tables.front().notes.push_back(fmt::format(
            "Another program removed {0}-wal and {0}-shm: readers without write permission cannot "
            "open the file until the next sync.",
            path));
    }
    report::write(std::cout, tables, report::format_named(format).value());
    return core::ExitCode::done;
}

} // namespace

void add_status(CLI::App& app, const Globals& globals, Run& run) {
    auto format = std::make_shared<std::string>("table");
    CLI::App* command =
        app.add_subcommand("status", "Show what is mirrored, what is not, and what waits");
    command->add_option("--format", *format, "How to write it")
        ->check(one_of({"table", "csv", "json", "markdown"}))
        ->capture_default_str();
    command->callback([&globals, &run, format] {
        run = [&globals, format] { return run_status(globals, *format); };
    });
}

} // namespace calltally::cli
