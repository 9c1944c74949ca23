// SPDX-License-Identifier: MIT
#include "sample/options.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace calltally::sample {

namespace {

constexpr std::uint32_t most_calls = 20'000'000;

std::string scenario_help() {
    std::string help = "What the account is like:";
    for (const Scenario& scenario : scenarios()) {
        help += fmt::format("\n  {}: {}", scenario.name, scenario.description);
    }
    return help;
}

} // namespace

std::optional<Options> read_options(int argc, char** argv, int& exit_code) {
    Options options;
    std::string scenario_name = "sample";
    std::string now_text = "2026-08-03 09:00:00";
    std::optional<std::uint32_t> calls;
    int port = 0;

    CLI::App app{"A Twilio-shaped API server on loopback, over a made-up account whose true\n"
                 "numbers are known. Needs --port or --truth.",
                 "calltally-sample-api"};
    auto* const port_option =
        app.add_option("--port", port, "Listen on this port of 127.0.0.1; 0: any that is free")
            ->check(CLI::Range(0, 65535));
    app.add_option("--port-file", options.port_file, "Write the port here once it listens");
    app.add_option("--calls", calls, "Approximate number of calls in the log")
        ->check(CLI::Range(std::uint32_t{50}, most_calls));
    app.add_option("--idle-accounts", options.dimensions.idle_accounts,
                   "So many further subaccounts without a call")
        ->check(CLI::Range(0, 10'000));
    app.add_option("--seed", options.dimensions.seed, "Another seed gives other calls and sids");
    app.add_option("--now", now_text, "The clock, UTC; it stands still until it is moved")
        ->capture_default_str();
    app.add_option("--truth", options.truth_file, "Write the truth here as JSON");
    app.add_option("--scenario", scenario_name, scenario_help())->capture_default_str();
    app.add_option("--faults", options.faults,
                   "Comma list of KIND, KIND@N, KIND@N-M, KIND%N: always, on the Nth request, on\n"
                   "the Nth to the Mth, on every Nth. Kinds: 429 401 500 503 drop html truncated\n"
                   "usage500big usage404empty dup");
    app.add_option("--latency-ms", options.latency_ms, "Wait so long before each answer")
        ->check(CLI::Range(0, 60'000));
    app.add_option("--log", options.log_file,
                   "One line a request: ms, method, target, user, status");
    app.add_option("--max-seconds", options.max_seconds, "Stop after so long; 0: never")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    auto* const certificate =
        app.add_option("--tls-cert", options.tls_certificate, "Serve https with this certificate");
    auto* const key = app.add_option("--tls-key", options.tls_key, "and this key");
    certificate->needs(key);
    key->needs(certificate);

    try {
        app.parse(argc, argv);
        options.scenario = find_scenario(scenario_name);
        if (options.scenario == nullptr) {
            throw CLI::ValidationError("--scenario", "there is none of this name");
        }
        const auto now = parse_time(now_text);
        if (!now) {
            throw CLI::ValidationError("--now", "must be a time, YYYY-MM-DD HH:MM:SS");
        }
        options.dimensions.now = *now;
        options.dimensions.calls = calls.value_or(options.scenario->default_calls);
        if (port_option->count() > 0) {
            options.port = port;
        } else if (options.truth_file.empty()) {
            throw CLI::RequiredError("--port or --truth");
        }
    } catch (const CLI::ParseError& error) {
        exit_code = app.exit(error) == 0 ? 0 : 2;
        return std::nullopt;
    }
    return options;
}

} // namespace calltally::sample
