// SPDX-License-Identifier: MIT
//
// The call logs of all accounts of a run: what is not stored yet, the look-back, the calls that
// may still change, and what vanished. All accounts and windows side by side.
#pragma once

#include "store/call_store.hpp"
#include "sync/account_call_plan.hpp"
#include "sync/account_run.hpp"
#include "sync/call_batch.hpp"
#include "sync/call_forecast.hpp"
#include "sync/listing_fetcher.hpp"
#include "sync/reread.hpp"
#include "sync/run_context.hpp"
#include "sync/single_calls.hpp"
#include "sync/usage_sync.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace calltally::sync {

class CallSync {
public:
    /// \param accounts take the failures; outlive this
    CallSync(RunContext& context, std::vector<AccountRun>& accounts, const SyncOptions& options);

    /// Decides what to ask for. \param usage was read, as far as it was to be had
    void plan(const UsageSync& usage);
    /// Asks for it, and stores it. Rows that arrived before a failure are stored.
    /// \throws what ends the whole run: a signal, the end of the budget, a failure of the store
    void run();

    const std::vector<AccountCallPlan>& plans() const noexcept { return m_plans; }
    /// The windows of all accounts, largest first.
    const std::deque<PlannedWindow>& windows() const noexcept { return m_windows; }
    /// How many calls are to be asked for by sid, of each account. Instead of run().
    std::vector<std::int64_t> count_single_calls() { return m_single_calls.count(m_plans); }
    std::size_t account_of_window(std::size_t window) const { return m_window_accounts[window]; }

private:
    using Fetcher = ListingFetcher<core::Call, CallPage>;

    /// Forgets the windows of an interrupted run that cannot be gone on with. Inside a transaction.
    void drop_windows();
    void open_windows(std::size_t first); ///< those from this one on; the same
    void add_window(std::size_t account, PlannedWindow window);
    /// Reads windows, those from this one on, and what they lead to.
    /// \param with_queued calls without a start, which are in no window, as well
    void read_windows(std::size_t first, bool with_queued);
    Listing listing_of(std::size_t window) const;
    Listing listing_of_queue(std::size_t account) const;
    /// Reads days once more of which usage counts more calls than were listed.
    void list_again();
    /// The same while others are read, of the windows that were read and are stored: days that
    /// take a listing of their own.
    void list_again_beside(const CallBatch& batch, Fetcher& fetcher);
    /// Adds windows for such days of the account, as far as the budget for them reaches.
    /// \param fewest_calls of a window, as usage counts them
    void add_again(std::size_t account, const core::DateRange& days, std::int64_t fewest_calls);
    /// The page of a window arrived.
    void take_page(std::size_t index, FetchedPage<core::Call, CallPage> fetched, CallBatch& batch);
    void take_queued_page(FetchedPage<core::Call, CallPage> fetched, std::size_t account,
                          CallBatch& batch);
    /// Suspects calls without a start that the queue does not hold any more: they are in no window
    /// that could lack them.
    void suspect_queued();
    /// Lets go of unreadable rows without a sid that the listings do not hold any more.
    void release_rows_of_the_past();
    /// A re-read is complete. \returns whether what it lacks can be believed
    bool finish_reread(std::size_t index, std::int64_t& duplicates);
    void settle();
    void report(std::string_view step) const;

    RunContext& m_context;
    std::vector<AccountRun>& m_accounts;
    const SyncOptions& m_options;
    core::Date m_today;
    store::CallStore m_calls;
    std::vector<AccountCallPlan> m_plans;
    std::deque<PlannedWindow> m_windows;        ///< addresses stay
    std::vector<std::size_t> m_window_accounts; ///< of each window
    std::vector<Reread> m_rereads;              ///< of each window; empty for a first read
    std::vector<std::size_t> m_read;            ///< for the first time, to be looked at once stored
    std::int64_t m_requests_again = 0;          ///< for the days listed once more
    /// What a listing is of.
    struct Asked {
        std::size_t account;
        std::optional<std::size_t> window; ///< none: calls without a start
    };
    std::vector<Asked> m_asked; ///< of each listing under way
    SingleCalls m_single_calls;
    /// What the queue of an account holds, once it was listed to its end.
    struct Queue {
        std::set<std::string> sids;
        bool is_complete = false;
    };
    std::vector<Queue> m_queues;       ///< of each account
    std::int64_t m_expected_calls = 0; ///< as usage counts them
    CallForecast m_forecast;           ///< of all windows
};

} // namespace calltally::sync
