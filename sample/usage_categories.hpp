// SPDX-License-Identifier: MIT
//
// The usage categories that an account reports, and which lines of the ledger each one sums.
#pragma once

#include "sample/scenario.hpp"
#include "sample/usage_ledger.hpp"

#include <string_view>
#include <vector>

namespace calltally::sample {

struct UsageCategory {
    std::string_view name;
    std::string_view description;
    std::string_view count_unit;
    std::string_view usage_unit;
    std::vector<std::size_t> lines;
};

/// The categories of a scheme, in the order of the listing.
const std::vector<UsageCategory>& usage_categories(UsageScheme scheme);

/// The one whose usage is its price and whose count is null.
inline constexpr std::string_view total_price = "totalprice";

} // namespace calltally::sample
