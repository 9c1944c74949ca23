// SPDX-License-Identifier: MIT
#include "extension/text.hpp"

#include <cstdint>

namespace calltally::extension {

namespace {

/// How many bytes a character takes that begins with `lead`; 0 if none does.
std::size_t length_from(unsigned lead) noexcept {
    if (lead < 0x80U) {
        return 1;
    }
    if (lead < 0xC2U) { // continuations, and the leads of overlong forms
        return 0;
    }
    if (lead < 0xE0U) {
        return 2;
    }
    if (lead < 0xF0U) {
        return 3;
    }
    return lead < 0xF5U ? 4 : 0;
}

bool is_character(std::uint32_t code, std::size_t length) noexcept {
    const bool is_surrogate = code >= 0xD800U && code <= 0xDFFFU;
    const bool is_overlong = (length == 3 && code < 0x800U) || (length == 4 && code < 0x10000U);
    return code <= 0x10FFFFU && !is_surrogate && !is_overlong;
}

} // namespace

bool is_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const auto lead = static_cast<unsigned char>(text.front());
        const std::size_t length = length_from(lead);
        if (length == 0 || length > text.size()) {
            return false;
        }
        std::uint32_t code = length == 1 ? lead : lead & (0x7FU >> length);
        for (const char next : text.substr(1, length - 1)) {
            const auto byte = static_cast<unsigned char>(next);
            if ((byte & 0xC0U) != 0x80U) {
                return false;
            }
            code = code << 6U | (byte & 0x3FU);
        }
        if (!is_character(code, length)) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

std::string printable(std::string_view text) {
    constexpr std::size_t longest = 60;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string shown;
    for (const char character : text.substr(0, longest)) {
        const auto byte = static_cast<unsigned char>(character);
        if (byte >= 0x20U && byte < 0x7FU) {
            shown += character;
        } else {
            shown += "\\x";
            shown += digits[byte >> 4U];
            shown += digits[byte & 0x0FU];
        }
    }
    return text.size() > longest ? shown + "..." : shown;
}

} // namespace calltally::extension
