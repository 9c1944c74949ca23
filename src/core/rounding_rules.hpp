// SPDX-License-Identifier: MIT
//
// R2: which pricing model rates which call. Rules are scoped and valid for a range of UTC start
// dates; the most specific one wins.
#pragma once

#include "core/billed_time.hpp"
#include "core/date_range.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::core {

/// One rule, as in the table of the same name. An empty scope matches every call.
struct RoundingRule {
    std::int64_t id = 0;
    PricingModel model;
    std::optional<std::string> account_sid;
    std::optional<std::string> category;
    std::optional<std::string> number_prefix; ///< of an address, such as `+86`
    std::optional<std::string> number_side;   ///< `from` or `to`; empty: either of them
    std::optional<Date> valid_from;           ///< first UTC start date; empty: always
    std::optional<Date> valid_to;             ///< exclusive; empty: for ever
};

/// What a rule looks at. The views must outlive the look-up.
struct RatedLeg {
    std::string_view account_sid;
    std::optional<std::string_view> category; ///< empty: no category takes the call
    std::string_view from_address;
    std::string_view to_address;
    std::optional<Date> start_date; ///< UTC; a call without one meets only rules without validity
};

/// The rules in their order of precedence: account, category, longer number prefix, side named,
/// later `valid_from`; then the lower id, which a sound table never needs.
class RoundingRules {
public:
    explicit RoundingRules(std::vector<RoundingRule> rules);
    /// The rule that rates the leg; null if none applies.
    const RoundingRule* select(const RatedLeg& leg) const noexcept;

private:
    std::vector<RoundingRule> m_rules;
};

} // namespace calltally::core
