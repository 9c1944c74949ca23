// SPDX-License-Identifier: MIT
#include "importer/cells.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calltally::importer {

namespace {

bool is_digit(char character) noexcept {
    return character >= '0' && character <= '9';
}
bool is_hex(char character) noexcept {
    return is_digit(character) || (character >= 'a' && character <= 'f');
}
bool is_upper(char character) noexcept {
    return character >= 'A' && character <= 'Z';
}
bool are_digits(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

/// `1.30514E+10`: what a spreadsheet makes of a telephone number.
bool is_scientific(std::string_view text) noexcept {
    const std::size_t exponent = text.find_first_of("eE");
    if (exponent == std::string_view::npos || exponent == 0 || !is_digit(text.front())) {
        return false;
    }
    std::string_view power = text.substr(exponent + 1);
    if (power.starts_with('+')) {
        power.remove_prefix(1);
    }
    const std::string_view number = text.substr(0, exponent);
    return are_digits(power) && std::all_of(number.begin(), number.end(), [](char character) {
               return is_digit(character) || character == '.' || character == ',';
           });
}

std::string upper_cased(std::string_view text) {
    std::string upper{text};
    for (char& character : upper) {
        if (character >= 'a' && character <= 'z') {
            character = static_cast<char>(character - 'a' + 'A');
        }
    }
    return upper;
}

} // namespace

std::string shown(std::string_view text) {
    constexpr std::size_t longest = 60;
    std::string result = "'";
    for (const char character : text.substr(0, longest)) {
        const auto byte = static_cast<unsigned char>(character);
        if (byte < 0x20 || byte >= 0x7F) {
            result += fmt::format("\\x{:02x}", byte);
        } else {
            result += character;
        }
    }
    return result + (text.size() > longest ? "...'" : "'");
}

bool is_sid(std::string_view text, std::string_view prefix) noexcept {
    constexpr std::size_t digits = 32;
    return text.size() == prefix.size() + digits && text.starts_with(prefix) &&
           std::all_of(text.begin() + static_cast<std::ptrdiff_t>(prefix.size()), text.end(),
                       is_hex);
}

std::string_view sid_of(const Cells& cells, Column column, std::string_view prefix) {
    const std::string_view text = cells[column];
    if (is_sid(text, prefix)) {
        return text;
    }
    std::string_view why;
    if (text.size() == prefix.size() + 32 && std::any_of(text.begin() + 2, text.end(), is_upper)) {
        why = ": its letters were changed";
    } else if (text.starts_with(prefix) && text.size() < prefix.size() + 32) {
        why = ": it was cut";
    }
    throw BadCell{
        column, fmt::format("{} is not {} and 32 hexadecimal digits{}", shown(text), prefix, why)};
}

std::optional<std::string> text_of(const Cells& cells, Column column) {
    return cells.has(column) ? std::optional{std::string{cells[column]}} : std::nullopt;
}

std::optional<std::int64_t> whole_number_of(const Cells& cells, Column column) {
    if (!cells.has(column)) {
        return std::nullopt;
    }
    const auto number = core::parse_whole_number(cells[column]);
    if (!number || *number < 0) {
        throw BadCell{
            column, fmt::format("{} is not a whole number, in digits alone", shown(cells[column]))};
    }
    return number;
}

std::optional<core::Decimal> decimal_of(const Cells& cells, Column column) {
    if (!cells.has(column)) {
        return std::nullopt;
    }
    const std::string_view text = cells[column];
    // Exponents are what a spreadsheet writes, not what an export does.
    const bool is_plain = text.find_first_of("eE") == std::string_view::npos;
    const auto decimal = is_plain ? core::parse_decimal(text) : std::nullopt;
    if (!decimal) {
        const bool has_comma = text.find(',') != std::string_view::npos;
        throw BadCell{
            column, fmt::format("{} is not a decimal number of at most six places, as in -0.0085{}",
                                shown(text), has_comma ? ": no comma" : "")};
    }
    return decimal;
}

std::optional<std::string> currency_of(const Cells& cells, Column column, Warnings& warnings) {
    if (!cells.has(column)) {
        return std::nullopt;
    }
    std::string currency = upper_cased(cells[column]);
    if (currency.size() != 3 || !std::all_of(currency.begin(), currency.end(), is_upper)) {
        ++warnings[fmt::format("{} is not a currency", shown(cells[column]))];
    }
    return currency;
}

std::optional<std::string> address_of(const Cells& cells, Column column, Warnings& warnings) {
    if (!cells.has(column)) {
        return std::nullopt;
    }
    std::string_view text = cells[column];
    std::string_view number = text;
    if (number.starts_with("=\"") && number.ends_with('"') && number.size() > 3) {
        number = number.substr(2, number.size() - 3);
    } else if (number.starts_with('\'')) {
        number.remove_prefix(1);
    }
    if (number != text && number.starts_with('+') && are_digits(number.substr(1))) {
        ++warnings["a number with a spreadsheet's mark in front: taken off"];
        return std::string{number};
    }
    if (is_scientific(text)) {
        throw BadCell{column, fmt::format("{} was a telephone number before a spreadsheet rounded "
                                          "it: its digits are lost",
                                          shown(text))};
    }
    constexpr std::size_t shortest_number = 10; // shorter ones are short codes
    if (are_digits(text) && text.size() >= shortest_number) {
        ++warnings["a number without +: kept as it is"];
    }
    return std::string{text};
}

bool is_clean_text(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const std::size_t length = byte < 0x80                   ? 1
                                   : byte >= 0xC2 && byte < 0xE0 ? 2
                                   : byte >= 0xE0 && byte < 0xF0 ? 3
                                   : byte >= 0xF0 && byte < 0xF5 ? 4
                                                                 : 0;
        if (byte == 0 || length == 0 || i + length > text.size()) {
            return false;
        }
        for (std::size_t k = 1; k < length; ++k) {
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0U) != 0x80U) {
                return false;
            }
        }
        const auto second = length > 1 ? static_cast<unsigned char>(text[i + 1]) : 0U;
        // Overlong forms, surrogates, and what is beyond Unicode.
        if ((byte == 0xE0 && second < 0xA0) || (byte == 0xED && second >= 0xA0) ||
            (byte == 0xF0 && second < 0x90) || (byte == 0xF4 && second >= 0x90)) {
            return false;
        }
        i += length;
    }
    return true;
}

} // namespace calltally::importer
