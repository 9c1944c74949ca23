// SPDX-License-Identifier: MIT
//
// R2, R4, R6 in SQL: which calls are billed, and how long.
#pragma once

#include "extension/arguments.hpp"

#include <cstdint>
#include <optional>

namespace calltally::extension {

/// billed_seconds(duration): under 60/60.
std::optional<std::int64_t> billed_seconds(const Arguments& arguments);
/// billed_seconds(duration, minimum, increment)
std::optional<std::int64_t> billed_seconds_by_model(const Arguments& arguments);
/// billed_minutes(duration): whole minutes under 60/60.
std::optional<std::int64_t> billed_minutes(const Arguments& arguments);
/// billed_minutes(duration, minimum, increment): billed seconds / 60.
std::optional<double> billed_minutes_by_model(const Arguments& arguments);
/// is_billed_status(status): 1 or 0.
std::optional<std::int64_t> is_billed_status(const Arguments& arguments);

} // namespace calltally::extension
