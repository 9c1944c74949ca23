// SPDX-License-Identifier: MIT
//
// The calls of one account themselves, grouped for the readings of a difference. Looked at only
// where the roll-up does not explain it: a month that agrees never reads a call.
#pragma once

#include "core/boundary_attribution.hpp"
#include "core/call_subset.hpp"
#include "core/date_range.hpp"
#include "core/rounding_rules.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::store {

/// Calls that are billed alike, and which they are.
struct CallGroups {
    std::vector<core::LikeCalls> kinds;
    /// Of each kind; of a busy day only as many in all as memory is worth spending on: a kind whose
    /// calls are too many has an empty list.
    std::vector<std::vector<std::string>> sids;

    /// The sids of all calls of the kinds that are chosen, as far as they are kept.
    std::vector<std::string> sids_of(std::span<const std::int64_t> chosen) const;
};

class CallReading {
public:
    CallReading(SQLite::Database& connection, std::string_view account_sid,
                const core::RoundingRules& rules);

    /// Listed billed calls of the days and category.
    CallGroups billed(const std::string& category, const core::DateRange& days) const;
    /// Listed calls that are over and not billed, as they would be billed.
    /// \param zero_takes_minimum a call of no length would be billed the minimum
    CallGroups unbilled(const std::string& category, const core::DateRange& days,
                        bool zero_takes_minimum) const;
    /// Billed calls that start in the period and end at its end or later.
    CallGroups end_later(const std::string& category, const core::DateRange& left) const;
    /// Billed calls that start in the period and were created before its beginning.
    CallGroups created_earlier(const std::string& category, const core::DateRange& right) const;

    /// The model that rates the calls of the category that no number's rule takes.
    core::PricingModel model_of(const std::string& category, core::Date date) const;

private:
    CallGroups billed_where(const char* condition, const std::string& category,
                            const core::DateRange& days, core::Date boundary) const;

    SQLite::Database& m_connection;
    std::string m_account_sid;
    const core::RoundingRules& m_rules;
};

} // namespace calltally::store
