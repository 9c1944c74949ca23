// SPDX-License-Identifier: MIT
//
// R7 asked the other way round: calls that span midnight and that usage counts on the other side
// of it. What one period lacks the next one has, and calls across the boundary make it up.
#pragma once

#include "core/call_subset.hpp"
#include "core/date_range.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace calltally::core {

/// What is unexplained of a period, and the calls across its end.
struct BoundaryPeriod {
    DateRange days;
    Amounts rest; ///< usage minus log, less the causes found so far
    std::int64_t price_tolerance_micros = 0;
    bool prices_compare = true;
    /// Calls that start in the period and end at its end or later: by their end they count in the
    /// next one.
    std::vector<LikeCalls> end_later;
    /// Calls that start in the next period and were created in this one or before.
    std::vector<LikeCalls> created_earlier;
};

/// Calls that usage counts across a boundary.
struct Attribution {
    std::size_t left = 0; ///< the period before the boundary; `left + 1` is the one after it
    /// Of the right period's difference; the left one's is the opposite. Positive calls: usage
    /// counts calls of the left period on the right one, by their end; negative: calls of the
    /// right one on the left, by their creation.
    Amounts moved;
    std::vector<std::int64_t>
        chosen; ///< of end_later or created_earlier; empty: not the only choice
};

/// Chains of boundaries at which the rests of the periods cancel out to nothing, each with calls
/// across it that make up exactly what moved. Periods that do not follow each other break chains.
std::vector<Attribution> find_attributions(std::span<const BoundaryPeriod> periods);

} // namespace calltally::core
