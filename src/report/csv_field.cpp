// SPDX-License-Identifier: MIT
#include "report/csv_field.hpp"

#include <algorithm>
#include <array>

namespace calltally::report {

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
    return (looks_like_formula(text) ? "'" : "") + std::string{text};
}

std::string csv_quoted(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        return std::string{text};
    }
    std::string quoted = "\"";
    for (const char character : text) {
        quoted += character == '"' ? "\"\"" : std::string(1, character);
    }
    return quoted + "\"";
}

} // namespace calltally::report
