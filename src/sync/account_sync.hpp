// SPDX-License-Identifier: MIT
//
// The accounts of a run, and the sync of each of them.
#pragma once

#include "core/account.hpp"
#include "sync/run_context.hpp"
#include "sync/sync.hpp"

#include <optional>
#include <string>
#include <vector>

namespace calltally::sync {

/// Asks for the account itself, and takes the server's clock from the answer.
/// \returns what is known of it; only its sid if the key may not read it
core::Account read_account(RunContext& context, const std::string& account_sid);

/// Lists the account's subaccounts, closed ones included.
std::vector<core::Account> read_subaccounts(RunContext& context, const std::string& account_sid);

/// What keeps an account from being complete, in a report's words.
AccountFailure to_failure(const std::string& account_sid, const core::Error& error);

/// Mirrors one account. \returns the failure that left it incomplete, if one did
/// \throws what ends the whole run: a signal, a failure of the store
std::optional<AccountFailure> sync_account(RunContext& context, const core::Account& account,
                                           const SyncOptions& options, bool is_parent,
                                           std::vector<std::string>& notices);

} // namespace calltally::sync
