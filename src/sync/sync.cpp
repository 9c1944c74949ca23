// SPDX-License-Identifier: MIT
#include "sync/sync.hpp"

#include "store/account_store.hpp"
#include "store/month_close.hpp"
#include "store/quarantine.hpp"
#include "sync/account_run.hpp"
#include "sync/call_sync.hpp"
#include "sync/quarantine_replay.hpp"
#include "sync/usage_sync.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calltally::sync {

namespace {

void close_stale_months(RunContext& context) {
    store::close_stale_months(context.connection(), context.remote.now(),
                              [&context](const store::AccountMonth& /*month*/) {
                                  context.report({.step = "closing"});
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

void record_outcomes(RunContext& context, const std::vector<AccountRun>& accounts,
                     SyncResult& result) {
    store::Transaction transaction(context.connection());
    for (const AccountRun& account : accounts) {
        store::set_outcome(context.connection(), account.sid(), context.remote.now(),
                           account.failure ? std::optional{account.failure->cause} : std::nullopt);
        if (account.failure) {
            result.failures.push_back(*account.failure);
        }
    }
    transaction.commit();
}

void sync_accounts(RunContext& context, const core::Account& main_account,
                   const SyncOptions& options, SyncResult& result) {
    // Months that an interrupted run left behind are worked out before anything else.
    close_stale_months(context);
    if (const std::int64_t rows = take_in_quarantined(context); rows > 0) {
        result.notices.push_back(
            fmt::format("{} rows of the quarantine can be read now and were taken in", rows));
    }
    std::vector<AccountRun> accounts = begin_accounts(context, main_account, options, result);
    UsageSync usage(context, accounts, options.lookback);
    usage.run();
    CallSync calls(context, accounts, options);
    calls.plan(usage);
    calls.run();
    record_outcomes(context, accounts, result);
    for (const AccountRun& account : accounts) {
        result.rows_unread += store::count_rows_to_ask_for(context.connection(), account.sid());
    }
    if (context.totals.rows_quarantined == 0 && result.rows_unread > 0) {
        result.notices.push_back(fmt::format("{} rows of earlier runs still cannot be read and "
                                             "are kept in `quarantine`",
                                             result.rows_unread));
    }
    close_stale_months(context);
    std::sort(result.notices.begin(), result.notices.end());
    result.notices.erase(std::unique(result.notices.begin(), result.notices.end()),
                         result.notices.end());
}

} // namespace

SyncResult run_sync(store::Database& database, Remote& remote, const SyncOptions& options,
                    std::function<void(const Progress&)> on_progress) {
    RunContext context{database, remote, 0, {}, std::move(on_progress), {}, {}};
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
        result.run_id = context.run_id;
        result.totals = context.totals;
    };
    try {
        // The first answer brings the server's clock, by which the run is dated.
        const core::Account main_account =
            read_account(context, options.account_sid, result.notices);
        begin();
        sync_accounts(context, main_account, options, result);
    } catch (const core::Error& error) {
        if (context.run_id == 0) {
            begin();
        }
        const bool is_signal = error.exit_code() == core::ExitCode::interrupted;
        if (error.exit_code() == core::ExitCode::budget_reached) {
            close_stale_months(context); // takes no request
        }
        finish(is_signal && options.signal_exit_code ? options.signal_exit_code()
                                                     : error.exit_code());
        throw;
    }
    const core::ExitCode exit_code = !result.failures.empty() ? worst(result.failures)
                                     : context.totals.rows_quarantined > 0 || result.rows_unread > 0
                                         ? core::ExitCode::rows_quarantined
                                         : core::ExitCode::done;
    finish(exit_code);
    return result;
}

} // namespace calltally::sync
