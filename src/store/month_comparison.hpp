// SPDX-License-Identifier: MIT
//
// The two sides of one account and month, category by category and period by period: what the
// causes are then looked for in.
#pragma once

#include "core/date_range.hpp"
#include "core/known_causes.hpp"
#include "store/log_reading.hpp"
#include "store/usage_sources.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::store {

/// A cause found, with the calls behind it where they are known one by one and no view can tell
/// them from the rows.
struct Found {
    core::Finding finding;
    std::vector<std::string> sids;
};

/// A UTC day, or the whole month where usage has no days.
struct Period {
    core::DateRange days;
    core::ComparedPeriod compared;
    std::vector<Found> found;

    /// What the findings leave of the difference.
    core::Amounts rest() const;
    std::vector<core::Finding> findings() const;
};

/// One side-by-side without causes: a day that is shown.
struct DaySides {
    core::LogSide log;
    std::optional<core::UsageSide> usage;
};

struct CategoryComparison {
    std::string category;
    bool by_day = false;                     ///< usage has days
    core::LogSide log;                       ///< of the month
    std::optional<core::UsageSide> usage;    ///< of the month; empty: not read
    core::SourceSet usage_sources;           ///< of the above
    std::vector<Period> periods;             ///< of which usage was read, one after the other
    std::map<core::Date, DaySides> days;     ///< on which either side has something
    std::vector<std::string> fitting_models; ///< other pricing models that fit, if several do
};

class MonthComparison {
public:
    /// \param now the time of judging: whether the month is over, what the API still serves
    MonthComparison(SQLite::Database& connection, const std::string& account_sid, core::Month month,
                    core::Instant now);

    const std::string& account_sid() const noexcept { return m_account_sid; }
    const core::DateRange& days() const noexcept { return m_days; }
    core::Date today() const noexcept { return m_today; }
    const LogReading& log() const noexcept { return m_log; }
    const UsageSources& usage() const noexcept { return m_usage; }
    bool log_was_read() const noexcept { return m_log_was_read; }
    bool usage_was_read() const noexcept { return m_usage_was_read; }
    /// A day that is not stored can no longer be had.
    bool is_past_retention() const noexcept { return m_is_past_retention; }
    /// Today's log is read as far as today goes; before today, only complete windows count.
    bool is_log_covered(const core::DateRange& range) const;

    /// The comparison categories, and `(unmapped)` if there are such calls.
    std::vector<std::string> categories() const;
    CategoryComparison compare(const std::string& category) const;
    /// The usage of a comparison category or of the rollup `calls`; with the subaccounts, and
    /// marked so, where the account's own was not read.
    CategoryUsage usage_of(std::string_view category) const;
    /// Usage with the subaccounts, of all comparison categories; empty: not read.
    std::optional<core::UsageSide> inclusive_usage() const;

private:
    core::ComparedPeriod period_of(const std::string& category, const core::DateRange& range,
                                   const LogReading::Sides& log,
                                   const core::UsageSide& usage) const;
    bool has_lost_days() const;

    std::string m_account_sid;
    core::DateRange m_days;
    core::Date m_today;
    bool m_log_was_read = false;
    bool m_usage_was_read = false;
    LogReading m_log;
    UsageSources m_usage;
    std::optional<UsageSources> m_inclusive; ///< with the subaccounts; empty: never read
    bool m_is_past_retention = false;
};

} // namespace calltally::store
