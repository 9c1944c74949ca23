// SPDX-License-Identifier: MIT
#include "report/html_text.hpp"

#include <cstddef>

namespace calltally::report {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool is_between(unsigned char byte, unsigned low, unsigned high) {
    return byte >= low && byte <= high;
}

/// How many bytes the character at the beginning takes; 0 if it is not a well-formed one that XML
/// allows. Table 3-7 of the Unicode standard.
std::size_t character_length(std::string_view text) {
    const auto byte = [text](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at])
                                : static_cast<unsigned char>(0);
    };
    const unsigned char first = byte(0);
    if (first < 0x80) {
        return is_between(first, 0x20, 0x7E) || first == '\t' || first == '\n' ? 1 : 0;
    }
    const bool is_second = is_between(byte(1),
                                      first == 0xE0   ? 0xA0
                                      : first == 0xF0 ? 0x90
                                                      : 0x80,
                                      first == 0xED   ? 0x9F
                                      : first == 0xF4 ? 0x8F
                                                      : 0xBF);
    if (!is_second) {
        return 0;
    }
    if (is_between(first, 0xC2, 0xDF)) {
        return first == 0xC2 && byte(1) < 0xA0 ? 0 : 2; // C1 controls
    }
    if (!is_between(byte(2), 0x80, 0xBF)) {
        return 0;
    }
    if (is_between(first, 0xE0, 0xEF)) {
        return first == 0xEF && byte(1) == 0xBF && byte(2) >= 0xBE ? 0 : 3; // not characters
    }
    return is_between(first, 0xF0, 0xF4) && is_between(byte(3), 0x80, 0xBF) ? 4 : 0;
}

} // namespace

std::string html_text(std::string_view text) {
    std::string safe;
    safe.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = character_length(text);
        switch (text.front()) {
        case '&':
            safe += "&amp;";
            break;
        case '<':
            safe += "&lt;";
            break;
        case '>':
            safe += "&gt;";
            break;
        case '"':
            safe += "&quot;";
            break;
        case '\'':
            safe += "&#39;";
            break;
        default:
            safe += length == 0 ? replacement : text.substr(0, length);
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return safe;
}

std::string html_prose(std::string_view text) {
    std::string prose;
    for (std::size_t mark = text.find('`'); mark != std::string_view::npos; mark = text.find('`')) {
        const std::size_t end = text.find('`', mark + 1);
        if (end == std::string_view::npos) {
            break;
        }
        prose += html_text(text.substr(0, mark)) + "<code>" +
                 html_text(text.substr(mark + 1, end - mark - 1)) + "</code>";
        text.remove_prefix(end + 1);
    }
    return prose + html_text(text);
}

std::string html_id(std::string_view text) {
    std::string id;
    for (const char character : text) {
        const bool is_plain = (character >= 'a' && character <= 'z') ||
                              (character >= 'A' && character <= 'Z') ||
                              (character >= '0' && character <= '9');
        id += is_plain ? character : '-';
    }
    return id;
}

} // namespace calltally::report
