// SPDX-License-Identifier: MIT
#include "core/spreadsheet_mark.hpp"

#include <algorithm>
#include <array>

namespace calltally::core {

namespace {

/// A sign, digits, and one point at most.
bool is_signed_number(std::string_view text) {
    text.remove_prefix(text.front() == '+' || text.front() == '-' ? 1 : 0);
    return !text.empty() && text.front() != '.' && text.back() != '.' &&
           text.find_first_not_of("0123456789.") == std::string_view::npos &&
           std::count(text.begin(), text.end(), '.') <= 1;
}

} // namespace

bool looks_like_formula(std::string_view text) {
    constexpr std::array<std::string_view, 11> beginnings{"=",
                                                          "+",
                                                          "-",
                                                          "@",
                                                          "\t",
                                                          "\r",
                                                          "\n",
                                                          "\xEF\xBC\x9D",
                                                          "\xEF\xBC\x8B",
                                                          "\xEF\xBC\x8D",
                                                          "\xEF\xBC\xA0"}; // full-width
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return std::any_of(
               beginnings.begin(), beginnings.end(),
               [text](std::string_view beginning) { return text.starts_with(beginning); }) &&
           !is_signed_number(text);
}

std::string spreadsheet_safe(std::string_view text) {
    const bool is_marked = without_spreadsheet_mark(text).size() != text.size();
    return (is_marked || looks_like_formula(text) ? "'" : "") + std::string{text};
}

std::string_view without_spreadsheet_mark(std::string_view text) {
    // Any number of apostrophes in front of one that is a mark.
    const std::size_t last = text.find_first_not_of('\'');
    if (last == 0 || last == std::string_view::npos) {
        return text;
    }
    const std::string_view marked = text.substr(last);
    const bool is_signed = marked.front() == '+' || marked.front() == '-';
    return is_signed || looks_like_formula(marked) ? text.substr(1) : text;
}

} // namespace calltally::core
