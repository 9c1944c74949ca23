// SPDX-License-Identifier: MIT
#include "sync/due_accounts.hpp"

#include "store/account_store.hpp"
#include "store/quarantine.hpp"
#include "store/suspected_calls.hpp"
#include "store/sync_ledger.hpp"
#include "store/unsettled_calls.hpp"
#include "store/usage_store.hpp"
#include "sync/usage_plan.hpp"

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

/// Each day that is mirrored, up to the one on which the account was read, was listed to its end.
bool is_listed(RunContext& context, const std::string& account_sid, core::Instant read_at) {
    SQLite::Database& connection = context.connection();
    const auto period = store::synced_period(connection, account_sid);
    if (!period || !store::open_windows(connection, account_sid, store::Resource::calls).empty()) {
        return false;
    }
    const core::Date floor = core::retention_floor(core::date_of(context.remote.now()));
    const core::DateRange read{std::max(period->from, floor), core::date_of(read_at)};
    const auto listed = store::coverage(connection, account_sid, store::Resource::calls, "", read);
    return read.empty() || store::gaps(listed, read).empty();
}

/// Nothing of the usage waits to be read once more.
bool has_sure_usage(RunContext& context, const std::string& account_sid, core::Date today) {
    const auto period = store::synced_period(context.connection(), account_sid);
    return !period || UsagePlan(context.connection(), account_sid, {period->from, today + days{1}},
                                today, days{0})
                          .is_sure();
}

bool is_finished(RunContext& context, const core::Account& account, const SyncOptions& options) {
    SQLite::Database& connection = context.connection();
    const auto read_at = store::read_whole_at(connection, account.sid, "closed");
    if (account.status != "closed" || !read_at) {
        return false;
    }
    const core::Date today = core::date_of(context.remote.now());
    // Usage of a month is final once it was read a day after the month's end.
    const core::DateRange not_final{
        core::month_range(core::month_of(core::date_of(*read_at) - days{1})).from, today + days{2}};
    const core::DateRange unsettled{std::min(not_final.from, today - options.lookback),
                                    today + days{2}};
    return store::stored_calls(connection, account.sid, unsettled) == 0 &&
           !store::counts_calls(connection, account.sid, not_final) &&
           is_listed(context, account.sid, *read_at) && is_settled(context, account.sid) &&
           has_sure_usage(context, account.sid, today);
}

bool is_idle(RunContext& context, const core::Account& account, const SyncOptions& options) {
    SQLite::Database& connection = context.connection();
    const core::Date today = core::date_of(context.remote.now());
    const core::DateRange lately{today - std::max(options.lookback, idle_after), today + days{2}};
    return account.sid != options.account_sid &&
           store::stored_calls(connection, account.sid, lately) == 0 &&
           !store::counts_calls(connection, account.sid, lately) &&
           store::calls_without_start(connection, account.sid).empty() &&
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
        if (read_at && *read_at >= today && is_listed(context, account.sid, *read_at) &&
            is_idle(context, account, options)) {
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
