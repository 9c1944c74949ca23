// SPDX-License-Identifier: MIT
#include "sync/due_accounts.hpp"

#include "store/account_store.hpp"
#include "store/quarantine.hpp"
#include "store/suspected_calls.hpp"
#include "store/sync_ledger.hpp"
#include "store/unsettled_calls.hpp"
#include "store/usage_store.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace calltally::sync {

namespace {

using std::chrono::days;

/// Idle accounts that each run asks whatever the day: a small family of accounts is read whole.
constexpr std::size_t idle_asked_always = 20;

/// Nothing waits: neither a call to be asked for by sid, nor a row that could not be read.
bool is_settled(RunContext& context, const std::string& account_sid) {
    SQLite::Database& connection = context.connection();
    return store::suspected_calls(connection, account_sid).empty() &&
           store::count_rows_to_ask_for(connection, account_sid) == 0 &&
           store::calls_to_ask_again(connection, account_sid, context.remote.now()).empty();
}

bool is_finished(RunContext& context, const core::Account& account, const SyncOptions& options) {
    const core::Date today = core::date_of(context.remote.now());
    return account.status == "closed" &&
           store::read_whole_at(context.connection(), account.sid, "closed") &&
           store::stored_calls(context.connection(), account.sid,
                               {today - options.lookback, today + days{2}}) == 0 &&
           is_settled(context, account.sid);
}

bool is_idle(RunContext& context, const core::Account& account, const SyncOptions& options) {
    SQLite::Database& connection = context.connection();
    const core::Date today = core::date_of(context.remote.now());
    const core::DateRange lately{today - std::max(options.lookback, idle_after), today + days{2}};
    return account.sid != options.account_sid &&
           store::stored_calls(connection, account.sid, lately) == 0 &&
           !store::counts_calls(connection, account.sid, lately) &&
           store::calls_without_start(connection, account.sid).empty() &&
           store::open_windows(connection, account.sid, store::Resource::calls).empty() &&
           is_settled(context, account.sid);
}

} // namespace

std::vector<core::Account> due_accounts(RunContext& context, std::vector<core::Account> accounts,
                                        const SyncOptions& options) {
    if (options.since || options.until) {
        return accounts;
    }
    const core::Instant today{core::date_of(context.remote.now())};
    std::vector<std::pair<core::Instant, std::string>> idle; // those read whole today, by when
    std::erase_if(accounts, [&](const core::Account& account) {
        if (is_finished(context, account, options)) {
            return true;
        }
        const auto read_at =
            store::read_whole_at(context.connection(), account.sid, account.status.value_or(""));
        if (read_at && *read_at >= today && is_idle(context, account, options)) {
            idle.emplace_back(*read_at, account.sid);
        }
        return false;
    });
    std::sort(idle.begin(), idle.end());
    std::set<std::string> not_due;
    for (std::size_t i = idle_asked_always; i < idle.size(); ++i) {
        not_due.insert(std::move(idle[i].second));
    }
    std::erase_if(accounts,
                  [&](const core::Account& account) { return not_due.contains(account.sid); });
    return accounts;
}

} // namespace calltally::sync
