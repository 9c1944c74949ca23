// SPDX-License-Identifier: MIT
//
// calltally explain: one month, as an answer in words, with its amounts.
#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "report/explanation.hpp"
#include "report/explanation_writer.hpp"
#include "store/database.hpp"

#include <iostream>
#include <memory>

namespace calltally::cli {

namespace {

struct ExplainArguments {
    report::ExplainFilter filter;
    std::string format = "table";
};

core::ExitCode run_explain(const Globals& globals, const ExplainArguments& arguments) {
    auto database = store::Database::open_for_reading(globals.database_path);
    report::write(std::cout, report::explain(database.connection(), arguments.filter),
                  report::format_named(arguments.format).value());
    return core::ExitCode::done;
}

} // namespace

void add_explain(CLI::App& app, const Globals& globals, Run& run) {
    auto arguments = std::make_shared<ExplainArguments>();
    report::ExplainFilter& filter = arguments->filter;
    CLI::App* command = app.add_subcommand("explain", "Say why a month's usage differs, in words");
    command->add_option("--month", filter.month, "One UTC month; the newest that can be compared")
        ->check(month());
    command->add_option("--zone", filter.zone, "Time zone of the log that was added up by hand")
        ->check(zone());
    command->add_option("--account", filter.account_sid, "One account")->check(account_sid());
    command->add_option("--category", filter.category, "One usage category, such as calls-inbound")
        ->type_name("NAME");
    command->add_flag("--calls", filter.with_calls, "List the calls behind each cause");
    command->add_option("--format", arguments->format, "How to write it")
        ->check(one_of({"table", "csv", "json", "markdown"}))
        ->capture_default_str();
    command->callback([&globals, &run, arguments] {
        run = [&globals, arguments] { return run_explain(globals, *arguments); };
    });
}

} // namespace calltally::cli
