// SPDX-License-Identifier: MIT
#include "report/svg_numbers.hpp"

#include "core/decimal.hpp"
#include "report/table.hpp"

#include <fmt/format.h>

namespace calltally::report {

std::string short_number(std::int64_t micros, bool show_sign) {
    constexpr std::int64_t hundredth = 10'000;
    const std::int64_t half = micros < 0 ? -hundredth / 2 : hundredth / 2;
    std::int64_t rounded =
        micros % hundredth == 0 ? micros : (micros + half) / hundredth * hundredth;
    if (rounded == 0 && micros != 0) {
        rounded = micros; // too little to be rounded is not nothing
    }
    const std::string text = grouped(core::format_micros(rounded));
    return show_sign && rounded > 0 ? "+" + text : text;
}

std::string counted(std::int64_t number, const std::string& singular, bool show_sign) {
    const bool is_one = number == 1 || number == -1;
    return fmt::format("{} {}{}", short_number(number * core::micros_per_unit, show_sign), singular,
                       is_one ? "" : "s");
}

} // namespace calltally::report
