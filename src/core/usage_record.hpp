// SPDX-License-Identifier: MIT
//
// One usage record: what Twilio says it billed in one category over a range of UTC days.
#pragma once

#include "core/date_range.hpp"
#include "core/decimal.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace calltally::core {

struct UsageRecord {
    std::string account_sid; ///< the account asked, also where subaccounts are included
    std::string category;
    DateRange days;                    ///< half-open; the API's end date is inclusive
    std::optional<std::int64_t> count; ///< events; null for categories that count none
    std::optional<std::string> count_unit;
    std::optional<Decimal> usage; ///< billed quantity, minutes for calls
    std::optional<std::string> usage_unit;
    std::optional<Decimal> price;          ///< positive: a charge
    std::optional<std::string> price_unit; ///< upper-cased ISO currency
    std::optional<std::string> description;
    std::optional<Instant> as_of; ///< complete up to this instant
};

} // namespace calltally::core
