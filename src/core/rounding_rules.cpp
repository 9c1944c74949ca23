// SPDX-License-Identifier: MIT
#include "core/rounding_rules.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace calltally::core {

namespace {

bool matches_number(const RoundingRule& rule, const RatedLeg& leg) noexcept {
    if (!rule.number_prefix) {
        return true;
    }
    const bool from = leg.from_address.starts_with(*rule.number_prefix);
    const bool to = leg.to_address.starts_with(*rule.number_prefix);
    if (!rule.number_side) {
        return from || to;
    }
    return *rule.number_side == "from" ? from : to;
}

bool is_valid_on(const RoundingRule& rule, const std::optional<Date>& date) noexcept {
    if (!rule.valid_from && !rule.valid_to) {
        return true;
    }
    return date && (!rule.valid_from || *rule.valid_from <= *date) &&
           (!rule.valid_to || *date < *rule.valid_to);
}

/// Smaller is more specific.
auto precedence(const RoundingRule& rule) {
    const auto prefix = rule.number_prefix ? rule.number_prefix->size() : 0;
    const auto since = rule.valid_from ? rule.valid_from->time_since_epoch().count()
                                       : std::numeric_limits<std::int32_t>::min();
    return std::tuple{!rule.account_sid,
                      !rule.category,
                      -static_cast<std::int64_t>(prefix),
                      !rule.number_side,
                      -static_cast<std::int64_t>(since),
                      rule.id};
}

} // namespace

RoundingRules::RoundingRules(std::vector<RoundingRule> rules) : m_rules(std::move(rules)) {
    std::sort(m_rules.begin(), m_rules.end(), [](const RoundingRule& a, const RoundingRule& b) {
        return precedence(a) < precedence(b);
    });
}

const RoundingRule* RoundingRules::select(const RatedLeg& leg) const noexcept {
    for (const RoundingRule& rule : m_rules) {
        if ((!rule.account_sid || *rule.account_sid == leg.account_sid) &&
            (!rule.category || (leg.category && *rule.category == *leg.category)) &&
            matches_number(rule, leg) && is_valid_on(rule, leg.start_date)) {
            return &rule;
        }
    }
    return nullptr;
}

} // namespace calltally::core
