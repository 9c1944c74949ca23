// SPDX-License-Identifier: MIT
#include "report/table.hpp"

#include "core/decimal.hpp"

namespace calltally::report {

std::string to_text(const Cell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) {
        return *text;
    }
    if (const auto* number = std::get_if<std::int64_t>(&cell)) {
        return std::to_string(*number);
    }
    if (const auto* quantity = std::get_if<Quantity>(&cell)) {
        const std::string text = core::format_micros(quantity->micros, quantity->min_decimals);
        return quantity->show_sign && quantity->micros > 0 ? "+" + text : text;
    }
    return {};
}

std::string grouped(const std::string& number) {
    const std::size_t first = number.find_first_of("0123456789");
    if (first == std::string::npos) {
        return number;
    }
    std::size_t end = number.find('.');
    if (end == std::string::npos) {
        end = number.size();
    }
    std::string text = number;
    for (std::size_t at = end; at > first + 3; at -= 3) {
        text.insert(at - 3, ",");
    }
    return text;
}

} // namespace calltally::report
