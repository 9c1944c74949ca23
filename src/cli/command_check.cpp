// SPDX-License-Identifier: MIT
//
// calltally check: for schedules; its exit code says whether log and usage agree.
#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "core/decimal.hpp"
#include "report/check_result.hpp"
#include "store/database.hpp"

#include <fmt/format.h>

#include <iostream>
#include <memory>

namespace calltally::cli {

namespace {

struct CheckArguments {
    std::string calls = "0";
    std::string minutes = "0";
    std::string price = "0";
    std::string months;
    std::string account_sid;
    bool json = false;
};

/// The values have been checked where they were declared.
report::CheckFilter filter_of(const CheckArguments& arguments) {
    report::CheckFilter filter;
    filter.thresholds = {core::parse_whole_number(arguments.calls).value(),
                         core::parse_decimal(arguments.minutes).value().micros *
                             core::seconds_per_minute,
                         core::parse_decimal(arguments.price).value().micros};
    if (const auto range = month_range_of(arguments.months)) {
        filter.months.from = range->first;
        filter.months.to = range->second;
    } else {
        filter.months.newest = core::parse_whole_number(arguments.months);
    }
    if (!arguments.account_sid.empty()) {
        filter.account_sid = arguments.account_sid;
    }
    return filter;
}

/// \throws core::Error with the exit code, if it is not 0: the schedule's mail then says why
core::ExitCode run_check(const Globals& globals, const CheckArguments& arguments) {
    auto database = store::Database::open_for_reading(globals.database_path);
    const report::CheckResult result = report::check(database.connection(), filter_of(arguments));
    arguments.json ? report::write_json(std::cout, result) : report::write_text(std::cout, result);
    std::cout.flush();
    switch (result.exit_code()) {
    case core::ExitCode::differences:
        throw core::Error(core::ExitCode::differences,
                          fmt::format("call log and usage differ in {} of {} months compared",
                                      result.compared - result.agreeing, result.compared),
                          "calltally explain says why");
    case core::ExitCode::temporary_failure:
        throw core::Error(
            core::ExitCode::temporary_failure, "nothing can be compared: " + result.reason,
            result.look_again_at ? fmt::format("look again at {} UTC, after a sync or import",
                                               core::format_datetime(*result.look_again_at).view())
                                 : std::string{"sync or import what is missing"});
    default:
        return result.exit_code();
    }
}

} // namespace

void add_check(CLI::App& app, const Globals& globals, Run& run) {
    constexpr std::int64_t highest = 1'000'000'000;
    auto arguments = std::make_shared<CheckArguments>();
    CLI::App* command =
        app.add_subcommand("check", "Say by exit code whether call log and usage agree");
    command->add_option("--threshold-calls", arguments->calls, "Calls they may differ by")
        ->check(whole_number(0, highest))
        ->capture_default_str();
    command->add_option("--threshold-minutes", arguments->minutes, "Minutes they may differ by")
        ->check(amount(highest))
        ->capture_default_str();
    command->add_option("--threshold-price", arguments->price, "Money they may differ by")
        ->check(amount(highest))
        ->capture_default_str();
    command
        ->add_option("--months", arguments->months,
                     "First and last month as 2026-05..2026-07, or how many of the newest")
        ->check(months());
    command->add_option("--account", arguments->account_sid, "One account")->check(account_sid());
    command->add_flag("--json", arguments->json, "Print one line of JSON");
    command->callback([&globals, &run, arguments] {
        run = [&globals, arguments] { return run_check(globals, *arguments); };
    });
}

} // namespace calltally::cli
