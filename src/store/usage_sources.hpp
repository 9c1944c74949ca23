// SPDX-License-Identifier: MIT
//
// Which source's usage is compared: the API's, else that of a file. Category by category the first
// source that has the whole month is taken, and no two are ever added together.
#pragma once

#include "store/usage_reading.hpp"

#include <vector>

namespace calltally::store {

class UsageSources {
public:
    /// \param today the UTC day of the reading: days from it on have no complete usage yet
    UsageSources(SQLite::Database& connection, std::string_view account_sid, core::Month month,
                 core::Date today, UsageScope scope = UsageScope::own);

    /// \param target a comparison category, or the rollup `calls`
    CategoryUsage of(std::string_view target) const;
    /// The month's record of a category that stands for no calls; empty: not listed.
    std::optional<core::UsageSide> feature(const std::string& category) const;
    /// Whether the account's usage ever had anything in the category, in any month.
    bool ever_reported(std::string_view target) const;
    /// Days of the month whose usage was read, from whatever source.
    std::int64_t days_covered() const;
    /// Whether usage of the whole month so far was read, so that absence means none.
    bool is_read() const;
    /// A side of zeros for the period, as complete as the reading itself.
    core::UsageSide zero() const;

private:
    core::DateRange m_month;
    std::vector<UsageReading> m_readings; ///< the source that knows most first; never empty
    std::vector<Coverage> m_coverage;     ///< of all sources
};

} // namespace calltally::store
