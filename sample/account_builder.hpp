// SPDX-License-Identifier: MIT
//
// Collects the calls of an account in the order in which they are drawn, and puts them in the
// order of their start.
#pragma once

#include "sample/account.hpp"

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace calltally::sample {

class AccountBuilder {
public:
    /// Adds a call; gives its number, to be named as the parent of another.
    std::uint32_t add(Call call, std::uint32_t parent = no_parent);

    /// Adds a call that somebody deletes at this time.
    std::uint32_t add_deleted(Call call, UnixTime deleted_at);

    std::size_t size() const noexcept { return m_calls.size(); }

    /// An account with the calls and their deletions; the rest of it is for the caller to fill.
    Account finish();

private:
    std::vector<Call> m_calls;
    std::unordered_map<std::uint32_t, UnixTime> m_deletions; // by number
};

} // namespace calltally::sample
