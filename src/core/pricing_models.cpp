// SPDX-License-Identifier: MIT
#include "core/pricing_models.hpp"

namespace calltally::core {

std::string name_of(PricingModel model) {
    return std::to_string(model.minimum) + "/" + std::to_string(model.increment);
}

std::string_view name_of(RoundingReading reading) noexcept {
    return reading == RoundingReading::each_call ? "each_call" : "total_once";
}

bool ModelledTime::add(std::optional<std::int64_t> duration) noexcept {
    const std::int64_t raw = duration && *duration > 0 ? *duration : 0;
    const auto billed = billed_seconds(raw, m_model);
    std::int64_t raw_sum = 0;
    std::int64_t billed_sum = 0;
    if (!billed || __builtin_add_overflow(m_raw_seconds, raw, &raw_sum) ||
        __builtin_add_overflow(m_billed_seconds, *billed, &billed_sum)) {
        return false;
    }
    m_raw_seconds = raw_sum;
    m_billed_seconds = billed_sum;
    ++m_calls;
    return true;
}

std::optional<std::int64_t> ModelledTime::seconds(RoundingReading reading) const noexcept {
    return reading == RoundingReading::each_call ? std::optional{m_billed_seconds}
                                                 : billed_seconds(m_raw_seconds, m_model);
}

} // namespace calltally::core
