// SPDX-License-Identifier: MIT
//
// R3 asked the other way round: Twilio's own `calls` is documented as inbound and outbound alone.
// Which other usage does it hold, if it is more than those?
#pragma once

#include "core/discrepancy_causes.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace calltally::core {

/// Usage of one kind that the rollup may hold as well.
struct OtherUsage {
    std::string name; ///< as it is told: `calls-client`
    Amounts amounts;
};

/// \param remainder       the rollup's usage less that of the categories it is documented to hold
/// \param price_tolerance_micros how far apart equal prices may lie
/// \returns rollup_includes_other if exactly one choice of the others makes up the remainder;
///          empty if none does, or several do
std::optional<Finding> fit_rollup(const Amounts& remainder, std::span<const OtherUsage> others,
                                  std::int64_t price_tolerance_micros);

} // namespace calltally::core
