// SPDX-License-Identifier: MIT
#include "core/decimal.hpp"

#include <charconv>
#include <limits>

namespace calltally::core {

namespace {

constexpr int micro_decimals = 6;
constexpr int largest_exponent = 400; ///< beyond any double's: such a text is no amount of money

bool is_digit(char character) noexcept {
    return character >= '0' && character <= '9';
}

/// Reads digits from the front of the text. \returns how many
std::size_t count_digits(std::string_view text) noexcept {
    std::size_t length = 0;
    while (length < text.size() && is_digit(text[length])) {
        ++length;
    }
    return length;
}

} // namespace

std::optional<Decimal> parse_decimal(std::string_view text) noexcept {
    std::string_view rest = text;
    const bool is_negative = !rest.empty() && rest.front() == '-';
    if (is_negative) {
        rest.remove_prefix(1);
    }
    const std::string_view whole = rest.substr(0, count_digits(rest));
    rest.remove_prefix(whole.size());
    std::string_view fraction;
    if (!rest.empty() && rest.front() == '.') {
        rest.remove_prefix(1);
        fraction = rest.substr(0, count_digits(rest));
        rest.remove_prefix(fraction.size());
        if (fraction.empty()) {
            return std::nullopt;
        }
    }
    if (whole.empty()) {
        return std::nullopt;
    }
    int exponent = 0;
    if (!rest.empty() && (rest.front() == 'e' || rest.front() == 'E')) {
        rest.remove_prefix(1);
        if (!rest.empty() && rest.front() == '+') {
            rest.remove_prefix(1);
            if (rest.empty() || !is_digit(rest.front())) {
                return std::nullopt;
            }
        }
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), exponent);
        if (error != std::errc{} || exponent < -largest_exponent || exponent > largest_exponent) {
            return std::nullopt;
        }
        rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    }
    if (!rest.empty()) {
        return std::nullopt;
    }

    // Digit i (from the first of `whole`) counts 10^(point - 1 - i) micro-units.
    const auto digits = static_cast<int>(whole.size() + fraction.size());
    const int point = static_cast<int>(whole.size()) + exponent + micro_decimals;
    std::int64_t micros = 0; // negative throughout: the range reaches one further down
    for (int i = 0; i < digits || (i < point && micros != 0); ++i) {
        const auto at = static_cast<std::size_t>(i);
        const int digit = i >= digits         ? 0
                          : at < whole.size() ? whole[at] - '0'
                                              : fraction[at - whole.size()] - '0';
        if (i >= point) {
            if (digit != 0) {
                return std::nullopt; // a part smaller than a micro-unit
            }
            continue;
        }
        if (__builtin_mul_overflow(micros, std::int64_t{10}, &micros) ||
            __builtin_sub_overflow(micros, std::int64_t{digit}, &micros)) {
            return std::nullopt;
        }
    }
    if (!is_negative && micros == std::numeric_limits<std::int64_t>::min()) {
        return std::nullopt;
    }
    const int decimals = static_cast<int>(fraction.size()) - exponent;
    return Decimal{is_negative ? micros : -micros, decimals > 0 ? decimals : 0};
}

std::optional<std::int64_t> parse_whole_number(std::string_view text) noexcept {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

std::string format_micros(std::int64_t micros, int min_decimals) {
    // The magnitude as unsigned: the lowest int64 has no positive twin.
    const std::uint64_t magnitude =
        micros < 0 ? 0 - static_cast<std::uint64_t>(micros) : static_cast<std::uint64_t>(micros);
    std::string fraction = std::to_string(magnitude % 1'000'000);
    fraction.insert(0, static_cast<std::size_t>(micro_decimals) - fraction.size(), '0');
    while (static_cast<int>(fraction.size()) > min_decimals && !fraction.empty() &&
           fraction.back() == '0') {
        fraction.pop_back();
    }
    if (min_decimals > micro_decimals) {
        fraction.append(static_cast<std::size_t>(min_decimals - micro_decimals), '0');
    }
    std::string text = micros < 0 ? "-" : "";
    text += std::to_string(magnitude / 1'000'000);
    if (!fraction.empty()) {
        text += "." + fraction;
    }
    return text;
}

} // namespace calltally::core
