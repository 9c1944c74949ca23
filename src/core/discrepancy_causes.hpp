// SPDX-License-Identifier: MIT
//
// The names of the causes for which log and usage differ, and what is found of one: the part of
// the difference it takes. What no finding takes is nobody's, and the views show it as
// `unexplained`.
#pragma once

#include "core/amounts.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace calltally::core {

namespace causes {
// Whole periods of which the log is not stored.
inline constexpr std::string_view before_retention = "before_retention";
inline constexpr std::string_view coverage_gap = "coverage_gap";
// What the rows themselves show.
inline constexpr std::string_view deleted_upstream = "deleted_upstream";
inline constexpr std::string_view usage_behind = "usage_behind";
inline constexpr std::string_view no_usage_category = "no_usage_category";
inline constexpr std::string_view price_not_observed = "price_not_observed";
inline constexpr std::string_view zero_second_calls = "zero_second_calls";
inline constexpr std::string_view subaccounts_included = "subaccounts_included";
inline constexpr std::string_view usage_rounding = "usage_rounding";
inline constexpr std::string_view price_rounding = "price_rounding";
// What one reading alone fits.
inline constexpr std::string_view rounding_rule_fits = "rounding_rule_fits";
inline constexpr std::string_view attributed_to_other_month = "attributed_to_other_month";
inline constexpr std::string_view attributed_to_other_day = "attributed_to_other_day";
inline constexpr std::string_view never_in_log = "never_in_log";
inline constexpr std::string_view unbilled_status_billed = "unbilled_status_billed";
inline constexpr std::string_view rollup_includes_other = "rollup_includes_other";
// What can be said where several readings fit.
inline constexpr std::string_view usage_without_call = "usage_without_call";
inline constexpr std::string_view call_without_usage = "call_without_usage";
inline constexpr std::string_view minutes_off_rule = "minutes_off_rule";
} // namespace causes

enum class Certainty {
    known,     ///< the rows show it
    inferred,  ///< exactly one reading fits calls, minutes and price
    ambiguous, ///< several fit
};
std::string_view name_of(Certainty certainty) noexcept;

/// A cause and its part of usage minus log.
struct Finding {
    std::string_view cause; ///< one of `causes`
    Amounts part;
    std::optional<std::int64_t> affected_calls; ///< how many calls are concerned; empty: not known
    Certainty certainty = Certainty::known;
    std::string readings; ///< what fits, in words; empty: the cause says it all
};

/// Usage minus log, before any cause.
Amounts difference(const UsageSide& usage, const LogSide& log) noexcept;

} // namespace calltally::core
