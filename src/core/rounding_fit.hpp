// SPDX-License-Identifier: MIT
//
// R2 asked the other way round for one category and month: which other pricing model reproduces
// what usage reports, on every day that can be compared.
#pragma once

#include "core/billed_time.hpp"
#include "core/known_causes.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace calltally::core {

/// What the billed calls of a period come to under another model.
struct ModelledCalls {
    std::int64_t listed_microseconds = 0;
    std::int64_t missing_microseconds = 0;
    std::int64_t affected_calls = 0; ///< listed calls that the model bills differently
    /// What the listed calls would cost if each price went with its billed time.
    std::int64_t scaled_price_micros = 0;

    ModelledCalls& operator+=(const ModelledCalls& other) noexcept;
};

struct ModelledPeriod {
    ComparedPeriod compared;          ///< under the rules
    std::vector<ModelledCalls> under; ///< one for each model
};

struct RoundingFit {
    std::vector<std::size_t> fitting; ///< places of the models that fit; exactly one: the cause
};

/// The models under which every comparable period comes out exact in calls, minutes and price. A
/// period whose number of calls does not come out says nothing about rounding and is passed over;
/// so is one that is not stored, or that usage had not finished. A model that changes fewer than
/// two calls is not believed: one call that is billed oddly fits as well.
RoundingFit fit_rounding(std::span<const ModelledPeriod> periods, std::size_t model_count);

/// The causes of a period of a month that the model fits: the model itself, and what the rows show
/// under it. Together they are parts of the difference as the rules make it.
/// \param readings which models, in words
std::vector<Finding> rounding_findings(const ModelledPeriod& period, std::size_t model,
                                       const std::string& readings);

} // namespace calltally::core
