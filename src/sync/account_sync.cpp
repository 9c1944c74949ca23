// SPDX-License-Identifier: MIT
#include "sync/account_sync.hpp"

#include "api/requests.hpp"
#include "store/account_store.hpp"
#include "sync/call_sync.hpp"
#include "sync/listing_fetcher.hpp"
#include "sync/usage_sync.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calltally::sync {

namespace {

using core::Date;
using core::DateRange;

/// Puts rows of accounts aside that could not be read.
void put_aside(RunContext& context, const api::PageNotes& page) {
    context.note(page);
    context.bad_accounts.insert(context.bad_accounts.end(), page.bad_rows.begin(),
                                page.bad_rows.end());
}

/// The first day to mirror: as asked, never later than what is mirrored already.
Date first_day(RunContext& context, const std::string& account_sid, const SyncOptions& options,
               Date today) {
    const auto stored = store::synced_period(context.connection(), account_sid);
    if (options.since) {
        return stored ? std::min(*options.since, stored->from) : *options.since;
    }
    return stored ? stored->from : core::first_whole_month(today);
}

} // namespace

AccountFailure to_failure(const std::string& account_sid, const core::Error& error) {
    return {account_sid, error.exit_code(), error.what(), error.remedy()};
}

core::Account read_account(RunContext& context, const std::string& account_sid) {
    core::Account account;
    account.sid = account_sid;
    try {
        api::Page<core::Account> page;
        const api::Response response = context.remote.client().get(
            api::account_target(account_sid),
            [&page](const api::Response& answer) { page = api::parse_account(answer.body); });
        if (response.date) {
            context.remote.set_clock(*response.date);
        }
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
        const api::Response response =
            context.remote.client().get(api::calls_by_status_target(account_sid, "queued", 1));
        if (response.date) {
            context.remote.set_clock(*response.date);
        }
    }
    return account;
}

std::vector<core::Account> read_subaccounts(RunContext& context, const std::string& account_sid) {
    Listing listing;
    listing.account_sid = account_sid;
    listing.targets.push_back(api::accounts_target());
    listing.path_prefix = "/2010-04-01/Accounts.json";
    std::vector<core::Account> accounts;
    std::exception_ptr failure;
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
    if (failure) {
        std::rethrow_exception(failure);
    }
    std::sort(accounts.begin(), accounts.end(),
              [](const auto& a, const auto& b) { return a.sid < b.sid; });
    const auto repeated = std::unique(accounts.begin(), accounts.end(),
                                      [](const auto& a, const auto& b) { return a.sid == b.sid; });
    accounts.erase(repeated, accounts.end());
    return accounts;
}

std::optional<AccountFailure> sync_account(RunContext& context, const core::Account& account,
                                           const SyncOptions& options, bool is_parent,
                                           std::vector<std::string>& notices) {
    const Date today = core::date_of(context.remote.now());
    const Date since = first_day(context, account.sid, options, today);
    const bool is_open_ended = !options.until || *options.until > today;
    const Date until = is_open_ended ? today : *options.until;
    const Date floor = core::retention_floor(today);
    if (since < floor) {
        notices.push_back(fmt::format("the API keeps calls for 13 months: usage is read from {}, "
                                      "calls from {}",
                                      core::format_date(since).view(),
                                      core::format_date(floor).view()));
    }
    {
        store::Transaction transaction(context.connection());
        store::put_account(context.connection(), account);
        const auto stored = store::synced_period(context.connection(), account.sid);
        store::set_synced_period(context.connection(), account.sid,
                                 {since, stored ? std::max(stored->to, until) : until});
        transaction.commit();
    }

    std::optional<AccountFailure> failure;
    const auto attempt = [&](auto&& step) {
        try {
            step();
        } catch (const api::ApiError& error) {
            if (error.failure() == api::Failure::cancelled) {
                throw;
            }
            if (!failure) {
                failure = to_failure(account.sid, error);
            }
        }
    };
    // Usage that cannot be read does not keep the calls from being read, nor the reverse.
    attempt([&] {
        UsageSync usage(context, account.sid,
                        {since, is_open_ended ? today + std::chrono::days{1} : until},
                        options.lookback);
        usage.read_own();
        if (is_parent) {
            usage.read_with_subaccounts();
        }
    });
    attempt([&] {
        CallSync(context, account.sid,
                 {std::max(since, floor), std::max(until, std::max(since, floor))}, is_open_ended,
                 options.lookback)
            .run();
    });
    store::Transaction transaction(context.connection());
    store::set_outcome(context.connection(), account.sid, context.remote.now(),
                       failure ? std::optional{failure->cause} : std::nullopt);
    transaction.commit();
    return failure;
}

} // namespace calltally::sync
