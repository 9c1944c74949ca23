// SPDX-License-Identifier: MIT
#include "sync/account_run.hpp"

#include "api/requests.hpp"
#include "store/account_store.hpp"
#include "store/quarantine.hpp"
#include "sync/due_accounts.hpp"
#include "sync/listing_fetcher.hpp"
#include "sync/server_clock.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calltally::sync {

namespace {

using core::Date;
using std::chrono::days;

/// Puts rows of accounts aside that could not be read.
void put_aside(RunContext& context, const api::PageNotes& page) {
    context.note(page);
    context.bad_accounts.insert(context.bad_accounts.end(), page.bad_rows.begin(),
                                page.bad_rows.end());
}

/// \param are_all_listed what is not among them any more can be read, or is gone
void quarantine_accounts(RunContext& context, const std::string& account_sid, bool are_all_listed) {
    store::Transaction transaction(context.connection());
    for (const api::BadRow& bad : context.bad_accounts) {
        context.put_aside({account_sid, "accounts", bad.sid, bad.reason, bad.raw});
    }
    if (are_all_listed) {
        for (const store::KeptRow& row : store::kept_accounts(context.connection(), account_sid)) {
            if (!context.has_seen(row)) {
                store::release_row(context.connection(), row.id);
            }
        }
    }
    transaction.commit();
}

/// Which subaccounts there are keeps neither the account nor those known from being read.
/// \throws what ends the whole run
void note_failure_to_list(const std::exception_ptr& failure, std::size_t known,
                          const SyncOptions& options, SyncResult& result) {
    try {
        std::rethrow_exception(failure);
    } catch (const api::ApiError& error) {
        if (error.failure() == api::Failure::cancelled) {
            throw;
        }
        result.failures.push_back(to_failure(options.account_sid, error));
    }
    if (known > 0) {
        result.notices.push_back(fmt::format("the subaccounts could not be listed: the {} that "
                                             "are known are read, others may be missing",
                                             known));
    }
}

/// Asks for the account by itself. \returns what is known of it; empty: there is none any more
std::optional<core::Account> find_account(RunContext& context, core::Account known) {
    api::Page<core::Account> page;
    try {
        context.remote.client().get(
            api::account_target(known.sid),
            [&page](const api::Response& answer) { page = api::parse_account(answer.body); });
    } catch (const api::ApiError& error) {
        if (error.says_there_is_none()) {
            return std::nullopt;
        }
        throw;
    }
    const bool is_it = page.rows.size() == 1 && page.rows.front().sid == known.sid;
    return is_it ? page.rows.front() : known;
}

/// Adds the subaccounts that the mirror knows, and not as closed, and that the list does not show:
/// it may be short. One that is gone was closed, so long ago that Twilio has forgotten it.
void add_unlisted(RunContext& context, const SyncOptions& options,
                  std::vector<core::Account>& accounts, SyncResult& result) {
    std::size_t most_asked = 100; // if there are more, it is the list that is wrong
    std::vector<core::Account> unlisted =
        store::subaccounts(context.connection(), options.account_sid);
    std::erase_if(unlisted, [&](const core::Account& known) {
        return known.status == "closed" ||
               std::any_of(accounts.begin(), accounts.end(),
                           [&](const core::Account& listed) { return listed.sid == known.sid; });
    });
    for (core::Account& known : unlisted) {
        try {
            std::optional<core::Account> found =
                most_asked == 0 ? known : find_account(context, known);
            most_asked -= most_asked == 0 ? 0 : 1;
            if (found) {
                accounts.push_back(std::move(*found));
                continue;
            }
            known.status = "closed";
            store::put_account(context.connection(), known);
        } catch (const api::ApiError& error) {
            if (error.failure() == api::Failure::cancelled) {
                throw;
            }
            result.failures.push_back(to_failure(known.sid, error));
        }
    }
    if (!unlisted.empty()) {
        result.notices.push_back(fmt::format("the list of subaccounts lacks {} that are known: "
                                             "they were asked for by themselves",
                                             unlisted.size()));
    }
}

/// The first day to mirror: as asked, never later than what is mirrored already.
Date first_day(RunContext& context, const std::string& account_sid, const SyncOptions& options,
               Date today) {
    auto stored = store::synced_period(context.connection(), account_sid);
    if (stored && stored->from > today) {
        stored.reset(); // a clock was wrong, then or now: that is no reason to mirror nothing
    }
    if (options.since) {
        return stored ? std::min(*options.since, stored->from) : *options.since;
    }
    return stored ? stored->from : core::first_whole_month(today);
}

/// A period without a day is a mistake, and would be remembered as the account's.
void check_period(Date since, const std::optional<Date>& until, Date today) {
    const auto text = [](Date date) { return core::format_date(date).str(); };
    if (since > today) {
        throw core::Error(core::ExitCode::usage,
                          fmt::format("--since {} is still to come: by the server's clock it is {}",
                                      text(since), text(today)),
                          "name a day that has begun");
    }
    if (until && *until <= since) {
        throw core::Error(core::ExitCode::usage,
                          fmt::format("--until {} is not after {}, the first day to mirror",
                                      text(*until), text(since)),
                          "name a later day, or an earlier one with --since");
    }
}

} // namespace

AccountFailure to_failure(const std::string& account_sid, const core::Error& error,
                          bool is_of_one_listing) {
    return {account_sid, error.exit_code(), error.what(), error.remedy(), is_of_one_listing};
}

core::Account read_account(RunContext& context, const std::string& account_sid,
                           std::vector<std::string>& notices) {
    core::Account account;
    account.sid = account_sid;
    try {
        api::Page<core::Account> page;
        const std::string target = api::account_target(account_sid);
        const api::Response response =
            context.remote.client().get(target, [&page](const api::Response& answer) {
                page = api::parse_account(answer.body);
            });
        take_clock(context, response, target, notices);
        put_aside(context, page);
        if (!page.rows.empty()) {
            if (page.rows.front().sid != account_sid) {
                throw api::ApiError(api::Failure::contract, core::ExitCode::contract_broken,
                                    fmt::format("asked for account {}, the server answers with {}",
                                                account_sid, page.rows.front().sid),
                                    "check the base URL, and what stands between here and there");
            }
            account = page.rows.front();
        }
    } catch (const api::ApiError& error) {
        // Standard and restricted keys may not read accounts; what they may read is asked next,
        // and refuses by itself if the credentials are wrong.
        if (error.failure() != api::Failure::refused) {
            throw;
        }
        const std::string target = api::calls_by_status_target(account_sid, "queued", 1);
        take_clock(context, context.remote.client().get(target), target, notices);
    }
    return account;
}

std::vector<core::Account> read_subaccounts(RunContext& context, const std::string& account_sid,
                                            std::exception_ptr& failure) {
    Listing listing;
    listing.account_sid = account_sid;
    listing.targets.push_back(api::accounts_target());
    listing.path_prefix = "/2010-04-01/Accounts.json";
    std::vector<core::Account> accounts;
    ListingFetcher<core::Account> fetcher(
        context.remote,
        [](std::string_view json, std::string_view) { return api::parse_accounts_page(json); });
    fetcher.run(
        {listing},
        [&](FetchedPage<core::Account> fetched) {
            if (fetched.failure) {
                failure = fetched.failure;
                return;
            }
            put_aside(context, fetched.page);
            for (core::Account& account : fetched.page.rows) {
                if (account.sid != account_sid) {
                    accounts.push_back(std::move(account));
                }
            }
        },
        [] {});
    if (failure) { // what was listed comes first: it is the newer
        const auto known = store::subaccounts(context.connection(), account_sid);
        accounts.insert(accounts.end(), known.begin(), known.end());
    }
    std::stable_sort(accounts.begin(), accounts.end(),
                     [](const auto& a, const auto& b) { return a.sid < b.sid; });
    const auto repeated = std::unique(accounts.begin(), accounts.end(),
                                      [](const auto& a, const auto& b) { return a.sid == b.sid; });
    accounts.erase(repeated, accounts.end());
    return accounts;
}

AccountRun begin_account(RunContext& context, const core::Account& account,
                         const SyncOptions& options, bool is_parent,
                         std::vector<std::string>& notices) {
    const Date today = core::date_of(context.remote.now());
    const Date since = first_day(context, account.sid, options, today);
    check_period(since, options.until, today);
    AccountRun run;
    run.account = account;
    run.is_parent = is_parent;
    run.is_main = account.sid == options.account_sid;
    run.is_open_ended = !options.until || *options.until > today;
    const Date until = run.is_open_ended ? today : *options.until;
    const Date floor = core::retention_floor(today);
    if (since < floor) {
        notices.push_back(fmt::format("the API keeps calls for 13 months: usage is read from {}, "
                                      "calls from {}",
                                      core::format_date(since).view(),
                                      core::format_date(floor).view()));
    }
    run.usage_days = {since, run.is_open_ended ? today + days{1} : until};
    run.call_days = {std::max(since, floor), std::max(until, std::max(since, floor))};

    store::Transaction transaction(context.connection());
    store::put_account(context.connection(), account);
    const auto stored = store::synced_period(context.connection(), account.sid);
    store::set_synced_period(
        context.connection(), account.sid,
        {since, stored && stored->to <= today ? std::max(stored->to, until) : until});
    transaction.commit();
    return run;
}

std::vector<AccountRun> begin_accounts(RunContext& context, const core::Account& main_account,
                                       const SyncOptions& options, SyncResult& result) {
    std::vector<core::Account> accounts{main_account};
    std::exception_ptr failure;
    if (options.subaccounts) {
        context.report({.step = "accounts"});
        const auto subaccounts = read_subaccounts(context, options.account_sid, failure);
        accounts.insert(accounts.end(), subaccounts.begin(), subaccounts.end());
        if (failure) {
            note_failure_to_list(failure, subaccounts.size(), options, result);
        } else {
            add_unlisted(context, options, accounts, result);
        }
    }
    quarantine_accounts(context, options.account_sid, options.subaccounts && !failure);
    result.accounts = accounts.size();
    std::vector<AccountRun> runs;
    for (const core::Account& account : due_accounts(context, std::move(accounts), options)) {
        const bool is_main = account.sid == options.account_sid;
        const bool is_parent =
            is_main && (!account.owner_account_sid || *account.owner_account_sid == account.sid);
        runs.push_back(begin_account(context, account, options, is_parent, result.notices));
    }
    return runs;
}

bool note_failure(AccountRun& run, const std::exception_ptr& failure) {
    const bool can_go_on = concerns_one_listing(failure);
    try {
        std::rethrow_exception(failure);
    } catch (const api::ApiError& error) {
        if (error.failure() == api::Failure::cancelled) {
            throw;
        }
        if (!run.failure || (run.failure->is_of_one_listing && !can_go_on)) {
            run.failure = to_failure(run.sid(), error, can_go_on);
        }
    }
    return can_go_on;
}

void note_failure_of_calls(AccountRun& run, const std::exception_ptr& failure) {
    if (!note_failure(run, failure)) {
        run.calls_given_up = true;
    }
}

} // namespace calltally::sync
