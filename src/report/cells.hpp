// SPDX-License-Identifier: MIT
//
// Values as cells of a report's table; an unknown one is an empty cell.
#pragma once

#include "core/timestamp.hpp"
#include "report/table.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace calltally::report {

/// Prices as people write them: two decimals, and more only where they are needed to be exact.
inline constexpr int price_decimals = 2;

Cell text(const std::optional<std::string>& value);
/// A text that is empty where there is none.
Cell text_or_unknown(const std::string& value);
Cell number(const std::optional<std::int64_t>& value);
Cell day(const std::optional<core::Date>& value);
/// UTC.
Cell time(const std::optional<core::Instant>& value);
/// Calls more (`+2`) or fewer.
Cell count_difference(const std::optional<std::int64_t>& value);
/// Microseconds as minutes: exact to a millionth, which whole seconds seldom are; rounded there.
Cell minutes(const std::optional<std::int64_t>& microseconds, bool show_sign = false);
Cell money(const std::optional<std::int64_t>& micros, bool show_sign = false);

} // namespace calltally::report
