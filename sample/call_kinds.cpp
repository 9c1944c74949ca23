// SPDX-License-Identifier: MIT
#include "sample/call_kinds.hpp"

#include <array>

namespace calltally::sample {

namespace {

// In the order of Kind. Dialled legs are drawn with their parents, so they have no weight here;
// unmapped ones are placed by hand.
constexpr std::array<KindShape, kind_count> shapes{{
    {Category::calls_inbound, "inbound", Address::far_number, Address::own_number, 38, 8500},
    {Category::calls_inbound, "inbound", Address::anonymous, Address::own_number, 2, 8500},
    {Category::calls_inbound, "inbound", Address::short_code, Address::own_number, 1, 8500},
    {Category::calls_outbound, "outbound-api", Address::own_number, Address::far_number, 30, 14000},
    {Category::calls_outbound, "outbound-dial", Address::own_number, Address::far_number, 0, 14000},
    {Category::calls_client, "inbound", Address::client, Address::own_number, 8, 4000},
    {Category::calls_client, "outbound-dial", Address::own_number, Address::client, 0, 4000},
    {Category::calls_sip_inbound, "inbound", Address::sip, Address::own_sip_domain, 4, 4000},
    {Category::calls_sip_inbound, "inbound", Address::sips_upper_case, Address::own_sip_domain, 1,
     4000},
    {Category::calls_sip_outbound, "outbound-api", Address::own_number, Address::sip, 3, 4000},
    {Category::calls_sip_outbound, "outbound-dial", Address::own_number, Address::sip, 0, 4000},
    {Category::trunking_origination, "trunking-originating", Address::far_number,
     Address::own_number, 6, 4500},
    {Category::trunking_termination, "trunking-terminating", Address::own_number,
     Address::far_number, 7, 7333},
    {Category::unmapped, "inbound", Address::sim, Address::own_number, 0, 10000},
    {Category::unmapped, "outbound-api", Address::own_number, Address::whatsapp, 0, 12500},
}};

} // namespace

const KindShape& shape_of(Kind kind) noexcept {
    return shapes[index_of(kind)];
}

bool comes_in(Kind kind) noexcept {
    const std::string_view direction = shape_of(kind).direction;
    return direction == "inbound" || direction == "trunking-originating";
}

bool is_dialled(Kind kind) noexcept {
    return shape_of(kind).direction == "outbound-dial";
}

} // namespace calltally::sample
