// SPDX-License-Identifier: MIT
//
// Which of an account's usage records are to be read: what is not stored, what is younger than the
// look-back, and what was read before its day was over. Asks the mirror only.
#pragma once

#include "core/date_range.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace calltally::sync {

/// The days of one category.
struct CategoryDays {
    std::string category;
    core::DateRange days; ///< whole months
    /// The days as stored add up to their months, in count, quantity and price, and each was read
    /// after it was over: there is nothing to ask, and its other days are zeros.
    bool is_known = false;
};

class UsagePlan {
public:
    /// \param period the days to mirror
    /// \param today  by the server's clock: the first day that is not over
    UsagePlan(SQLite::Database& connection, std::string account_sid, const core::DateRange& period,
              core::Date today, std::chrono::days lookback);

    /// The months to read, whole: the zeros of a month stand for all its days.
    core::DateRange months() const noexcept { return m_months; }
    /// The same, for the account with its subaccounts; empty if there is nothing to be learnt.
    core::DateRange months_with_subaccounts() const;
    /// Whether they are all of the mirrored period's.
    bool reads_all_months() const noexcept { return m_months.from == m_period.from; }
    /// The part of `range` that counts as read afterwards: the days that are over.
    core::DateRange closed(const core::DateRange& range) const;

    /// What is to be read by day, once the months are stored: the comparison categories' months
    /// that are not zero.
    std::vector<CategoryDays> daily() const;

    /// What is to be read by day once more, of the months before: those whose days do not add up,
    /// because an answer that was not whole looks just like it. Days that were read again, in a
    /// later run than their month, are believed: Twilio's own differ as well.
    std::vector<CategoryDays> daily_in_doubt() const;
    /// Nothing waits to be read once more, by day or by month.
    bool is_sure() const;

    /// Calls as usage counts them, by day.
    std::map<core::Date, std::int64_t> daily_calls() const;

private:
    core::DateRange months_to_read() const;
    /// The first month that is over and whose usage, read before its calls, counts fewer calls
    /// than were then found: an answer that was not whole looks just like it. Once read after its
    /// calls a month is believed.
    std::optional<core::Date> first_short_of_usage() const;
    /// The first day of what was listed but could not be read, to be asked for again.
    std::optional<core::Date> first_unread() const;
    /// As far as the mirror knows.
    bool has_subaccounts() const;
    /// Months in which comparison records are not zero, of the month or of a day of it: native
    /// ones, Flex twins, rollups, and the parts of what is absent.
    std::map<std::string, std::vector<core::Month>> used_months(const core::DateRange& range) const;
    bool adds_up(const std::string& category, core::Month month) const;
    /// Whether a run read all days of the month that began after the one that last read the month.
    bool were_read_again(const std::string& category, core::Month month) const;

    SQLite::Database& m_connection;
    std::string m_account_sid;
    core::DateRange m_period; ///< whole months, or up to the day that is not over
    core::Date m_today;
    std::chrono::days m_lookback;
    core::DateRange m_months;
};

} // namespace calltally::sync
