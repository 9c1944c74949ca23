// SPDX-License-Identifier: MIT
//
// The one word a cell of the comparison is summed up in.
#pragma once

#include "core/amounts.hpp"

#include <cstdint>
#include <string_view>

namespace calltally::core {

/// In the order in which they are tried; the first that holds is the state.
enum class DiscrepancyState {
    not_comparable, ///< waiting will not help
    pending,        ///< not over, not covered, not settled, or usage not up to date
    agrees,
    usage_only, ///< the log has no call at all
    log_only,   ///< usage has no record, the log has billed calls
    differs,
};
std::string_view name_of(DiscrepancyState state) noexcept; ///< `not comparable`, `pending`, ...

struct ComparedCell {
    bool waiting_is_useless = false; ///< usage cannot be had, or the log is past its retention
    bool is_final = false;           ///< over, both sides covered, settled, and as_of past the end
    bool usage_is_read = false;
    bool usage_has_record = false;
    std::int64_t log_calls = 0;
    std::int64_t billed_calls = 0;
    /// Usage minus log, less what rounding takes; its price is 0 where prices do not compare.
    Amounts difference_beyond_rounding;
};

DiscrepancyState state_of(const ComparedCell& cell) noexcept;

} // namespace calltally::core
