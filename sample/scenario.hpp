// SPDX-License-Identifier: MIT
//
// The accounts that the sample can play.
#pragma once

#include "sample/calendar.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace calltally::sample {

/// Which usage categories report the calls.
enum class UsageScheme : std::uint8_t {
    native, ///< calls-inbound, calls-outbound, ...
    flex,   ///< pstnconnectivity-inbound, programmablevoiceconn-clientsdk, ...
    parts,  ///< inbound calls only as -local, -mobile and -tollfree
};

struct Scenario {
    std::string_view name;
    std::string_view description;
    int full_months;      ///< before the month of the clock
    bool has_subaccounts; ///< one active, one closed
    bool has_differences; ///< deleted calls, late prices and the like
    UsageScheme usage;
    std::int64_t usage_lag;      ///< seconds that usage is behind the clock
    std::uint32_t default_calls; ///< approximate length of the log
};

const std::vector<Scenario>& scenarios();

/// Null if there is none of this name.
const Scenario* find_scenario(std::string_view name);

} // namespace calltally::sample
