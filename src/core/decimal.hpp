// SPDX-License-Identifier: MIT
//
// Exact decimals: money and usage quantities as whole micro-units (1 USD = 1 000 000), straight
// from their text, never through a binary double.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace calltally::core {

inline constexpr std::int64_t micros_per_unit = 1'000'000;

struct Decimal {
    std::int64_t micros = 0;
    int decimals = 0; ///< digits after the point as written: how finely the source rounded
};

/// `-0.01300`, `12`, `2192.848550`, `1.3e-05`. Empty if it is not such a number, if it has a
/// non-zero digit past the sixth decimal (it would not be exact), or if it does not fit.
/// Not accepted: `.5`, `1.`, `+1`, `1,000`, `$1`, spaces, `NaN`.
std::optional<Decimal> parse_decimal(std::string_view text) noexcept;

/// Whole number, digits with an optional minus: `0`, `61`, `-5`. Empty for anything else.
std::optional<std::int64_t> parse_whole_number(std::string_view text) noexcept;

/// `-0.013`: at least `min_decimals` digits after the point, more only where needed to be exact.
std::string format_micros(std::int64_t micros, int min_decimals = 0);

} // namespace calltally::core
