// SPDX-License-Identifier: MIT
#include "core/usage_category.hpp"

namespace calltally::core {

namespace {

enum class FarEnd { number, client, sip, other };

char lower(char character) noexcept {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                                : character;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower_case) noexcept {
    if (text.size() != lower_case.size()) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (lower(text[i]) != lower_case[i]) {
            return false;
        }
    }
    return true;
}

/// The scheme in front of the first colon, if what stands there is one (RFC 3986).
std::string_view scheme_of(std::string_view address) noexcept {
    const std::size_t colon = address.find(':');
    if (colon == std::string_view::npos || colon == 0) {
        return {};
    }
    const std::string_view scheme = address.substr(0, colon);
    for (std::size_t i = 0; i < scheme.size(); ++i) {
        const char character = lower(scheme[i]);
        const bool is_letter = character >= 'a' && character <= 'z';
        const bool is_later = (character >= '0' && character <= '9') || character == '+' ||
                              character == '.' || character == '-';
        if (!is_letter && (i == 0 || !is_later)) {
            return {};
        }
    }
    return scheme;
}

FarEnd kind_of(std::string_view address) noexcept {
    const std::string_view scheme = scheme_of(address);
    if (scheme.empty()) {
        return FarEnd::number;
    }
    if (equals_ignoring_case(scheme, "client")) {
        return FarEnd::client;
    }
    if (equals_ignoring_case(scheme, "sip") || equals_ignoring_case(scheme, "sips")) {
        return FarEnd::sip;
    }
    return FarEnd::other;
}

} // namespace

std::optional<std::string_view> usage_category(std::string_view direction, std::string_view from,
                                               std::string_view to) noexcept {
    if (direction == "trunking-originating") {
        return usage_categories::trunking_origination;
    }
    if (direction == "trunking-terminating") {
        return usage_categories::trunking_termination;
    }
    const bool is_inbound = direction == "inbound";
    if (!is_inbound && direction != "outbound-api" && direction != "outbound-dial") {
        return std::nullopt;
    }
    switch (kind_of(is_inbound ? from : to)) {
    case FarEnd::client:
        return usage_categories::calls_client;
    case FarEnd::sip:
        return is_inbound ? usage_categories::calls_sip_inbound
                          : usage_categories::calls_sip_outbound;
    case FarEnd::number:
        return is_inbound ? usage_categories::calls_inbound : usage_categories::calls_outbound;
    case FarEnd::other:
        break;
    }
    return std::nullopt;
}

} // namespace calltally::core
