// SPDX-License-Identifier: MIT
//
// The causes that the rows of one period and category show by themselves: days that are not
// stored, calls that vanished, usage that was not up to date. They are looked for first; what
// they leave is for the readings that only fit.
#pragma once

#include "core/discrepancy_causes.hpp"

#include <vector>

namespace calltally::core {

/// One period (a UTC day, or a month where usage has no days) of one category.
struct ComparedPeriod {
    LogSide listed;                 ///< calls that are in the log
    LogSide missing;                ///< calls that were in the log and are gone from it
    std::optional<UsageSide> usage; ///< empty: not read
    bool log_covered = false;       ///< every day of the period is fully stored
    bool before_retention = false;  ///< a day that is not stored is one the API no longer serves
    bool ever_reported = true;      ///< the account's usage has this category at any time
    LogSide started_after_as_of;    ///< part of `listed`: starts at or after the usage's as_of
    LogSide ended_after_as_of;      ///< part of `listed`: ends after it, whenever it starts
    /// In the case that only usage that includes the subaccounts is to be had: their calls, as far
    /// as the mirror has them, and those of accounts that nobody said the owner of.
    std::optional<LogSide> subaccounts;
    LogSide possible_subaccounts;

    /// Whether calls and usage share one currency, so that their prices compare.
    bool prices_compare() const;
    /// How far apart two equal prices may lie: half of the last decimal of each usage record, and
    /// of the fifth decimal of each call.
    std::int64_t price_tolerance_micros() const noexcept;
};

/// What is left of the difference when the findings are taken away; its price is 0 where prices
/// do not compare. Precondition: usage was read.
Amounts remainder(const ComparedPeriod& period, const std::vector<Finding>& findings);

/// The causes of calls and minutes, and the rounding of usage; none where usage was not read or
/// nothing differs. Where prices do not compare every part's price is 0.
std::vector<Finding> find_known_causes(const ComparedPeriod& period);

/// The cause of a difference of price alone, once calls and minutes are explained.
/// \param rest what the other findings leave
std::optional<Finding> find_price_cause(const ComparedPeriod& period,
                                        const std::vector<Finding>& findings);

} // namespace calltally::core
