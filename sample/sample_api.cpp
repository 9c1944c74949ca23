// SPDX-License-Identifier: MIT
#include "sample/sample_api.hpp"

#include "sample/account_rows.hpp"
#include "sample/call_listing.hpp"
#include "sample/paging.hpp"
#include "sample/sids.hpp"
#include "sample/usage_listing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace calltally::sample {

namespace {

constexpr std::string_view api_root = "/2010-04-01/";
constexpr std::string_view json_suffix = ".json";

/// `text` without `prefix` and `suffix`, if it has both.
std::optional<std::string_view> between(std::string_view text, std::string_view prefix,
                                        std::string_view suffix) {
    if (text.size() < prefix.size() + suffix.size() || !text.starts_with(prefix) ||
        !text.ends_with(suffix)) {
        return std::nullopt;
    }
    text.remove_prefix(prefix.size());
    text.remove_suffix(suffix.size());
    return text;
}

Answer not_found(const Request& request) {
    return error_answer(404, 20404,
                        fmt::format("The requested resource {} was not found", request.path));
}

Answer refused() {
    return error_answer(401, 20003, "Authenticate");
}

} // namespace

SampleApi::SampleApi(const Scenario& scenario, const Dimensions& dimensions, FaultPlan faults)
    : m_scenario(scenario), m_seed(dimensions.seed),
      m_accounts(generate_accounts(scenario, dimensions)), m_first(dimensions.now),
      m_now(dimensions.now), m_faults(std::move(faults)) {
    m_credentials = {m_accounts[0].sid, secret_text(m_seed, 1), other_sid(m_seed, "SK", 0),
                     secret_text(m_seed, 2)};
    for (std::uint32_t number = 0; number < m_accounts.size(); ++number) {
        m_rows.push_back(std::make_unique<CallRows>(m_seed, number, m_accounts[number]));
    }
    book_usage();
}

void SampleApi::book_usage() {
    m_ledgers.clear();
    for (const Account& account : m_accounts) {
        m_ledgers.emplace_back(account, as_of());
    }
}

UnixTime SampleApi::now() const {
    const std::shared_lock lock{m_mutex};
    return m_now;
}

void SampleApi::request_begins() noexcept {
    const int at_once = ++m_at_once;
    int most = m_most_at_once;
    while (most < at_once && !m_most_at_once.compare_exchange_weak(most, at_once)) {
    }
}

Answer SampleApi::answer(const Request& request) {
    if (!request.path.starts_with(api_root)) {
        return control_answer(request);
    }
    std::vector<Fault> faults;
    {
        const std::lock_guard lock{m_fault_mutex};
        ++m_requests;
        faults = m_faults.next_request();
    }
    if (auto instead = answer_instead(faults, request)) {
        return std::move(*instead);
    }
    const std::shared_lock lock{m_mutex};
    return spoil(api_answer(request, has(faults, Fault::repeat_last_row)), faults, request);
}

std::size_t SampleApi::readable_accounts(const Request& request) const {
    if (request.user == m_credentials.account_sid && request.password == m_credentials.auth_token) {
        return m_accounts.size();
    }
    const bool is_key =
        request.user == m_credentials.api_key && request.password == m_credentials.api_secret;
    return is_key ? 1 : 0;
}

Answer SampleApi::api_answer(const Request& request, bool repeat_last) const {
    const std::size_t readable = readable_accounts(request);
    if (readable == 0) {
        return refused();
    }
    if (request.method != "GET") {
        return error_answer(405, 20004, "Method not allowed");
    }
    if (request.path == "/2010-04-01/Accounts.json") {
        return accounts_answer(request);
    }
    const auto resource = between(request.path, "/2010-04-01/Accounts/", json_suffix);
    if (!resource) {
        return not_found(request);
    }
    const std::string_view sid = resource->substr(0, resource->find('/'));
    const auto account = std::find_if(m_accounts.begin(), m_accounts.end(),
                                      [&](const Account& each) { return each.sid == sid; });
    const auto number = static_cast<std::size_t>(account - m_accounts.begin());
    if (number >= readable) {
        // Twilio does not tell an account of others from one that there is not.
        return refused();
    }
    return account_answer(request, static_cast<std::uint32_t>(number), resource->substr(sid.size()),
                          repeat_last);
}

Answer SampleApi::accounts_answer(const Request& request) const {
    std::vector<std::string> rows;
    for (const Account& account : m_accounts) {
        rows.push_back(account_row(account, m_accounts[0].sid));
    }
    return page_of("accounts", rows, request.path, request.query);
}

Answer SampleApi::account_answer(const Request& request, std::uint32_t number,
                                 std::string_view resource, bool repeat_last) const {
    const Account& account = m_accounts[number];
    if (resource.empty()) {
        return {.body = account_row(account, m_accounts[0].sid)};
    }
    const CallSource source{m_seed, number, account, *m_rows[number], m_now};
    if (resource == "/Calls") {
        return call_page(source, request.path, request.query, repeat_last);
    }
    if (const auto sid = between(resource, "/Calls/", "")) {
        return one_call(source, *sid);
    }
    if (resource == "/Usage/Records" || resource == "/Usage/Records/AllTime") {
        return usage_answer(request, number, "AllTime");
    }
    if (resource == "/Usage/Records/Daily") {
        return usage_answer(request, number, "Daily");
    }
    if (resource == "/Usage/Records/Monthly") {
        return usage_answer(request, number, "Monthly");
    }
    return not_found(request);
}

UsageSource SampleApi::usage_source(std::uint32_t number) const {
    UsageSource source{m_accounts[number],
                       {&m_ledgers[number]},
                       {&m_ledgers[number]},
                       m_scenario.usage,
                       m_now,
                       as_of()};
    if (number == 0) {
        source.inclusive.clear();
        for (const UsageLedger& ledger : m_ledgers) {
            source.inclusive.push_back(&ledger);
        }
    }
    return source;
}

Answer SampleApi::usage_answer(const Request& request, std::uint32_t number,
                               std::string_view granularity) const {
    return usage_page(usage_source(number), granularity, request.path, request.query);
}

} // namespace calltally::sample
