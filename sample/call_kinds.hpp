// SPDX-License-Identifier: MIT
//
// The kinds of call that the sample account has: what their rows look like, and which usage
// category bills them.
#pragma once

#include "sample/billing_event.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace calltally::sample {

enum class Kind : std::uint8_t {
    inbound,
    inbound_anonymous,
    inbound_short_code,
    outbound_api,
    outbound_dial,
    client_inbound,
    client_dial,
    sip_inbound,
    sips_inbound,
    sip_api,
    sip_dial,
    trunk_originating,
    trunk_terminating,
    sim_inbound,
    whatsapp_api,
};

inline constexpr std::size_t kind_count = 15;

/// What stands at one end of a call.
enum class Address : std::uint8_t {
    own_number,
    far_number,
    client,
    sip,
    sips_upper_case,
    own_sip_domain,
    anonymous,
    short_code,
    sim,
    whatsapp,
};

struct KindShape {
    Category category;
    std::string_view direction;
    Address from;
    Address to;
    std::uint8_t weight; ///< how often it is drawn, out of the sum of weights
    std::uint32_t rate;  ///< usual price of a minute, in micro-units
};

const KindShape& shape_of(Kind kind) noexcept;

/// True where the account was called, or its trunk was.
bool comes_in(Kind kind) noexcept;

/// True for a leg that a <Dial> made: it has a parent.
bool is_dialled(Kind kind) noexcept;

constexpr std::size_t index_of(Kind kind) noexcept {
    return static_cast<std::size_t>(kind);
}

} // namespace calltally::sample
