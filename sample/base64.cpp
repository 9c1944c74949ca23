// SPDX-License-Identifier: MIT
#include "sample/base64.hpp"

#include <cstddef>

namespace calltally::sample {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

} // namespace

std::string base64_encoded(std::string_view text) {
    std::string encoded;
    for (std::size_t at = 0; at < text.size(); at += 3) {
        const auto byte = [&](std::size_t offset) -> unsigned {
            return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0U;
        };
        const unsigned group = byte(0) << 16U | byte(1) << 8U | byte(2);
        encoded += alphabet[group >> 18U];
        encoded += alphabet[group >> 12U & 63U];
        encoded += at + 1 < text.size() ? alphabet[group >> 6U & 63U] : '=';
        encoded += at + 2 < text.size() ? alphabet[group & 63U] : '=';
    }
    return encoded;
}

std::string base64_decoded(std::string_view text) {
    std::string decoded;
    unsigned bits = 0;
    unsigned bit_count = 0;
    for (const char c : text) {
        const std::size_t digit = alphabet.find(c);
        if (digit == std::string_view::npos) {
            break;
        }
        bits = (bits << 6U | static_cast<unsigned>(digit)) & 0xffffU;
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            decoded += static_cast<char>(bits >> bit_count & 0xffU);
        }
    }
    return decoded;
}

} // namespace calltally::sample
