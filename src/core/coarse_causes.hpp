// SPDX-License-Identifier: MIT
//
// What can be said of a difference that no row shows and no rule fits: usage has more than the
// log, or less, or other minutes for the same calls. A finer word is used only where one reading
// alone fits calls, minutes and price.
#pragma once

#include "core/billed_time.hpp"
#include "core/call_subset.hpp"
#include "core/discrepancy_causes.hpp"

#include <optional>
#include <string>
#include <vector>

namespace calltally::core {

/// One period and category whose difference is not explained.
struct UnexplainedPeriod {
    Amounts rest; ///< usage minus log, less the causes found so far
    std::int64_t price_tolerance_micros = 0;
    bool prices_compare = true;
    PricingModel model;              ///< of the category's calls
    bool is_charged = true;          ///< the category's calls cost something
    std::vector<LikeCalls> billed;   ///< the listed billed calls
    std::vector<LikeCalls> unbilled; ///< the listed others, as they would be billed
    /// The same, with the minimum for calls of no length.
    std::vector<LikeCalls> unbilled_at_minimum;
    /// Further readings that fit, in words: another category or day lacks what this one has.
    std::vector<std::string> other_readings;
    /// Pricing models that fit the month, if there are several.
    std::vector<std::string> fitting_models;
};

/// Which calls a finding is about, where exactly one choice of them fits.
enum class PinnedCalls { none, billed, unbilled, unbilled_at_minimum };

struct CoarseFinding {
    Finding finding;
    PinnedCalls pinned = PinnedCalls::none;
    std::vector<std::int64_t> chosen; ///< of the kinds of the pinned list
};

/// Empty where nothing differs in calls or minutes, and where no reading fits.
std::optional<CoarseFinding> find_coarse_cause(const UnexplainedPeriod& period);

} // namespace calltally::core
