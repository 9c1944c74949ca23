// SPDX-License-Identifier: MIT
//
// calltally backup: a snapshot of the mirror in a file of its own.
#include "cli/command.hpp"
#include "store/backup.hpp"
#include "store/database.hpp"

#include <memory>

namespace calltally::cli {

void add_backup(CLI::App& app, const Globals& globals, Run& run) {
    auto file = std::make_shared<std::string>();
    CLI::App* command =
        app.add_subcommand("backup", "Write a snapshot of the mirror to a new file");
    command->add_option("file", *file, "The file to make")->required()->type_name("FILE");
    command->callback([&globals, &run, file] {
        run = [&globals, file] {
            auto database = store::Database::open_for_reading(globals.database_path);
            store::back_up(database.connection(), *file);
            return core::ExitCode::done;
        };
    });
}

} // namespace calltally::cli
