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

    friend bool operator==(const RoundingRule&, const RoundingRule&) = default;
};

/// The rule that every mirror begins with, 60/60 for every call. It is never ended: a rule without
/// scope and with a `valid_from` supersedes it.
inline constexpr std::int64_t default_rule_id = 1;

/// Whether the rule's days are an empty range: it was undone, and rates nothing.
bool is_never_valid(const RoundingRule& rule) noexcept;

/// What a rule looks at. The views must outlive the look-up.
struct RatedLeg {
    std::string_view account_sid;
    std::optional<std::string_view> category; ///< empty: no category takes the call
    std::string_view from_address;
    std::string_view to_address;
    std::optional<Date> start_date; ///< UTC; a call without one meets only rules without validity
};

/// What keeps a rule from a leg, the first that holds.
enum class Mismatch { none, account, category, number, no_start, before_validity, after_validity };
Mismatch mismatch(const RoundingRule& rule, const RatedLeg& leg) noexcept;

/// What puts one rule before another, in the order of precedence. `id` decides only between rules
/// that find_equal() would have refused.
enum class Criterion { account, category, longer_prefix, number_side, later_valid_from, id };
/// What decides between two rules that both match a leg, and have different ids.
Criterion deciding_criterion(const RoundingRule& a, const RoundingRule& b) noexcept;

/// Why the rule cannot be, in words that complete "the rule cannot be added: "; empty if it can.
std::string objection_to(const RoundingRule& rule);

/// An existing rule that the order of precedence does not tell from `rule` though some call could
/// meet both: of equal rank in every criterion, valid on a common day, and not kept apart by
/// account, category or number. Null if there is none.
const RoundingRule* find_equal(const std::vector<RoundingRule>& rules,
                               const RoundingRule& rule) noexcept;

/// The rules in their order of precedence: account, category, longer number prefix, side named,
/// later `valid_from`; then the lower id, which a sound table never needs.
class RoundingRules {
public:
    explicit RoundingRules(std::vector<RoundingRule> rules);
    /// The rule that rates the leg; null if none applies.
    const RoundingRule* select(const RatedLeg& leg) const noexcept;
    /// All of them, the most specific first.
    const std::vector<RoundingRule>& in_order() const noexcept { return m_rules; }

private:
    std::vector<RoundingRule> m_rules;
};

} // namespace calltally::core
