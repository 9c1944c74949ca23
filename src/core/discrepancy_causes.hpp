// SPDX-License-Identifier: MIT
//
// Why log and usage of one period and category differ: named causes, each with the part of the
// difference it takes. The parts never exceed what the rows show; what is left is nobody's, and
// the views show it as `unexplained`.
#pragma once

#include "core/amounts.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace calltally::core {

namespace causes {
inline constexpr std::string_view coverage_gap = "coverage_gap";
inline constexpr std::string_view deleted_upstream = "deleted_upstream";
inline constexpr std::string_view usage_behind = "usage_behind";
inline constexpr std::string_view no_usage_category = "no_usage_category";
inline constexpr std::string_view price_not_observed = "price_not_observed";
inline constexpr std::string_view zero_second_calls = "zero_second_calls";
inline constexpr std::string_view usage_rounding = "usage_rounding";
inline constexpr std::string_view price_rounding = "price_rounding";
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
    std::int64_t affected_calls = 0;
    Certainty certainty = Certainty::known;
};

/// One period (a UTC day, or a month where usage has no days) of one category.
struct ComparedPeriod {
    LogSide listed;                 ///< calls that are in the log
    LogSide missing;                ///< calls that were in the log and are gone from it
    std::optional<UsageSide> usage; ///< empty: not read
    bool log_covered = false;       ///< every day of the period is fully stored
    bool ever_reported = true;      ///< the account's usage has this category at any time
    LogSide started_after_as_of;    ///< part of `listed`: starts at or after the usage's as_of
    LogSide ended_after_as_of;      ///< part of `listed`: ends after it, whenever it starts
};

/// Usage minus log, before any cause.
Amounts difference(const UsageSide& usage, const LogSide& log) noexcept;

/// The causes found; none where usage was not read or nothing differs. Where the currencies of
/// the two sides differ, prices are not compared and every part's price is 0.
std::vector<Finding> find_causes(const ComparedPeriod& period);

} // namespace calltally::core
