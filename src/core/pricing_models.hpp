// SPDX-License-Identifier: MIT
//
// R2, R6 asked the other way round: which pricing model would make the log's calls add up to what
// usage reports. The models that contracts use, and the two ways of rounding a total.
#pragma once

#include "core/billed_time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace calltally::core {

/// The models of the trade, from the finest to the coarsest. 60/60 is Twilio's published one; the
/// others exist in contracts only.
inline constexpr std::array<PricingModel, 6> common_pricing_models{
    {{1, 1}, {6, 6}, {30, 6}, {60, 6}, {60, 60}, {120, 60}}};

std::string name_of(PricingModel model); ///< `30/6`: minimum/increment in seconds

/// What is rounded.
enum class RoundingReading {
    each_call,  ///< every call, and then summed: what usage does
    total_once, ///< the sum of the raw seconds: the commonest mistake in a spreadsheet
};
std::string_view name_of(RoundingReading reading) noexcept; ///< `each_call`, `total_once`

/// Completed calls under one model, both readings at once.
class ModelledTime {
public:
    explicit ModelledTime(PricingModel model) noexcept : m_model(model) {}

    /// Adds one completed call. A duration that is not known, or is negative, adds a call of 0 s.
    /// \returns false, and adds nothing, if a sum would not fit into 64 bits
    bool add(std::optional<std::int64_t> duration) noexcept;
    /// Adds the calls of another sum under the same model, such as of another day.
    /// \returns as above
    bool add(const ModelledTime& other) noexcept;

    PricingModel model() const noexcept { return m_model; }
    std::int64_t calls() const noexcept { return m_calls; }
    /// Billed seconds; empty if the rounded total does not fit into 64 bits.
    std::optional<std::int64_t> seconds(RoundingReading reading) const noexcept;

private:
    PricingModel m_model;
    std::int64_t m_calls = 0;
    std::int64_t m_raw_seconds = 0;
    std::int64_t m_billed_seconds = 0;
};

} // namespace calltally::core
