// SPDX-License-Identifier: MIT
#include "api/printable.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <vector>

namespace calltally::api {

namespace {

std::vector<std::string>& hidden_texts() {
    static std::vector<std::string> texts;
    return texts;
}

std::string base64(const std::string& text) {
    std::string encoded((text.size() + 2) / 3 * 4 + 1, '\0'); // EVP_EncodeBlock ends with a NUL
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                       reinterpret_cast<const unsigned char*>(text.data()),
                                       static_cast<int>(text.size()));
    encoded.resize(static_cast<std::size_t>(length));
    return encoded;
}

std::string without_hidden_texts(std::string_view text) {
    std::string shown{text};
    for (const std::string& hidden : hidden_texts()) {
        for (std::size_t at = 0; (at = shown.find(hidden, at)) != std::string::npos;) {
            shown.replace(at, hidden.size(), "***");
        }
    }
    return shown;
}

bool is_continuation(char character) noexcept {
    return (static_cast<unsigned char>(character) & 0xC0U) == 0x80U;
}

/// U+0080 to U+009F in UTF-8: terminals obey some of them.
bool is_c1(std::string_view text) noexcept {
    return text.size() >= 2 && text[0] == '\xC2' && static_cast<unsigned char>(text[1]) < 0xA0U &&
           is_continuation(text[1]);
}

} // namespace

void hide(std::string_view username, std::string_view password) {
    constexpr std::size_t shortest_secret = 8;
    if (password.size() >= shortest_secret) {
        hidden_texts().emplace_back(password);
    }
    hidden_texts().push_back(base64(fmt::format("{}:{}", username, password)));
}

std::string printable(std::string_view text, std::size_t longest) {
    const std::string shown = without_hidden_texts(text); // before a cut leaves half of one
    std::size_t length = shown.size();
    if (length > longest) {
        length = longest;
        while (length > 0 && is_continuation(shown[length])) {
            --length;
        }
    }
    std::string out;
    for (std::size_t i = 0; i < length; ++i) {
        const auto byte = static_cast<unsigned char>(shown[i]);
        if (is_c1(std::string_view(shown).substr(i, length - i))) {
            ++i;
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(shown[i]));
        } else if (byte < ' ' || byte == 0x7FU) {
            out += fmt::format("\\x{:02x}", byte);
        } else {
            out += shown[i];
        }
    }
    return length < shown.size() ? out + "…" : out;
}

} // namespace calltally::api
