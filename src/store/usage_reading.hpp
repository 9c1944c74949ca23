// SPDX-License-Identifier: MIT
//
// What one source of usage says for one account and month, category by category: which of
// Twilio's records stand for a comparison category, by day where every day was read, else by
// month. Which source is taken, usage_sources.hpp says.
#pragma once

#include "core/amounts.hpp"
#include "core/date_range.hpp"
#include "core/source.hpp"
#include "core/usage_choice.hpp"
#include "store/sync_ledger.hpp"
#include "store/usage_store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::store {

/// The usage of one comparison category or rollup in one month.
struct CategoryUsage {
    /// One entry for each day that has begun, in the case that all of them were read.
    std::map<core::Date, core::UsageSide> days;
    /// The sum of the days, or the one record of the month; empty: not read.
    std::optional<core::UsageSide> month;
    bool by_day = false;
    core::SourceSet sources; ///< of the above; none: not read
    /// Only usage with the subaccounts was to be had.
    bool includes_subaccounts = false;
};

class UsageReading {
public:
    /// \param today the UTC day of the reading: days from it on have no complete usage yet
    UsageReading(SQLite::Database& connection, std::string_view account_sid, core::Month month,
                 core::Date today, core::Source source = core::Source::api,
                 UsageScope scope = UsageScope::own);

    /// \param target a comparison category, or the rollup `calls`
    CategoryUsage of(std::string_view target) const;
    /// The month's record of a category that stands for no calls; empty: not listed.
    std::optional<core::UsageSide> feature(const std::string& category) const {
        return in_month(category);
    }
    /// Whether the account's usage ever had anything in the category, in any month.
    bool ever_reported(std::string_view target) const;
    /// Days of the month whose usage was read.
    std::int64_t days_covered() const;
    /// Whether usage of the whole month so far was read, so that absence means none.
    bool is_read() const;
    /// A side of zeros for the period, as complete as the reading itself.
    core::UsageSide zero() const;

private:
    /// Without a side: listed, and could not be read.
    struct Record {
        std::optional<core::UsageSide> side;
        core::DateRange days;
    };

    void load_categories(SQLite::Database& connection);
    void load_records(SQLite::Database& connection, std::string_view account_sid);
    void load_ever_reported(SQLite::Database& connection, std::string_view account_sid);

    bool is_zero(const std::string& category) const;
    /// The records whose sum is the usage of the target.
    std::vector<std::string> choose(std::string_view target) const;
    std::optional<core::UsageSide> on_day(const std::string& category, core::Date date) const;
    /// Up to when the category's usage of the month is complete, says Twilio.
    std::optional<core::Instant> newest_as_of(const std::string& category) const;
    std::optional<core::UsageSide> in_month(const std::string& category) const;

    core::DateRange m_month;
    core::Date m_today;
    core::Source m_source;
    bool m_includes_subaccounts;
    std::vector<core::KnownCategory> m_known;
    std::map<std::string, Record> m_monthly;
    std::map<std::string, std::map<core::Date, std::optional<core::UsageSide>>> m_daily;
    std::map<std::string, std::vector<Coverage>> m_daily_coverage;
    std::vector<Coverage> m_monthly_coverage;
    std::set<std::string> m_ever_reported;
    std::set<std::string> m_ever_listed;
};

} // namespace calltally::store
