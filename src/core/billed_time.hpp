// SPDX-License-Identifier: MIT
//
// R2, R6: how long a call is billed. Usage records count each call's duration rounded up to the
// pricing model's minimum and then to whole increments; the call log has the raw seconds.
#pragma once

#include <cstdint>
#include <optional>

namespace calltally::core {

/// A pricing model in whole seconds, written minimum/increment in the trade: 60/60, 30/6, 1/1.
struct PricingModel {
    std::int64_t minimum = 60;   ///< seconds billed at least; 0 or more
    std::int64_t increment = 60; ///< seconds of each further step; 1 or more

    friend bool operator==(const PricingModel&, const PricingModel&) = default;
};

/// Whether the model can be applied at all: minimum >= 0 and increment >= 1.
bool is_valid(PricingModel model) noexcept;

/// Seconds billed for a completed call of `duration` seconds:
/// 0 for 0; the minimum up to the minimum; then the minimum plus whole increments, rounded up.
/// Empty for a negative duration, an invalid model, or a result beyond int64.
std::optional<std::int64_t> billed_seconds(std::int64_t duration, PricingModel model = {}) noexcept;

/// Whole minutes billed under Twilio's default model of 60/60. Empty for a negative duration.
std::optional<std::int64_t> billed_minutes(std::int64_t duration) noexcept;

} // namespace calltally::core
