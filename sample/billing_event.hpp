// SPDX-License-Identifier: MIT
//
// What is billed. The sample draws these first and makes the call rows from them, so that the
// truth is known without reading a row or applying a rule.
#pragma once

#include "sample/calendar.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace calltally::sample {

/// Where usage books a call; `unmapped` calls are charged but no usage category shows them.
enum class Category : std::uint8_t {
    calls_inbound,
    calls_outbound,
    calls_client,
    calls_sip_inbound,
    calls_sip_outbound,
    trunking_origination,
    trunking_termination,
    unmapped,
};

inline constexpr std::size_t category_count = 8;
inline constexpr std::array<std::string_view, category_count> category_names{
    "calls-inbound",      "calls-outbound",       "calls-client",         "calls-sip-inbound",
    "calls-sip-outbound", "trunking-origination", "trunking-termination", "(unmapped)"};

constexpr std::size_t index_of(Category category) noexcept {
    return static_cast<std::size_t>(category);
}

/// Which kind of number took an inbound call: usage breaks it down so, a call row does not tell.
enum class NumberType : std::uint8_t { local, mobile, toll_free };

/// Prices are whole numbers of 0.00001 of the currency: Twilio rounds each call to that.
struct BillingEvent {
    Category category = Category::calls_inbound;
    NumberType number_type = NumberType::local;
    UnixDay usage_day = 0;
    std::uint16_t billed_minutes = 0; ///< 0: a completed call of no length, which usage leaves out
    std::uint32_t price = 0;          ///< a charge is positive
};

} // namespace calltally::sample
