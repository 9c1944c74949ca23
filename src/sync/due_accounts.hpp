// SPDX-License-Identifier: MIT
//
// Which accounts a run has to ask, so that thousands that nobody uses take few requests.
#pragma once

#include "core/account.hpp"
#include "sync/run_context.hpp"
#include "sync/sync.hpp"

#include <chrono>
#include <vector>

namespace calltally::sync {

/// An account without a call for so long is idle: it has none that is queued either.
inline constexpr std::chrono::days idle_after{35};

/// Leaves out closed accounts that were read whole since they were closed, after the end of their
/// last month, whose calls are settled and whose old usage is in no doubt: nothing of them changes
/// any more. Of idle subaccounts, in which nobody called and of which no usage counted a call for
/// five weeks, those longest not read whole stay, a few in each run, and so do all that were not
/// read whole on this UTC day. With `--since` or `--until` none is left out.
/// \returns the others, in their order
std::vector<core::Account> due_accounts(RunContext& context, std::vector<core::Account> accounts,
                                        const SyncOptions& options);

} // namespace calltally::sync
