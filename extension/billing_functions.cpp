// SPDX-License-Identifier: MIT
#include "extension/billing_functions.hpp"

#include "core/billed_time.hpp"
#include "core/call_status.hpp"

namespace calltally::extension {

std::optional<std::int64_t> billed_seconds(const Arguments& arguments) {
    const auto duration = arguments.whole_number(0);
    return duration ? core::billed_seconds(*duration) : std::nullopt;
}

std::optional<std::int64_t> billed_seconds_by_model(const Arguments& arguments) {
    if (arguments.any_null()) {
        return std::nullopt;
    }
    const core::PricingModel model{arguments.seconds_parameter(1, "minimum", 0),
                                   arguments.seconds_parameter(2, "increment", 1)};
    const auto duration = arguments.whole_number(0);
    return duration ? core::billed_seconds(*duration, model) : std::nullopt;
}

std::optional<std::int64_t> billed_minutes(const Arguments& arguments) {
    const auto duration = arguments.whole_number(0);
    return duration ? core::billed_minutes(*duration) : std::nullopt;
}

std::optional<double> billed_minutes_by_model(const Arguments& arguments) {
    const auto seconds = billed_seconds_by_model(arguments);
    return seconds ? std::optional{static_cast<double>(*seconds) / 60.0} : std::nullopt;
}

std::optional<std::int64_t> is_billed_status(const Arguments& arguments) {
    const auto status = arguments.text(0);
    return status ? std::optional<std::int64_t>{core::is_billed_status(*status) ? 1 : 0}
                  : std::nullopt;
}

} // namespace calltally::extension
