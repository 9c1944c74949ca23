// SPDX-License-Identifier: MIT
//
// The API itself: accounts, a clock that stands still until it is moved, and what each address
// answers. Knows requests and answers, nothing of sockets.
#pragma once

#include "sample/account.hpp"
#include "sample/account_generator.hpp"
#include "sample/call_rows.hpp"
#include "sample/faults.hpp"
#include "sample/http_message.hpp"
#include "sample/scenario.hpp"
#include "sample/usage_ledger.hpp"
#include "sample/usage_listing.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

namespace calltally::sample {

struct Credentials {
    std::string account_sid;
    std::string auth_token;
    std::string api_key; ///< reads the parent account only
    std::string api_secret;
};

/// Safe to call from several threads at once.
class SampleApi {
public:
    /// `scenario` must outlive this.
    SampleApi(const Scenario& scenario, const Dimensions& dimensions, FaultPlan faults);

    /// Around every request, its latency included: to know how many were under way at once.
    void request_begins() noexcept;
    void request_ends() noexcept { --m_at_once; }

    /// The answer to any request, of the API or, below /_sample/, of the sample's own control.
    Answer answer(const Request& request);

    const Credentials& credentials() const noexcept { return m_credentials; }
    UnixTime now() const;

    /// The truth at the clock, as JSON text.
    std::string truth_text() const;

private:
    Answer api_answer(const Request& request, bool repeat_last) const;
    Answer account_answer(const Request& request, std::uint32_t number, std::string_view resource,
                          bool repeat_last) const;
    Answer usage_answer(const Request& request, std::uint32_t number,
                        std::string_view granularity) const;
    Answer accounts_answer(const Request& request) const;
    UsageSource usage_source(std::uint32_t number) const;

    Answer control_answer(const Request& request);
    Answer export_of(const Request& request, std::string_view what) const;
    Answer move_clock(const Query& query);
    Answer delete_call(const Query& query);
    Answer set_faults(const Query& query);

    /// Which accounts the credentials of a request read: none, the first, or all.
    std::size_t readable_accounts(const Request& request) const;
    UnixTime as_of() const noexcept { return m_now - m_scenario.usage_lag; }
    void book_usage();

    const Scenario& m_scenario;
    std::uint64_t m_seed;
    Credentials m_credentials;
    std::vector<Account> m_accounts;
    std::vector<std::unique_ptr<CallRows>> m_rows; ///< by account
    UnixTime m_first;                              ///< the clock at the start

    mutable std::shared_mutex m_mutex; ///< guards what follows, and the deletions of calls
    UnixTime m_now;
    std::vector<UsageLedger> m_ledgers; ///< by account, up to as_of()

    std::atomic<int> m_at_once{0};
    std::atomic<int> m_most_at_once{0};

    std::mutex m_fault_mutex; ///< guards what follows
    FaultPlan m_faults;
    std::uint64_t m_requests = 0; ///< of the API
};

} // namespace calltally::sample
