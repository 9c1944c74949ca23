// SPDX-License-Identifier: MIT
//
// Makes the accounts of a scenario: everyday traffic, and beside it the calls that every size of
// the sample has, at midnights, at the edges of rounding, and with known differences.
#pragma once

#include "sample/account.hpp"
#include "sample/scenario.hpp"

#include <cstdint>
#include <vector>

namespace calltally::sample {

struct Dimensions {
    std::uint64_t seed = 1;
    std::uint32_t calls = 600; ///< approximate number of calls up to `now`, all accounts together
    UnixTime now = 0;          ///< the clock at the start; traffic goes on for some days after it
    std::uint32_t idle_accounts = 0; ///< further subaccounts, without a call
};

/// The accounts, the parent first. The same arguments give the same accounts for ever.
std::vector<Account> generate_accounts(const Scenario& scenario, const Dimensions& dimensions);

/// When the calls that were still listed at `now` begin to vanish: the midnight after it.
UnixTime vanishing_time(UnixTime now) noexcept;

} // namespace calltally::sample
