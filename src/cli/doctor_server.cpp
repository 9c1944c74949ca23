// SPDX-License-Identifier: MIT
//
// What the doctor finds at the server: its clock, and what the credentials may read.
#include "api/errors.hpp"
#include "api/page.hpp"
#include "api/requests.hpp"
#include "cli/doctor_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

namespace calltally::cli {

namespace {

using State = Finding::State;

/// Asks, and tells what a refusal means.
/// \param permission what a restricted key needs for it
template <class Ask>
Finding ask(const std::string& check, const std::string& permission, Ask question) {
    try {
        return {check, State::good, question(), {}};
    } catch (const api::ApiError& error) {
        const bool is_refused = error.failure() == api::Failure::refused;
        return {check, State::problem, error.what(),
                is_refused && !permission.empty()
                    ? fmt::format("give the key the permission {}, or use another key", permission)
                    : error.remedy(),
                error.exit_code()};
    }
}

Finding check_clock(core::Instant server) {
    const auto here = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const std::int64_t ahead = (here - server).count();
    constexpr std::int64_t tolerance = 60; // seconds
    const std::string found =
        fmt::format("this machine's clock is {} s {} the server's", ahead < 0 ? -ahead : ahead,
                    ahead < 0 ? "behind" : "before");
    if (ahead > tolerance || ahead < -tolerance) {
        return {"clock", State::note, found,
                "the server's is used, but certificates may fail: run a time service"};
    }
    return {"clock", State::good, found, {}};
}

/// Lists the subaccounts, and asks one of them for a call: what may be listed need not be readable.
template <class Get>
Finding check_subaccounts(Get get, const std::string& account_sid, core::Date today) {
    std::string asked;
    Finding finding = ask("subaccounts", {}, [&]() -> std::string {
        auto accounts = api::parse_accounts_page(get(api::accounts_target()).body).rows;
        std::erase_if(accounts, [&account_sid](const core::Account& account) {
            return account.sid == account_sid;
        });
        if (accounts.empty()) {
            return "there are none";
        }
        // Open ones first: of a closed one less can be expected.
        const auto open = std::find_if(accounts.begin(), accounts.end(), [](const auto& account) {
            return account.status == "active";
        });
        asked = (open == accounts.end() ? accounts.front() : *open).sid;
        get(api::calls_target(asked, core::retention_floor(today), std::nullopt, 1));
        return fmt::format("can be read, as {} was", asked);
    });
    if (finding.exit_code == core::ExitCode::refused) {
        finding.remedy = "a key reads its own account only: take the parent's Auth Token, or sync "
                         "each subaccount with a key of its own";
    }
    if (!asked.empty() && finding.state == State::problem) {
        finding.found = fmt::format("{} cannot be read: {}", asked, finding.found);
    }
    return finding;
}

} // namespace

std::vector<Finding> check_credentials(const api::Credentials& credentials) {
    if (credentials.username == credentials.account_sid) {
        return {{"credentials", State::note,
                 fmt::format("the Auth Token of {}", credentials.account_sid),
                 "an API key can be restricted and revoked by itself; the Auth Token opens "
                 "everything (but it alone reads subaccounts)"}};
    }
    return {{"credentials",
             State::good,
             fmt::format("the API key {} of {}", credentials.username, credentials.account_sid),
             {}}};
}

std::vector<Finding> check_api(sync::Remote& remote, const std::string& account_sid,
                               bool with_subaccounts) {
    api::Client& client = remote.client();
    std::vector<Finding> findings;
    std::optional<core::Instant> server_time;
    std::optional<std::string> call_sid;
    const auto get = [&](const std::string& target) {
        api::Response response = client.get(target);
        server_time = response.date ? response.date : server_time;
        return response;
    };
    findings.push_back(ask("calls", "/twilio/voice/calls/list", [&] {
        const auto response = get(api::calls_target(
            account_sid, core::retention_floor(core::date_of(remote.now())), std::nullopt, 1));
        const auto page = api::parse_calls_page(response.body, account_sid);
        if (!page.rows.empty()) {
            call_sid = page.rows.front().sid;
        }
        return fmt::format("can be listed at {}", remote.base_url());
    }));
    if (findings.back().state == State::problem && !server_time) {
        return findings; // the others would fare no better
    }
    if (call_sid) {
        findings.push_back(ask("single calls", "/twilio/voice/calls/read", [&] {
            get(api::call_target(account_sid, *call_sid));
            return std::string{"can be read"};
        }));
    }
    findings.push_back(ask("usage", "/twilio/billing/usage/read", [&] {
        const core::Date today = core::date_of(remote.now());
        get(api::usage_target(account_sid, api::UsageGrain::monthly, "",
                              {today, today + std::chrono::days{1}}, false, 1));
        return std::string{"can be read"};
    }));
    Finding account = ask("account", {}, [&] {
        const auto page = api::parse_account(get(api::account_target(account_sid)).body);
        return fmt::format("{}, {}", account_sid,
                           page.rows.empty() ? "unknown"
                                             : page.rows.front().status.value_or("of no status"));
    });
    if (account.exit_code == core::ExitCode::refused && !with_subaccounts) {
        account.state = State::note;
        account.remedy = "only --subaccounts needs that: list and read them with the Auth Token";
    }
    findings.push_back(std::move(account));
    if (with_subaccounts) {
        findings.push_back(check_subaccounts(get, account_sid, core::date_of(remote.now())));
    }
    if (server_time) {
        findings.push_back(check_clock(*server_time));
    }
    return findings;
}

} // namespace calltally::cli
