// SPDX-License-Identifier: MIT
//
// calltally doctor: looks at everything a scheduled sync stands on, and says what to do about what
// is wrong. Changes nothing.
#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "cli/connection_options.hpp"
#include "cli/credentials.hpp"
#include "cli/doctor_checks.hpp"
#include "report/table_writers.hpp"

#include <iostream>
#include <memory>

namespace calltally::cli {

namespace {

using core::ExitCode;

struct DoctorArguments {
    ConnectionArguments connection;
    std::string format = "table";
    bool offline = false;
    bool subaccounts = false;
};

const char* name_of(Finding::State state) {
    switch (state) {
    case Finding::State::good:
        return "good";
    case Finding::State::note:
        return "note";
    case Finding::State::problem:
        break;
    }
    return "problem";
}

void append(std::vector<Finding>& all, std::vector<Finding> more) {
    std::move(more.begin(), more.end(), std::back_inserter(all));
}

/// Runs a check that may end early, such as for credentials that are not there.
template <class Check>
void attempt(std::vector<Finding>& findings, const std::string& name, Check check) {
    try {
        append(findings, check());
    } catch (const core::Error& error) {
        findings.push_back(
            {name, Finding::State::problem, error.what(), error.remedy(), error.exit_code()});
    }
}

/// \param ask_server whether there is a server to ask, and it may be asked
std::vector<Finding> check_remote(const DoctorArguments& arguments, bool ask_server) {
    const api::Credentials credentials = take_credentials(arguments.connection.credentials_file);
    std::vector<Finding> findings = check_credentials(credentials);
    if (!ask_server) {
        return findings;
    }
    attempt(findings, "server", [&] {
        sync::RemoteOptions options;
        options.transport = transport_options(arguments.connection);
        options.retries.attempts = 1;
        const api::CancelFlag cancelled{false};
        sync::Remote remote(options, credentials, cancelled);
        return check_api(remote, credentials.account_sid, arguments.subaccounts);
    });
    return findings;
}

ExitCode run_doctor(const Globals& globals, const DoctorArguments& arguments) {
    std::vector<Finding> findings = check_libraries();
    attempt(findings, "mirror", [&] { return check_files(globals.database_path); });
    attempt(findings, "host", [&] {
        return std::vector<Finding>{
            {"host", Finding::State::good, transport_options(arguments.connection).base_url, {}}};
    });
    const bool ask_server = !arguments.offline && findings.back().state != Finding::State::problem;
    if (!has_credentials(arguments.connection.credentials_file) &&
        (arguments.offline || is_made_of_files(globals.database_path))) {
        findings.push_back({"credentials", Finding::State::note, "none are set",
                            "a sync needs them; import and the reports do not"});
    } else {
        attempt(findings, "credentials", [&] { return check_remote(arguments, ask_server); });
    }
    report::Table table{
        "doctor",
        "What a sync stands on",
        {{"check", "check"}, {"state", "state"}, {"found", "found"}, {"remedy", "what to do"}},
        {},
        {}};
    ExitCode exit_code = ExitCode::done;
    for (const Finding& finding : findings) {
        table.rows.push_back(
            {finding.check, name_of(finding.state), finding.found,
             finding.remedy.empty() ? report::Cell{} : report::Cell{finding.remedy}});
        if (finding.state == Finding::State::problem && exit_code == ExitCode::done) {
            exit_code = finding.exit_code;
        }
    }
    report::write(std::cout, {table}, report::format_named(arguments.format).value());
    return exit_code;
}

} // namespace

void add_doctor(CLI::App& app, const Globals& globals, Run& run) {
    auto arguments = std::make_shared<DoctorArguments>();
    CLI::App* command = app.add_subcommand(
        "doctor", "Check credentials, server, files and libraries, with a remedy for each finding");
    add_connection_options(*command, arguments->connection);
    command->add_flag("--subaccounts", arguments->subaccounts,
                      "Whether the credentials may read subaccounts, too");
    command->add_flag("--offline", arguments->offline, "Ask the server nothing");
    command->add_option("--format", arguments->format, "How to write it")
        ->check(one_of({"table", "csv", "json", "markdown"}))
        ->capture_default_str();
    command->callback([&globals, &run, arguments] {
        run = [&globals, arguments] { return run_doctor(globals, *arguments); };
    });
}

} // namespace calltally::cli
