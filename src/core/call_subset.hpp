// SPDX-License-Identifier: MIT
//
// Which of some calls make up an amount: the question behind every cause that is about calls
// that cannot be told apart by their rows, only by what they add up to.
#pragma once

#include "core/amounts.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace calltally::core {

/// Calls that are billed alike: so many seconds, such a price.
struct LikeCalls {
    std::int64_t microseconds = 0;            ///< of each
    std::optional<std::int64_t> price_micros; ///< of each; a charge is positive; empty: not known
    std::int64_t count = 0;
};

/// What is sought: exactly so many calls of exactly so much time. The price may differ by the
/// tolerance; it may be any, from what is known of the chosen on, where one of theirs is not
/// known; and it is not looked at where prices do not compare.
struct SoughtAmounts {
    Amounts amounts; ///< calls > 0
    std::int64_t price_tolerance_micros = 0;
    bool prices_compare = true;
};

enum class SubsetAnswer {
    none,      ///< no choice fits
    several,   ///< more than one choice fits
    one,       ///< exactly one does
    undecided, ///< too many choices to try
};

struct CallSubset {
    SubsetAnswer answer = SubsetAnswer::none;
    std::vector<std::int64_t> chosen; ///< how many of each kind; of the first choice that fits

    bool fits() const noexcept {
        return answer == SubsetAnswer::one || answer == SubsetAnswer::several;
    }
};

/// Tries the choices, a bounded number of them. `one` is said of sets of calls: choosing two of
/// three that are billed alike is `several`.
CallSubset find_subset(std::span<const LikeCalls> calls, const SoughtAmounts& sought);

} // namespace calltally::core
