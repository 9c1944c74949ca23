// SPDX-License-Identifier: MIT
//
// calltally sync: mirrors an account from Twilio's API.
#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "cli/credentials.hpp"
#include "core/decimal.hpp"
#include "store/database.hpp"
#include "store/writer_lock.hpp"
#include "sync/sync.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <csignal>
#include <cstdio>
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
    std::string base_url;
    std::string ca_file;
    std::string credentials_file;
    bool subaccounts = false;
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
    std::signal(SIGPIPE, SIG_IGN);
}

/// One line that is written over, on a terminal only.
class ProgressLine {
public:
    explicit ProgressLine(bool is_wanted) : m_is_shown(is_wanted && ::isatty(STDERR_FILENO) != 0) {}
    ~ProgressLine() { clear(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(const sync::Progress& progress) {
        if (!m_is_shown) {
            return;
        }
        const std::string of = progress.expected_rows > 0
                                   ? fmt::format(" of about {}", progress.expected_rows)
                                   : std::string{};
        const std::string rows = progress.step == "calls"
                                     ? fmt::format(": {}{} calls", progress.rows, of)
                                     : std::string{};
        fmt::print(stderr, "\r\033[K{} {}{}", progress.account_sid, progress.step, rows);
        std::fflush(stderr);
        m_is_dirty = true;
    }
    void clear() {
        if (m_is_dirty) {
            fmt::print(stderr, "\r\033[K");
            m_is_dirty = false;
        }
    }

private:
    bool m_is_shown;
    bool m_is_dirty = false;
};

std::optional<core::Date> date_or_none(const std::string& text) {
    return text.empty() ? std::nullopt : core::parse_date(text);
}

int number(const std::string& text) {
    return static_cast<int>(core::parse_whole_number(text).value_or(0));
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

void print_summary(const sync::SyncResult& result) {
    const auto& totals = result.totals;
    fmt::print("{} account{}: {} calls read, {} new, {} changed; {} month{} worked out; {} "
               "requests\n",
               result.accounts, result.accounts == 1 ? "" : "s", totals.rows_read, totals.rows_new,
               totals.rows_changed, totals.months_closed, totals.months_closed == 1 ? "" : "s",
               totals.requests);
    if (totals.rows_quarantined > 0) {
        fmt::print("{} rows could not be read and are kept in `quarantine`\n",
                   totals.rows_quarantined);
    }
}

void print_json(const sync::SyncResult& result) {
    const auto& totals = result.totals;
    nlohmann::ordered_json line{{"event", "sync"},
                                {"exit_code", static_cast<int>(result.exit_code)},
                                {"accounts", result.accounts},
                                {"requests", totals.requests},
                                {"retries", totals.retries},
                                {"rows_read", totals.rows_read},
                                {"rows_new", totals.rows_new},
                                {"rows_changed", totals.rows_changed},
                                {"rows_quarantined", totals.rows_quarantined},
                                {"months_closed", totals.months_closed}};
    line["failures"] = nlohmann::ordered_json::array();
    for (const sync::AccountFailure& failure : result.failures) {
        line["failures"].push_back({{"account_sid", failure.account_sid},
                                    {"exit_code", static_cast<int>(failure.exit_code)},
                                    {"error", failure.cause},
                                    {"remedy", failure.remedy}});
    }
    std::cout << line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
              << "\n";
}

ExitCode run_sync_command(const Globals& globals, const SyncArguments& arguments) {
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
    options.version = CALLTALLY_VERSION;

    sync::RemoteOptions remote_options;
    remote_options.concurrency = number(arguments.concurrency);
    remote_options.transport.base_url =
        arguments.base_url.empty() ? twilio_base_url() : arguments.base_url;
    remote_options.retries = retry_policy(arguments.retry_wait);
    remote_options.transport.ca_file = arguments.ca_file;
    remote_options.transport.user_agent = "calltally/" CALLTALLY_VERSION;
    api::check_base_url(remote_options.transport.base_url);
    const api::Credentials credentials = take_credentials(arguments.credentials_file);
    options.account_sid = credentials.account_sid;

    catch_signals();
    const store::WriterLock lock(globals.database_path);
    auto database = store::Database::open_for_writing(globals.database_path);
    sync::Remote remote(std::move(remote_options), credentials, cancelled);
    ProgressLine line(!arguments.quiet && !arguments.json);
    sync::SyncResult result;
    try {
        result = sync::run_sync(database, remote, options,
                                [&line](const sync::Progress& progress) { line.show(progress); });
    } catch (const api::ApiError& error) {
        line.clear();
        if (error.failure() == api::Failure::cancelled) {
            const bool terminated = caught_signal == SIGTERM;
            throw core::Error(terminated ? ExitCode::terminated : ExitCode::interrupted,
                              error.what(), error.remedy());
        }
        throw;
    }
    line.clear();
    if (arguments.json) {
        print_json(result);
    } else if (!arguments.quiet) {
        print_summary(result);
        for (const std::string& notice : result.notices) {
            fmt::print("note: {}\n", notice);
        }
    }
    if (!result.failures.empty()) {
        const sync::AccountFailure& first = result.failures.front();
        const std::string others =
            result.failures.size() > 1
                ? fmt::format(" (and {} more accounts, see `calltally status`)",
                              result.failures.size() - 1)
                : std::string{};
        throw core::Error(
            result.exit_code,
            fmt::format("account {} is incomplete: {}{}", first.account_sid, first.cause, others),
            first.remedy);
    }
    return result.exit_code;
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
        ->add_option("--credentials", arguments->credentials_file,
                     "File of TWILIO_...=value lines, mode 0600 (default: the environment)")
        ->type_name("FILE");
    command
        ->add_option("--base-url", arguments->base_url,
                     "Scheme, host and port of a compatible server (default: Twilio)")
        ->type_name("URL");
    command
        ->add_option("--ca-file", arguments->ca_file,
                     "PEM file of the authority to trust instead of the system's")
        ->type_name("FILE");
    command->add_flag("--quiet", arguments->quiet, "Print nothing but errors");
    command->add_flag("--json", arguments->json, "Print one line of JSON instead of a summary");
    command->callback([&globals, &run, arguments] {
        run = [&globals, arguments] { return run_sync_command(globals, *arguments); };
    });
}

} // namespace calltally::cli
