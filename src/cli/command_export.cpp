// SPDX-License-Identifier: MIT
//
// calltally export: a table or view as a file for another program.
#include "cli/command.hpp"
#include "cli/output_file.hpp"
#include "core/error.hpp"
#include "report/relation_export.hpp"
#include "store/database.hpp"

#include <memory>

namespace calltally::cli {

namespace {

struct ExportArguments {
    std::string relation;
    std::string format = "csv";
    std::string output;
    bool is_plain = false;
};

core::ExitCode run_export(const Globals& globals, const ExportArguments& arguments) {
    if (arguments.is_plain && arguments.format.starts_with("json")) {
        throw core::Error(core::ExitCode::usage, "--plain says nothing about JSON",
                          "leave it out; JSON is written as it is stored");
    }
    auto database = store::Database::open_for_reading(globals.database_path);
    OutputFile output(arguments.output, globals.database_path);
    report::export_relation(database.connection(), arguments.relation,
                            report::export_format_named(arguments.format).value(),
                            arguments.is_plain, output.stream());
    output.finish();
    return core::ExitCode::done;
}

} // namespace

void add_export(CLI::App& app, const Globals& globals, Run& run) {
    auto arguments = std::make_shared<ExportArguments>();
    CLI::App* command = app.add_subcommand("export", "Write a table or view for another program");
    command->add_option("relation", arguments->relation, "A table or view of the mirror")
        ->required()
        ->type_name("NAME");
    command->add_option("--format", arguments->format, "How to write it")
        ->check(CLI::IsMember({"csv", "tsv", "json", "jsonl"}))
        ->capture_default_str();
    command->add_option("-o,--output", arguments->output, "Write to this file")->type_name("FILE");
    command->add_flag("--plain", arguments->is_plain,
                      "CSV and TSV as stored, also what a spreadsheet would run as a formula");
    command->callback([&globals, &run, arguments] {
        run = [&globals, arguments] { return run_export(globals, *arguments); };
    });
}

} // namespace calltally::cli
