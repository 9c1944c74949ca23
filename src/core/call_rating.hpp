// SPDX-License-Identifier: MIT
//
// What the rules make of one call: its UTC day, its category, whether and how long it is billed,
// and whether its record is settled. The stored columns of `calls` come from here and nowhere
// else.
#pragma once

#include "core/call.hpp"
#include "core/call_status.hpp"
#include "core/rounding_rules.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace calltally::core {

struct CallRating {
    std::optional<Date> usage_date;                 ///< UTC day of `start_time`; none: no month
    std::optional<std::string_view> usage_category; ///< none: no category takes the call
    StatusGroup group = StatusGroup::unknown;
    bool is_billed = false;
    /// 0 for a call that is not billed; empty for a billed call whose duration is not known.
    std::optional<std::int64_t> billed_seconds;
    std::optional<std::int64_t> rounding_rule_id; ///< of a billed call
    /// Over, and: not billed, or priced, or more than 72 hours past its end.
    bool settled = false;
};

/// After this long past a call's end a missing price counts as never observed.
inline constexpr std::chrono::hours price_wait{72};

/// How long a billed call is billed, and by which rule.
struct BilledTime {
    std::optional<std::int64_t> seconds; ///< empty: no rule, or no duration that can be rounded
    std::optional<std::int64_t> rule_id; ///< empty: no rule applies

    friend bool operator==(const BilledTime&, const BilledTime&) = default;
};

/// \param duration whole seconds; empty: not known
BilledTime rate_billed_leg(const RatedLeg& leg, std::optional<std::int64_t> duration,
                           const RoundingRules& rules) noexcept;

/// \param now             the time of judging, for `settled` only
CallRating rate_call(const Call& call, const RoundingRules& rules, Instant now) noexcept;

} // namespace calltally::core
