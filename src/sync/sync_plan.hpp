// SPDX-License-Identifier: MIT
//
// What a sync would ask for, worked out from usage without storing anything.
#pragma once

#include "sync/sync.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace calltally::sync {

struct AccountPlan {
    std::string account_sid;
    std::string friendly_name;       ///< may be empty
    core::DateRange days;            ///< of calls
    std::int64_t windows = 0;        ///< listings of calls, queued ones among them
    std::int64_t expected_calls = 0; ///< as usage counts them, unbilled ones not among them
    std::int64_t pages = 0;          ///< requests for the listings, about
    std::int64_t single_calls = 0;   ///< to be asked for by sid
};

struct SyncPlan {
    std::vector<AccountPlan> accounts;
    std::int64_t requests = 0; ///< made to know this; a sync makes them as well
    std::vector<AccountFailure> failures;
    std::vector<std::string> notices;
};

/// \param copy a mirror in memory, of which nothing is kept: store::planning_copy()
/// \throws as run_sync
SyncPlan plan_sync(store::Database& copy, Remote& remote, const SyncOptions& options,
                   std::function<void(const Progress&)> on_progress);

} // namespace calltally::sync
