// SPDX-License-Identifier: MIT
//
// What the mirrored log holds for one account and month, by day and category, from the roll-up.
#pragma once

#include "core/amounts.hpp"
#include "core/date_range.hpp"
#include "core/source.hpp"
#include "store/sync_ledger.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace calltally::store {

class LogReading {
public:
    LogReading(SQLite::Database& connection, std::string_view account_sid, core::Month month);

    struct Sides {
        core::LogSide listed;
        core::LogSide missing;
    };
    Sides on_day(const std::string& category, core::Date date) const;
    Sides in_month(const std::string& category) const;

    enum class Owner { this_account, unknown };
    /// The billed calls in the month of the other mirrored accounts that this one owns, or that
    /// nobody said the owner of.
    core::LogSide of_subaccounts(const std::string& category, Owner owner) const;

    bool has_category(const std::string& category) const;
    bool is_covered(core::Date date) const;
    std::int64_t days_covered() const;
    /// Where the month's log came from: the API alone where it has all that is stored.
    core::SourceSet sources() const;
    std::int64_t unsettled_calls() const { return m_unsettled_calls; }

    /// The billed listed calls of a period and category that start at or after `as_of`, or end
    /// after it. Looks at the calls themselves: for the few periods that usage has not finished.
    core::LogSide started_after(const std::string& category, const core::DateRange& days,
                                core::Instant as_of) const;
    core::LogSide ended_after(const std::string& category, const core::DateRange& days,
                              core::Instant as_of) const;

private:
    core::LogSide billed_calls_where(const char* condition, const std::string& category,
                                     const core::DateRange& days, core::Instant as_of) const;

    SQLite::Database& m_connection;
    std::string m_account_sid;
    core::DateRange m_month;
    std::map<std::pair<std::string, core::Date>, Sides> m_days; ///< by category, date
    std::vector<Coverage> m_coverage;
    std::int64_t m_unsettled_calls = 0;
};

} // namespace calltally::store
