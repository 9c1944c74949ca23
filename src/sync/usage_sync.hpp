// SPDX-License-Identifier: MIT
//
// The usage records of all accounts of a run: every category by month, and by day those that
// stand for calls and are not zero. All accounts side by side.
#pragma once

#include "api/page.hpp"
#include "core/usage_record.hpp"
#include "store/sync_ledger.hpp"
#include "sync/account_run.hpp"
#include "sync/listing_fetcher.hpp"
#include "sync/run_context.hpp"
#include "sync/usage_plan.hpp"

#include <chrono>
#include <vector>

namespace calltally::sync {

class UsageSync {
public:
    /// \param accounts take the failures; outlive this
    UsageSync(RunContext& context, std::vector<AccountRun>& accounts, std::chrono::days lookback);

    /// Reads what is to be read. A listing is stored whole, or not at all.
    /// \throws what ends the whole run: a signal, the end of the budget, a failure of the store
    void run();

    const UsagePlan& plan(std::size_t account) const { return m_plans[account]; }

private:
    /// A listing with what it becomes in the mirror.
    struct Task {
        std::size_t account = 0;
        store::Window window;
        core::DateRange range; ///< as asked: with days that are not over
        bool is_known = false; ///< nothing was asked: what is stored is all there is
        std::vector<api::Page<core::UsageRecord>> pages;
    };

    void add_months(std::size_t account, bool with_subaccounts);
    void add_days(std::size_t account);
    void add_days(std::size_t account, const CategoryDays& wanted);
    /// Adds a few of the old days that do not add up: the rest is for the runs to come.
    void add_days_in_doubt();
    void add(Task task);
    /// Reads the tasks' listings.
    void read_all(ListingFetcher<core::UsageRecord>::Parse parse);
    /// Lets go of unreadable rows that listings of the whole period do not hold any more.
    void release_rows_of_the_past();
    void take_failure(Task& task, std::exception_ptr failure);
    /// Whether a failure says no more than that there is no usage, and nothing contradicts it.
    bool is_empty_answer(const Task& task, const api::ApiError& error) const;
    /// Stores a listing that was read to its end, and its coverage.
    void store_task(const Task& task);
    /// Whether the listing is with subaccounts, of days whose usage without them was read.
    bool has_better_usage(const store::Window& window) const;
    void store_page(const Task& task, const api::Page<core::UsageRecord>& page);

    RunContext& m_context;
    std::vector<AccountRun>& m_accounts;
    std::vector<UsagePlan> m_plans;
    std::vector<Task> m_tasks;
    std::vector<Listing> m_listings; ///< of the tasks
};

} // namespace calltally::sync
