// SPDX-License-Identifier: MIT
#include "core/billed_time.hpp"

#include <limits>

namespace calltally::core {

bool is_valid(PricingModel model) noexcept {
    return model.minimum >= 0 && model.increment >= 1;
}

std::optional<std::int64_t> billed_seconds(std::int64_t duration, PricingModel model) noexcept {
    if (duration < 0 || !is_valid(model)) {
        return std::nullopt;
    }
    if (duration == 0) {
        return 0;
    }
    if (duration <= model.minimum) {
        return model.minimum;
    }
    const std::int64_t beyond = duration - model.minimum;
    const std::int64_t into_step = beyond % model.increment;
    const std::int64_t fill = into_step == 0 ? 0 : model.increment - into_step;
    if (duration > std::numeric_limits<std::int64_t>::max() - fill) {
        return std::nullopt;
    }
    return duration + fill;
}

std::optional<std::int64_t> billed_minutes(std::int64_t duration) noexcept {
    if (duration < 0) {
        return std::nullopt;
    }
    return duration / 60 + (duration % 60 == 0 ? 0 : 1);
}

} // namespace calltally::core
