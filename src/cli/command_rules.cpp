// SPDX-License-Identifier: MIT
//
// calltally rules: lists, adds, ends and tries the rounding rules. A change rates the calls it
// concerns again, and works their months out.
#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "core/decimal.hpp"
#include "report/rules_report.hpp"
#include "report/table_writers.hpp"
#include "store/database.hpp"
#include "store/month_close.hpp"
#include "store/rounding_rule_store.hpp"
#include "store/sync_ledger.hpp"
#include "store/writer_lock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <limits>
#include <memory>

namespace calltally::cli {

namespace {

using core::ExitCode;
using store::Apply;

constexpr std::int64_t seconds_a_day = 86'400;
/// More than a call can last, less than what overflows on the way to minutes.
constexpr std::int64_t longest_call = 1'000'000'000;

struct RulesArguments {
    std::string format = "table";
    std::string minimum;
    std::string increment;
    std::string account_sid;
    std::string category;
    std::string prefix;
    std::string side;
    std::string since;
    std::string until;
    std::string note;
    std::string rule_id;
    std::string from;
    std::string to;
    std::string date;
    std::string seconds;
    bool dry_run = false;
};

void print(const report::Table& table, const std::string& format) {
    report::write(std::cout, {table}, report::format_named(format).value());
}

std::int64_t close_stale_months(SQLite::Database& connection) {
    // As of the last sync, by the server's clock: rating again brings no news from there.
    const core::Instant now =
        store::last_run_time(connection)
            .value_or(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
    std::int64_t months = 0;
    store::close_stale_months(connection, now, [&](const store::AccountMonth&) { ++months; });
    return months;
}

using Change = std::function<store::RuleChange(store::RuleEditor&, Apply)>;

/// \param done such as `added`
ExitCode run_change(const Globals& globals, const RulesArguments& arguments,
                    const std::string& done, const Change& change) {
    // Says what is wrong with the file, and makes none.
    auto mirror = store::Database::open_for_reading(globals.database_path);
    if (arguments.dry_run) {
        store::RuleEditor editor(mirror.connection());
        const auto would = change(editor, Apply::dry_run);
        print(report::rule_change_table(
                  fmt::format("Rule {} would be {}; nothing was written", would.rule.rule.id, done),
                  would, std::nullopt),
              arguments.format);
        return ExitCode::done;
    }
    const store::WriterLock lock(globals.database_path, "rules");
    auto database = store::Database::open_for_writing(globals.database_path);
    // Months that an interrupted run left behind.
    close_stale_months(database.connection());
    store::RuleEditor editor(database.connection());
    const auto result = change(editor, Apply::yes);
    const std::int64_t months = close_stale_months(database.connection());
    database.make_durable();
    print(report::rule_change_table(fmt::format("Rule {} {}", result.rule.rule.id, done), result,
                                    months),
          arguments.format);
    return ExitCode::done;
}

ExitCode run_list(const Globals& globals, const RulesArguments& arguments) {
    auto database = store::Database::open_for_reading(globals.database_path);
    print(report::rules_table(store::read_rounding_rules(database.connection())), arguments.format);
    return ExitCode::done;
}

ExitCode run_add(const Globals& globals, const RulesArguments& arguments) {
    core::RoundingRule rule;
    rule.model = {number(arguments.minimum), number(arguments.increment)};
    rule.account_sid = given(arguments.account_sid);
    rule.category = given(arguments.category);
    rule.number_prefix = given(arguments.prefix);
    rule.number_side = given(arguments.side);
    rule.valid_from = core::parse_date(arguments.since);
    rule.valid_to = core::parse_date(arguments.until);
    return run_change(globals, arguments, "added", [&](store::RuleEditor& editor, Apply apply) {
        return editor.add(rule, given(arguments.note), apply);
    });
}

ExitCode run_end(const Globals& globals, const RulesArguments& arguments) {
    return run_change(globals, arguments, arguments.until.empty() ? "undone" : "ended",
                      [&](store::RuleEditor& editor, Apply apply) {
                          return editor.end(number(arguments.rule_id),
                                            core::parse_date(arguments.until), apply);
                      });
}

ExitCode run_test(const Globals& globals, const RulesArguments& arguments) {
    auto database = store::Database::open_for_reading(globals.database_path);
    if (arguments.seconds.empty()) {
        print(report::rule_usage_table(database.connection()), arguments.format);
        return ExitCode::done;
    }
    const std::optional<std::string> category = given(arguments.category);
    const core::RatedLeg leg{arguments.account_sid, category, arguments.from, arguments.to,
                             core::parse_date(arguments.date)};
    print(report::rule_test_table(store::load_rounding_rules(database.connection()), leg,
                                  number(arguments.seconds)),
          arguments.format);
    return ExitCode::done;
}

CLI::Validator one_line() {
    return {[](std::string& text) {
                const bool is_good = std::none_of(text.begin(), text.end(), [](char character) {
                    return static_cast<unsigned char>(character) < ' ' || character == '\x7f';
                });
                return is_good ? std::string{} : "expected one line";
            },
            "TEXT"};
}

using Arguments = std::shared_ptr<RulesArguments>;
using Runner = ExitCode (*)(const Globals&, const RulesArguments&);

CLI::App* add_action(CLI::App& rules, const Globals& globals, Run& run, const Arguments& arguments,
                     const char* name, const char* description, Runner runner) {
    CLI::App* action = rules.add_subcommand(name, description);
    action->add_option("--format", arguments->format, "How to write it")
        ->check(one_of({"table", "csv", "json", "markdown"}))
        ->capture_default_str();
    action->callback([&globals, &run, arguments, runner] {
        run = [&globals, arguments, runner] { return runner(globals, *arguments); };
    });
    return action;
}

void add_scope_options(CLI::App* action, const Arguments& arguments) {
    action->add_option("--account", arguments->account_sid, "Calls of one account")
        ->check(account_sid());
    action
        ->add_option("--category", arguments->category,
                     "Calls of one usage category, such as calls-outbound")
        ->type_name("NAME");
}

void add_add(CLI::App* action, const Arguments& arguments) {
    action->add_option("--minimum", arguments->minimum, "Seconds billed at least")
        ->check(whole_number(0, seconds_a_day))
        ->required();
    action->add_option("--increment", arguments->increment, "Seconds of each further step")
        ->check(whole_number(1, seconds_a_day))
        ->required();
    add_scope_options(action, arguments);
    action
        ->add_option("--prefix", arguments->prefix,
                     "Calls with an address that begins so, such as +86")
        ->type_name("TEXT");
    action->add_option("--side", arguments->side, "Whose address: from or to (default: either)")
        ->check(one_of({"from", "to"}));
    action->add_option("--since", arguments->since, "First UTC start date (default: always)")
        ->check(date());
    action
        ->add_option("--until", arguments->until,
                     "UTC start date to stop before (default: for ever)")
        ->check(date());
    action->add_option("--note", arguments->note, "Why the rule is there")->check(one_line());
    action->add_flag("--dry-run", arguments->dry_run, "Count what would change, write nothing");
}

void add_end(CLI::App* action, const Arguments& arguments) {
    action->add_option("rule", arguments->rule_id, "The rule's number, from `rules list`")
        ->check(whole_number(1, std::numeric_limits<std::int64_t>::max()))
        ->required();
    action
        ->add_option("--until", arguments->until,
                     "UTC start date to stop before (default: undo the rule altogether)")
        ->check(date());
    action->add_flag("--dry-run", arguments->dry_run, "Count what would change, write nothing");
}

void add_test(CLI::App* action, const Arguments& arguments) {
    CLI::Option* seconds =
        action->add_option("--seconds", arguments->seconds, "How long the call lasted")
            ->check(whole_number(0, longest_call));
    add_scope_options(action, arguments);
    action->add_option("--from", arguments->from, "Its from address")->type_name("ADDRESS");
    action->add_option("--to", arguments->to, "Its to address")->type_name("ADDRESS");
    action->add_option("--date", arguments->date, "Its UTC start date")->check(date());
    for (const char* option : {"--account", "--category", "--from", "--to", "--date"}) {
        action->get_option(option)->needs(seconds);
    }
}

} // namespace

void add_rules(CLI::App& app, const Globals& globals, Run& run) {
    auto arguments = std::make_shared<RulesArguments>();
    CLI::App* rules = app.add_subcommand("rules", "List, add, end and try the rounding rules");
    rules->require_subcommand(1);
    add_action(*rules, globals, run, arguments, "list", "Show the rules, the most specific first",
               run_list);
    add_add(add_action(*rules, globals, run, arguments, "add",
                       "Add a rule, and rate the calls in its scope again", run_add),
            arguments);
    add_end(add_action(*rules, globals, run, arguments, "end",
                       "End or undo a rule, and rate its calls again", run_end),
            arguments);
    add_test(add_action(*rules, globals, run, arguments, "test",
                        "Show which rule rates a call and why, or how many calls each rule rates",
                        run_test),
             arguments);
}

} // namespace calltally::cli
