// SPDX-License-Identifier: MIT
#include "report/cells.hpp"

#include "core/amounts.hpp"
#include "core/decimal.hpp"

namespace calltally::report {

Cell text(const std::optional<std::string>& value) {
    return value ? Cell{*value} : Cell{};
}

Cell text_or_unknown(const std::string& value) {
    return value.empty() ? Cell{} : Cell{value};
}

Cell number(const std::optional<std::int64_t>& value) {
    return value ? Cell{*value} : Cell{};
}

Cell day(const std::optional<core::Date>& value) {
    return value ? Cell{core::format_date(*value).str()} : Cell{};
}

Cell time(const std::optional<core::Instant>& value) {
    return value ? Cell{core::format_datetime(*value).str()} : Cell{};
}

Cell count_difference(const std::optional<std::int64_t>& value) {
    return value ? Cell{Quantity{*value * core::micros_per_unit, 0, true}} : Cell{};
}

Cell minutes(const std::optional<std::int64_t>& microseconds, bool show_sign) {
    if (!microseconds) {
        return {};
    }
    // To the nearest; a half away from zero.
    constexpr std::int64_t half = core::seconds_per_minute / 2;
    const std::int64_t carried = *microseconds % core::seconds_per_minute / half; // -1, 0 or 1
    return Quantity{*microseconds / core::seconds_per_minute + carried, 0, show_sign};
}

Cell money(const std::optional<std::int64_t>& micros, bool show_sign) {
    return micros ? Cell{Quantity{*micros, price_decimals, show_sign}} : Cell{};
}

} // namespace calltally::report
