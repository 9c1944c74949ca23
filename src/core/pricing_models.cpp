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
    ModelledTime call{m_model};
    call.m_calls = 1;
    call.m_raw_seconds = duration && *duration > 0 ? *duration : 0;
    const auto billed = billed_seconds(call.m_raw_seconds, m_model);
    call.m_billed_seconds = billed.value_or(0);
    return billed && add(call);
}

bool ModelledTime::add(const ModelledTime& other) noexcept {
    std::int64_t raw_sum = 0;
    std::int64_t billed_sum = 0;
    if (__builtin_add_overflow(m_raw_seconds, other.m_raw_seconds, &raw_sum) ||
        __builtin_add_overflow(m_billed_seconds, other.m_billed_seconds, &billed_sum)) {
        return false;
    }
    m_calls += other.m_calls;
    m_raw_seconds = raw_sum;
    m_billed_seconds = billed_sum;
    return true;
}

std::optional<std::int64_t> ModelledTime::seconds(RoundingReading reading) const noexcept {
    return reading == RoundingReading::each_call ? std::optional{m_billed_seconds}
                                                 : billed_seconds(m_raw_seconds, m_model);
}

} // namespace calltally::core
