// SPDX-License-Identifier: MIT
#include "sync/sync_plan.hpp"

#include "api/requests.hpp"
#include "sync/account_run.hpp"
#include "sync/call_sync.hpp"
#include "sync/usage_sync.hpp"

#include <algorithm>

namespace calltally::sync {

SyncPlan plan_sync(store::Database& copy, Remote& remote, const SyncOptions& options,
                   std::function<void(const Progress&)> on_progress) {
    RunContext context{copy, remote, 0, {}, std::move(on_progress), {}, {}};
    SyncResult result;
    const core::Account main_account = read_account(context, options.account_sid, result.notices);
    context.run_id = store::begin_run(context.connection(), remote.now(), options.version);
    std::vector<AccountRun> accounts = begin_accounts(context, main_account, options, result);
    UsageSync usage(context, accounts, options.lookback);
    usage.run();
    CallSync calls(context, accounts, options);
    calls.plan(usage);

    const std::vector<std::int64_t> single_calls = calls.count_single_calls();
    SyncPlan plan;
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        const AccountCallPlan& call_plan = calls.plans()[i];
        AccountPlan account;
        account.account_sid = accounts[i].sid();
        account.friendly_name = accounts[i].account.friendly_name.value_or("");
        account.days = accounts[i].call_days;
        account.windows = account.pages = call_plan.lists_queued() ? 1 : 0;
        account.single_calls = single_calls[i];
        plan.accounts.push_back(std::move(account));
        if (accounts[i].failure) {
            plan.failures.push_back(*accounts[i].failure);
        }
    }
    for (std::size_t i = 0; i < calls.windows().size(); ++i) {
        AccountPlan& account = plan.accounts[calls.account_of_window(i)];
        const std::int64_t expected = calls.windows()[i].expected_calls;
        ++account.windows;
        account.expected_calls += expected;
        account.pages += 1 + expected / api::largest_page;
    }
    plan.requests = remote.requests();
    plan.failures.insert(plan.failures.end(), result.failures.begin(), result.failures.end());
    plan.notices = std::move(result.notices);
    return plan;
}

} // namespace calltally::sync
