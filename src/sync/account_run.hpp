// SPDX-License-Identifier: MIT
//
// The accounts of a run: which they are, for which days each is mirrored, and what became of it.
#pragma once

#include "api/errors.hpp"
#include "core/account.hpp"
#include "core/date_range.hpp"
#include "sync/run_context.hpp"
#include "sync/sync.hpp"

#include <exception>
#include <optional>
#include <string>
#include <vector>

namespace calltally::sync {

struct AccountRun {
    core::Account account;
    core::DateRange usage_days; ///< to mirror; its end is the day after the last one asked for
    core::DateRange call_days;  ///< of them, those that the API still lists calls of
    bool is_open_ended = false; ///< the newest window of calls has no upper bound
    bool is_parent = false;     ///< its usage is read with its subaccounts as well
    bool is_main = false;       ///< the account of the credentials
    std::optional<AccountFailure> failure; ///< the first one
    bool usage_given_up = false;           ///< its usage could not be read at all
    bool calls_given_up = false;           ///< nothing more is to be asked of its calls

    const std::string& sid() const noexcept { return account.sid; }
};

AccountFailure to_failure(const std::string& account_sid, const core::Error& error,
                          bool is_of_one_listing = false);

/// Asks for the account itself, and takes the server's clock from the answer.
/// \returns what is known of it; only its sid if the key may not read it
/// \param notices takes what the user should know
core::Account read_account(RunContext& context, const std::string& account_sid,
                           std::vector<std::string>& notices);

/// Lists the account's subaccounts, closed ones included, in the order of their sids.
/// \param failure takes why that was not possible; then they are those listed so far and those
///                that the mirror knows
std::vector<core::Account> read_subaccounts(RunContext& context, const std::string& account_sid,
                                            std::exception_ptr& failure);

/// Decides the days of the account's run and stores the account with them.
/// \param notices takes what the user should know
AccountRun begin_account(RunContext& context, const core::Account& account,
                         const SyncOptions& options, bool is_parent,
                         std::vector<std::string>& notices);

/// The accounts to mirror, begun: the main one, and if wanted its subaccounts. Those that are not
/// due are left out. \param result takes their number, notices, and why the subaccounts could not
/// be listed
std::vector<AccountRun> begin_accounts(RunContext& context, const core::Account& main_account,
                                       const SyncOptions& options, SyncResult& result);

/// Keeps why a part of the account could not be read. Of several reasons, the first that concerns
/// more than one listing, else the first.
/// \returns whether the account is to be asked for more of the same
/// \throws what ends the whole run: a signal, the end of the budget, a failure that is not the
///         server's
bool note_failure(AccountRun& run, const std::exception_ptr& failure);
/// The same of its calls, which are given up where the failure is not of one listing.
void note_failure_of_calls(AccountRun& run, const std::exception_ptr& failure);

} // namespace calltally::sync
