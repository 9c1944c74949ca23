// SPDX-License-Identifier: MIT
//
// The usage records of one account: every category by month, and by day those that stand for
// calls and are not zero.
#pragma once

#include "api/errors.hpp"
#include "core/date_range.hpp"
#include "sync/run_context.hpp"

#include <optional>
#include <string>
#include <vector>

namespace calltally::sync {

class UsageSync {
public:
    /// \param period   the days to mirror; its end is the day after the last one asked for
    /// \param lookback how many closed days are read again
    UsageSync(RunContext& context, std::string account_sid, const core::DateRange& period,
              std::chrono::days lookback);

    /// Reads the account on its own. \throws api::ApiError
    void read_own();
    /// Reads the account with its subaccounts, for the cross-check only.
    void read_with_subaccounts();

private:
    core::DateRange stale_range() const;
    /// The first closed day of the range that a month says is not zero, and that was not read.
    std::optional<core::Date> first_day_not_read(const core::DateRange& range) const;
    void read_monthly(bool with_subaccounts);
    void read_daily();
    /// Stores a listing that was read to its end, and its coverage, in the transaction under way.
    void store_listing(const std::vector<api::Page<core::UsageRecord>>& pages,
                       store::Window& window, const core::DateRange& asked_days);
    void store_page(const api::Page<core::UsageRecord>& page, bool daily, bool with_subaccounts);
    /// All days of the period, where an earlier run has not read them with the subaccounts.
    core::DateRange range_with_subaccounts() const;
    /// Whether a failure says no more than that there is no usage, and nothing contradicts it.
    bool is_empty_answer(const api::ApiError& error, bool with_subaccounts) const;
    /// The days of the range that count as read: those that were over.
    core::DateRange closed_days() const;

    RunContext& m_context;
    std::string m_account_sid;
    core::DateRange m_period;
    std::chrono::days m_lookback;
    core::DateRange m_range; ///< whole months: what this run reads
};

} // namespace calltally::sync
