// SPDX-License-Identifier: MIT
#include "sync/sync.hpp"

#include "store/month_close.hpp"
#include "store/quarantine.hpp"
#include "sync/account_sync.hpp"

#include <algorithm>

namespace calltally::sync {

namespace {

void close_stale_months(RunContext& context) {
    store::close_stale_months(context.connection(), context.remote.now(),
                              [&context](const store::AccountMonth& month) {
                                  context.report({month.first, "closing"});
                                  ++context.totals.months_closed;
                              });
}

/// The failure to end with, if there are several: what needs a person before what passes by itself.
core::ExitCode worst(const std::vector<AccountFailure>& failures) {
    using core::ExitCode;
    for (const ExitCode code : {ExitCode::contract_broken, ExitCode::refused,
                                ExitCode::configuration, ExitCode::temporary_failure}) {
        if (std::any_of(failures.begin(), failures.end(),
                        [code](const auto& failure) { return failure.exit_code == code; })) {
            return code;
        }
    }
    return failures.front().exit_code;
}

void quarantine_accounts(RunContext& context, const std::string& account_sid) {
    store::Transaction transaction(context.connection());
    for (const api::BadRow& bad : context.bad_accounts) {
        store::quarantine(context.connection(),
                          {account_sid, "accounts", bad.sid, bad.reason, bad.raw},
                          context.remote.now());
        ++context.totals.rows_quarantined;
    }
    transaction.commit();
}

void sync_accounts(RunContext& context, const core::Account& main_account,
                   const SyncOptions& options, SyncResult& result) {
    // Months that an interrupted run left behind are worked out before anything else.
    close_stale_months(context);

    std::vector<core::Account> accounts{main_account};
    if (options.subaccounts) {
        try {
            for (core::Account& account : read_subaccounts(context, options.account_sid)) {
                accounts.push_back(std::move(account));
            }
        } catch (const api::ApiError& error) {
            if (error.failure() == api::Failure::cancelled) {
                throw;
            }
            // Which subaccounts there are does not keep the account itself from being read.
            result.failures.push_back(to_failure(options.account_sid, error));
        }
    }
    quarantine_accounts(context, options.account_sid);
    const bool may_have_subaccounts =
        !main_account.owner_account_sid || *main_account.owner_account_sid == main_account.sid;
    result.accounts = accounts.size();
    for (const core::Account& account : accounts) {
        const bool is_parent = account.sid == options.account_sid && may_have_subaccounts;
        if (auto failure = sync_account(context, account, options, is_parent, result.notices)) {
            result.failures.push_back(std::move(*failure));
        }
    }
    close_stale_months(context);
    std::sort(result.notices.begin(), result.notices.end());
    result.notices.erase(std::unique(result.notices.begin(), result.notices.end()),
                         result.notices.end());
}

} // namespace

SyncResult run_sync(store::Database& database, Remote& remote, const SyncOptions& options,
                    std::function<void(const Progress&)> on_progress) {
    RunContext context{database, remote, 0, {}, std::move(on_progress), {}};
    SyncResult result;
    const auto begin = [&] {
        context.run_id = store::begin_run(context.connection(), remote.now(), options.version);
    };
    const auto finish = [&](core::ExitCode exit_code) {
        context.totals.requests = remote.requests();
        context.totals.retries = remote.retries();
        store::end_run(context.connection(), context.run_id, remote.now(), exit_code,
                       context.totals);
        database.make_durable();
        result.exit_code = exit_code;
        result.totals = context.totals;
    };
    try {
        // The first answer brings the server's clock, by which the run is dated.
        const core::Account main_account = read_account(context, options.account_sid);
        begin();
        sync_accounts(context, main_account, options, result);
    } catch (const core::Error& error) {
        if (context.run_id == 0) {
            begin();
        }
        finish(error.exit_code());
        throw;
    }
    const core::ExitCode exit_code = !result.failures.empty() ? worst(result.failures)
                                     : context.totals.rows_quarantined > 0
                                         ? core::ExitCode::rows_quarantined
                                         : core::ExitCode::done;
    finish(exit_code);
    return result;
}

} // namespace calltally::sync
