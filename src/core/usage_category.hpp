// SPDX-License-Identifier: MIT
//
// R3: which usage category bills a call. The call log merges what usage keeps apart: voice,
// client, SIP and trunking minutes. The far end decides: `from` of an inbound leg, `to` of an
// outbound one.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace calltally::core {

namespace usage_categories {
inline constexpr std::string_view calls_inbound = "calls-inbound";
inline constexpr std::string_view calls_outbound = "calls-outbound";
inline constexpr std::string_view calls_client = "calls-client";
inline constexpr std::string_view calls_sip_inbound = "calls-sip-inbound";
inline constexpr std::string_view calls_sip_outbound = "calls-sip-outbound";
inline constexpr std::string_view trunking_origination = "trunking-origination";
inline constexpr std::string_view trunking_termination = "trunking-termination";
/// Ours: billed calls that no category takes.
inline constexpr std::string_view unmapped = "(unmapped)";
/// Twilio's own rollup, compared with inbound + outbound.
inline constexpr std::string_view calls = "calls";
/// Ours: the sum of all comparison categories.
inline constexpr std::string_view combined = "combined";
} // namespace usage_categories

/// The categories a call can be in, in the order reports show them; `(unmapped)` is not among them.
inline constexpr std::array<std::string_view, 7> comparison_categories{
    usage_categories::calls_inbound,        usage_categories::calls_outbound,
    usage_categories::calls_client,         usage_categories::calls_sip_inbound,
    usage_categories::calls_sip_outbound,   usage_categories::trunking_origination,
    usage_categories::trunking_termination,
};

/// The category of a call leg, one of `comparison_categories`; empty if no category takes it:
/// an unknown direction, or a far end with another scheme (`sim:`, `whatsapp:`).
/// `client:`, `sip:` and `sips:` are recognised in any case. Any other far end (a number, a short
/// code, a raw or anonymous caller, an empty string) goes by direction.
std::optional<std::string_view> usage_category(std::string_view direction, std::string_view from,
                                               std::string_view to) noexcept;

} // namespace calltally::core
