// SPDX-License-Identifier: MIT
//
// One run of the sync: accounts, their usage, their calls, and the closing of what changed.
#pragma once

#include "core/error.hpp"
#include "store/database.hpp"
#include "store/sync_ledger.hpp"
#include "sync/remote.hpp"
#include "sync/run_context.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace calltally::sync {

struct SyncOptions {
    std::string account_sid;         ///< the account whose credentials are used
    bool subaccounts = false;        ///< its subaccounts as well
    std::optional<core::Date> since; ///< first day; empty: as stored, or the first whole month kept
    std::optional<core::Date> until; ///< exclusive; empty: up to now
    std::chrono::days lookback{7};   ///< closed days that are read again
    bool accept_shrink = false;      ///< believe a listing that lost a large part of its calls
    std::string version;             ///< of the program, for the ledger
    /// What a signal that stopped the run ends it with; for the ledger.
    std::function<core::ExitCode()> signal_exit_code;
};

/// An account that could not be read whole.
struct AccountFailure {
    std::string account_sid;
    core::ExitCode exit_code;
    std::string cause;
    std::string remedy;
    bool is_of_one_listing = false; ///< the rest of the account was read
};

struct SyncResult {
    core::ExitCode exit_code = core::ExitCode::done;
    std::int64_t run_id = 0;
    store::RunTotals totals;
    std::size_t accounts = 0;
    std::vector<AccountFailure> failures;
    std::int64_t rows_unread = 0; ///< of the API's that lie in quarantine, of earlier runs as well
    std::vector<std::string> notices; ///< what the user should know, although nothing failed
};

/// Runs a sync. What was stored before a failure stays stored and is gone on from next time.
/// \throws core::Error for what concerns the whole run
SyncResult run_sync(store::Database& database, Remote& remote, const SyncOptions& options,
                    std::function<void(const Progress&)> on_progress);

} // namespace calltally::sync
