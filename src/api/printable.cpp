// SPDX-License-Identifier: MIT
#include "api/printable.hpp"

#include <fmt/format.h>

namespace calltally::api {

namespace {

bool is_continuation(char character) noexcept {
    return (static_cast<unsigned char>(character) & 0xC0U) == 0x80U;
}

/// U+0080 to U+009F in UTF-8: terminals obey some of them.
bool is_c1(std::string_view text) noexcept {
    return text.size() >= 2 && text[0] == '\xC2' && static_cast<unsigned char>(text[1]) < 0xA0U &&
           is_continuation(text[1]);
}

} // namespace

std::string printable(std::string_view text, std::size_t longest) {
    std::size_t length = text.size();
    if (length > longest) {
        length = longest;
        while (length > 0 && is_continuation(text[length])) {
            --length;
        }
    }
    std::string out;
    for (std::size_t i = 0; i < length; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (is_c1(text.substr(i, length - i))) {
            ++i;
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[i]));
        } else if (byte < ' ' || byte == 0x7FU) {
            out += fmt::format("\\x{:02x}", byte);
        } else {
            out += text[i];
        }
    }
    return length < text.size() ? out + "…" : out;
}

} // namespace calltally::api
