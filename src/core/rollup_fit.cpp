// SPDX-License-Identifier: MIT
#include "core/rollup_fit.hpp"

#include <cstdlib>

namespace calltally::core {

std::optional<Finding> fit_rollup(const Amounts& remainder, std::span<const OtherUsage> others,
                                  std::int64_t price_tolerance_micros) {
    if (remainder.is_zero()) {
        return std::nullopt;
    }
    std::vector<OtherUsage> candidates;
    for (const OtherUsage& other : others) {
        if (!other.amounts.is_zero()) {
            candidates.push_back(other);
        }
    }
    std::optional<Finding> found;
    for (unsigned chosen = 1; chosen < (1U << candidates.size()); ++chosen) {
        Amounts sum;
        std::string names;
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            if ((chosen >> i & 1U) != 0) {
                sum += candidates[i].amounts;
                names += (names.empty() ? "" : " and ") + candidates[i].name;
            }
        }
        const bool fits =
            sum.calls == remainder.calls && sum.microseconds == remainder.microseconds &&
            std::abs(sum.price_micros - remainder.price_micros) <= price_tolerance_micros;
        if (!fits) {
            continue;
        }
        if (found) {
            return std::nullopt; // another choice fits as well
        }
        found = Finding{causes::rollup_includes_other, remainder, std::abs(remainder.calls),
                        Certainty::inferred, "it holds " + names};
    }
    return found;
}

} // namespace calltally::core
