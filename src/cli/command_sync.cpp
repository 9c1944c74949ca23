// SPDX-License-Identifier: MIT
//
// calltally sync: mirrors an account from Twilio's API.
#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "cli/connection_options.hpp"
#include "cli/credentials.hpp"
#include "cli/sync_output.hpp"
#include "core/decimal.hpp"
#include "report/table_writers.hpp"
#include "store/database.hpp"
#include "store/planning_copy.hpp"
#include "store/writer_lock.hpp"
#include "sync/sync.hpp"
#include "sync/sync_plan.hpp"

#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <csignal>
#include <iostream>
#include <memory>

namespace calltally::cli {

namespace {

using core::ExitCode;

struct SyncArguments {
    std::string since;
    std::string until;
    std::string concurrency = "4";
    std::string lookback = "7";
    std::string retry_wait = "1";
    std::string max_duration;
    std::string max_requests;
    ConnectionArguments connection;
    bool subaccounts = false;
    bool accept_shrink = false;
    bool plan = false;
    bool quiet = false;
    bool json = false;
};

api::CancelFlag cancelled{false};
volatile std::sig_atomic_t caught_signal = 0;

extern "C" void on_signal(int signal) {
    caught_signal = signal;
    cancelled = true;
}

void catch_signals() {
    struct sigaction action {};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    action.sa_flags = static_cast<int>(SA_RESETHAND); // a second one ends the program at once
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

std::optional<core::Date> date_or_none(const std::string& text) {
    return text.empty() ? std::nullopt : core::parse_date(text);
}

sync::Budget budget_of(const SyncArguments& arguments) {
    sync::Budget budget;
    if (!arguments.max_duration.empty()) {
        budget.duration = std::chrono::seconds{number(arguments.max_duration)};
    }
    if (!arguments.max_requests.empty()) {
        budget.requests = number(arguments.max_requests);
    }
    return budget;
}

ExitCode signal_exit_code() {
    return caught_signal == SIGTERM ? ExitCode::terminated : ExitCode::interrupted;
}

api::RetryPolicy retry_policy(const std::string& first_wait_seconds) {
    constexpr std::int64_t micros_per_milli = 1000;
    api::RetryPolicy policy;
    const auto first_wait = core::parse_decimal(first_wait_seconds);
    policy.first_wait = std::chrono::milliseconds{first_wait ? first_wait->micros / micros_per_milli
                                                             : policy.first_wait.count()};
    policy.longest_wait = std::max(policy.longest_wait, policy.first_wait);
    return policy;
}

SyncOutput::Kind output_kind(const SyncArguments& arguments) {
    return arguments.json    ? SyncOutput::Kind::json
           : arguments.quiet ? SyncOutput::Kind::quiet
                             : SyncOutput::Kind::text;
}

sync::SyncOptions sync_options(const SyncArguments& arguments) {
    sync::SyncOptions options;
    options.since = date_or_none(arguments.since);
    options.until = date_or_none(arguments.until);
    if (options.since && options.until && *options.since >= *options.until) {
        throw core::Error(
            ExitCode::usage,
            fmt::format("--since {} is not before --until {}", arguments.since, arguments.until),
            "--until is the first day that is left out");
    }
    options.subaccounts = arguments.subaccounts;
    options.lookback = std::chrono::days{number(arguments.lookback)};
    options.accept_shrink = arguments.accept_shrink;
    options.version = CALLTALLY_VERSION;
    options.signal_exit_code = &signal_exit_code;
    return options;
}

sync::RemoteOptions remote_options(const SyncArguments& arguments) {
    sync::RemoteOptions options;
    options.concurrency = static_cast<int>(number(arguments.concurrency));
    options.transport = transport_options(arguments.connection);
    options.retries = retry_policy(arguments.retry_wait);
    options.budget = budget_of(arguments);
    return options;
}

void show_plan(const sync::SyncPlan& plan) {
    report::Table table{"sync_plan",
                        "What a sync would ask for",
                        {{"account_sid", "account"},
                         {"friendly_name", "name"},
                         {"from_date", "from"},
                         {"to_date", "before"},
                         {"expected_calls", "billed calls", true},
                         {"windows", "listings", true},
                         {"pages", "pages", true},
                         {"single_calls", "single calls", true}},
                        {},
                        {}};
    std::int64_t pages = 0;
    for (const sync::AccountPlan& account : plan.accounts) {
        pages += account.pages + account.single_calls;
        table.rows.push_back({account.account_sid, account.friendly_name,
                              core::format_date(account.days.from).str(),
                              core::format_date(account.days.to).str(), account.expected_calls,
                              account.windows, account.pages, account.single_calls});
    }
    table.notes.push_back(fmt::format(
        "{} requests were made to know this, and a sync would make about {} in all. Nothing was "
        "stored.",
        plan.requests, plan.requests + pages));
    table.notes.insert(table.notes.end(), plan.notices.begin(), plan.notices.end());
    report::write(std::cout, {table}, report::Format::table);
}

/// The failure to end with, naming how many more there are.
void throw_first(const std::vector<sync::AccountFailure>& failures, ExitCode exit_code) {
    if (failures.empty()) {
        return;
    }
    const std::string others =
        failures.size() > 1
            ? fmt::format(" (and {} more accounts, see `calltally status`)", failures.size() - 1)
            : std::string{};
    throw core::Error(exit_code,
                      fmt::format("account {} is incomplete: {}{}", failures.front().account_sid,
                                  failures.front().cause, others),
                      failures.front().remedy);
}

ExitCode run_plan(const Globals& globals, const SyncArguments& arguments,
                  const sync::SyncOptions& options, sync::Remote& remote) {
    auto copy = store::planning_copy(globals.database_path);
    SyncOutput output(arguments.json ? SyncOutput::Kind::quiet : output_kind(arguments));
    const sync::SyncPlan plan = sync::plan_sync(
        copy, remote, options, [&](const sync::Progress& progress) { output.progress(progress); });
    output.clear_line();
    if (arguments.json) {
        SyncOutput::json_plan(plan);
    } else {
        show_plan(plan);
    }
    throw_first(plan.failures,
                plan.failures.empty() ? ExitCode::done : plan.failures.front().exit_code);
    return ExitCode::done;
}

ExitCode run_sync(const Globals& globals, const SyncArguments& arguments,
                  const sync::SyncOptions& options, sync::Remote& remote) {
    const store::WriterLock lock(globals.database_path, "sync");
    auto database = store::Database::open_for_writing(globals.database_path, &cancelled);
    SyncOutput output(output_kind(arguments));
    const sync::SyncResult result =
        sync::run_sync(database, remote, options,
                       [&](const sync::Progress& progress) { output.progress(progress); });
    output.summary(result);
    throw_first(result.failures, result.exit_code);
    return result.exit_code;
}

ExitCode run_sync_command(const Globals& globals, const SyncArguments& arguments) {
    sync::SyncOptions options = sync_options(arguments);
    sync::RemoteOptions remote_settings = remote_options(arguments);
    const api::Credentials credentials = take_credentials(arguments.connection.credentials_file);
    options.account_sid = credentials.account_sid;
    catch_signals();
    sync::Remote remote(std::move(remote_settings), credentials, cancelled);
    try {
        return arguments.plan ? run_plan(globals, arguments, options, remote)
                              : run_sync(globals, arguments, options, remote);
    } catch (const core::Error& error) {
        if (error.exit_code() == ExitCode::interrupted) {
            throw core::Error(signal_exit_code(), error.what(), error.remedy());
        }
        throw;
    } catch (const SQLite::Exception& error) {
        if (cancelled && error.getErrorCode() == SQLITE_BUSY) {
            throw core::Error(signal_exit_code(), "stopped by a signal",
                              "run the sync again: it goes on where it stopped");
        }
        throw;
    }
}

} // namespace

void add_sync(CLI::App& app, const Globals& globals, Run& run) {
    auto arguments = std::make_shared<SyncArguments>();
    CLI::App* command = app.add_subcommand("sync", "Mirror an account's calls and usage records");
    command
        ->add_option("--since", arguments->since,
                     "First UTC day to mirror (default: the first whole month the API keeps)")
        ->check(date());
    command->add_option("--until", arguments->until, "UTC day to stop before (default: now)")
        ->check(date());
    command->add_flag("--subaccounts", arguments->subaccounts, "Its subaccounts as well");
    command->add_option("--concurrency", arguments->concurrency, "Requests at once")
        ->check(whole_number(1, 64))
        ->capture_default_str();
    command->add_option("--lookback", arguments->lookback, "Closed days that are read again")
        ->check(whole_number(0, 400))
        ->capture_default_str();
    command
        ->add_option("--retry-wait", arguments->retry_wait,
                     "Wait before the first retry of a request; doubles with each further one")
        ->check(seconds(300))
        ->capture_default_str();
    command
        ->add_option("--max-duration", arguments->max_duration,
                     "Seconds after which no request is begun (default: no limit)")
        ->check(whole_number(1, 1'000'000));
    command
        ->add_option("--max-requests", arguments->max_requests,
                     "Requests after which none is begun, retries included (default: no limit)")
        ->check(whole_number(1, 1'000'000'000));
    command->add_flag("--accept-shrink", arguments->accept_shrink,
                      "Believe a call log that lost more than a fifth of a window's calls");
    add_connection_options(*command, arguments->connection);
    command->add_flag("--plan", arguments->plan,
                      "Ask for usage only, and show what a sync would ask for; store nothing");
    command->add_flag("--quiet", arguments->quiet, "Print nothing but errors");
    command->add_flag("--json", arguments->json,
                      "Print one line of JSON for each event instead of a summary");
    command->callback([&globals, &run, arguments] {
        run = [&globals, arguments] { return run_sync_command(globals, *arguments); };
    });
}

} // namespace calltally::cli
