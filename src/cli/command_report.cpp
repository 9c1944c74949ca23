// SPDX-License-Identifier: MIT
//
// calltally report: the discrepancy report, from the views.
#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "cli/output_file.hpp"
#include "report/discrepancy_report.hpp"
#include "report/html_report.hpp"
#include "report/table_writers.hpp"
#include "store/database.hpp"

#include <memory>

namespace calltally::cli {

namespace {

struct ReportArguments {
    std::string month;
    std::string account_sid;
    std::string category;
    std::string format = "table";
    std::string output;
    bool all = false;
    bool without_calls = false;
};

core::ExitCode run_report(const Globals& globals, const ReportArguments& arguments) {
    auto database = store::Database::open_for_reading(globals.database_path);
    const report::ReportFilter filter{given(arguments.month), given(arguments.account_sid),
                                      given(arguments.category), arguments.all};
    OutputFile output(arguments.output, globals.database_path);
    if (arguments.format == "html") {
        report::write_html_report(
            output.stream(),
            report::report_page(database.connection(), filter, !arguments.without_calls));
    } else {
        const report::Format format = report::format_named(arguments.format).value();
        report::write(output.stream(),
                      format == report::Format::csv
                          ? std::vector{report::comparison_table(database.connection(), filter)}
                          : report::discrepancy_report(database.connection(), filter),
                      format);
    }
    output.finish();
    return core::ExitCode::done;
}

} // namespace

void add_report(CLI::App& app, const Globals& globals, Run& run) {
    auto arguments = std::make_shared<ReportArguments>();
    CLI::App* command =
        app.add_subcommand("report", "Show where call log and usage differ, and why");
    command->add_option("--month", arguments->month, "One UTC month")->check(month());
    command->add_option("--account", arguments->account_sid, "One account")->check(account_sid());
    command
        ->add_option("--category", arguments->category, "One usage category, such as calls-inbound")
        ->type_name("NAME");
    command->add_option("--format", arguments->format, "How to write it")
        ->check(one_of({"table", "csv", "json", "markdown", "html"}))
        ->capture_default_str();
    command->add_option("-o,--output", arguments->output, "Write to this file")->type_name("FILE");
    command->add_flag("--all", arguments->all,
                      "Also months and categories without calls and usage");
    command->add_flag("--without-calls", arguments->without_calls,
                      "Leave the list of calls, with its phone numbers, out of the page");
    command->callback([&globals, &run, arguments] {
        run = [&globals, arguments] { return run_report(globals, *arguments); };
    });
}

} // namespace calltally::cli
