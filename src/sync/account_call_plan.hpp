// SPDX-License-Identifier: MIT
//
// What is to be asked of one account's call log: the days that are not stored, the look-back, the
// windows an interrupted run left open, and the calls that may still change. Asks the mirror only.
#pragma once

#include "api/requests.hpp"
#include "core/date_range.hpp"
#include "store/sync_ledger.hpp"
#include "sync/account_run.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace calltally::sync {

/// A window with what is known of it beforehand.
struct PlannedWindow {
    store::Window window;
    std::int64_t expected_calls = 0; ///< as usage counts them, unbilled ones not among them
};

class AccountCallPlan {
public:
    /// \param daily_calls as usage counts them
    /// \param has_usage   whether the usage was to be had: else the days are cut by the calendar
    AccountCallPlan(SQLite::Database& connection, const AccountRun& account,
                    std::map<core::Date, std::int64_t> daily_calls, bool has_usage,
                    core::Instant now, std::chrono::days lookback);

    /// Calls to be read, as usage counts them.
    std::int64_t expected_calls() const;
    /// The windows to read, those of an interrupted run first.
    std::vector<PlannedWindow> windows(std::int64_t calls_per_window) const;
    /// Days before the look-back, listed once, of which usage counts more calls than the mirror
    /// has: to be listed once more, because a page that shifted while it was read shows no fault.
    /// Days near each other are joined as long as that takes no further page. To be asked after
    /// windows of `within` were read.
    std::vector<core::DateRange> days_short_of_calls(const core::DateRange& within) const;
    /// So many are joined at most, as usage counts them: unbilled ones come too.
    static constexpr std::int64_t most_calls_joined = api::largest_page / 2;
    /// A window of these days.
    PlannedWindow window_of(const core::DateRange& days_to_read, bool is_reread) const;
    /// Calls that are to be asked for one by one; no window reads their day.
    const std::vector<std::string>& awaited() const noexcept { return m_awaited; }
    /// Open windows of an interrupted run that cannot be gone on with: to be forgotten.
    const std::vector<std::int64_t>& windows_to_drop() const noexcept { return m_to_drop; }
    /// Whether to ask for queued calls as well, which are in no window: not where nobody calls.
    bool lists_queued() const noexcept { return m_lists_queued; }

private:
    void take_open_windows();
    void find_days();
    void find_awaited();
    /// Days that are read whatever else is: for the first time, by windows under way or repeated.
    std::vector<core::DateRange> read_anyway() const;
    std::vector<core::DateRange> cut(const core::DateRange& range,
                                     std::int64_t calls_per_window) const;
    std::int64_t calls_in(const core::DateRange& range) const;
    bool is_planned(core::Date date) const;

    SQLite::Database& m_connection;
    std::string m_account_sid;
    core::DateRange m_days;
    bool m_is_open_ended;
    std::map<core::Date, std::int64_t> m_daily_calls;
    bool m_has_usage;
    core::Instant m_now;
    core::Date m_today;
    std::chrono::days m_lookback;
    std::vector<store::Window> m_open; ///< of an interrupted run
    std::vector<std::int64_t> m_to_drop;
    std::vector<core::DateRange> m_begun; ///< days of re-reads that did not end well
    std::vector<core::DateRange> m_first_reads;
    std::vector<core::DateRange> m_rereads;
    std::vector<core::DateRange> m_repeated; ///< of m_begun; each stays a window of its own
    std::vector<std::string> m_awaited;
    bool m_lists_queued = true;
};

} // namespace calltally::sync
