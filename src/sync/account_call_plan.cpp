// SPDX-License-Identifier: MIT
#include "sync/account_call_plan.hpp"

#include "api/requests.hpp"
#include "store/quarantine.hpp"
#include "store/unsettled_calls.hpp"
#include "sync/awaited_days.hpp"
#include "sync/call_plan.hpp"
#include "sync/due_accounts.hpp"

#include <algorithm>

namespace calltally::sync {

namespace {

using core::Date;
using core::DateRange;
using std::chrono::days;

/// An interrupted window goes on at its next page only while that address can be trusted.
constexpr std::chrono::hours longest_interruption{12};

std::vector<DateRange> without(const DateRange& range, const std::vector<DateRange>& others) {
    std::vector<store::Coverage> taken;
    taken.reserve(others.size());
    for (const DateRange& other : others) {
        taken.push_back({core::intersection(other, range), {}, {}});
    }
    std::erase_if(taken, [](const auto& stretch) { return stretch.days.empty(); });
    std::sort(taken.begin(), taken.end(),
              [](const auto& a, const auto& b) { return a.days.from < b.days.from; });
    return store::gaps(taken, range);
}

} // namespace

AccountCallPlan::AccountCallPlan(SQLite::Database& connection, const AccountRun& account,
                                 std::map<Date, std::int64_t> daily_calls, bool has_usage,
                                 core::Instant now, days lookback)
    : m_connection(connection), m_account_sid(account.sid()), m_days(account.call_days),
      m_is_open_ended(account.is_open_ended), m_daily_calls(std::move(daily_calls)),
      m_has_usage(has_usage), m_now(now), m_today(core::date_of(now)), m_lookback(lookback) {
    take_open_windows();
    find_days();
    find_awaited();
    const DateRange lately{m_today - idle_after, m_today + days{1}};
    m_lists_queued = account.is_main || !has_usage || calls_in(lately) > 0 ||
                     store::stored_calls(connection, m_account_sid, lately) > 0 ||
                     store::count_rows_to_ask_for(connection, m_account_sid) > 0;
}

void AccountCallPlan::take_open_windows() {
    for (store::Window& window :
         store::open_windows(m_connection, m_account_sid, store::Resource::calls)) {
        // A re-read must be whole to tell what vanished, and believed: it begins again, however old
        // its days have become.
        const bool can_go_on = !window.is_reread && window.next_page_uri &&
                               m_now - window.started_at < longest_interruption &&
                               m_days.from <= window.days.from && window.days.to <= m_days.to;
        if (can_go_on) {
            m_open.push_back(std::move(window));
        } else if (window.is_reread && !m_is_open_ended && m_days.to < window.days.to) {
            continue; // for a run that is asked for its days
        } else {
            m_to_drop.push_back(window.id);
            if (window.is_reread) {
                const Date to = window.days.to + days{window.is_open_ended ? 1 : 0};
                m_begun.push_back(core::intersection({window.days.from, to}, m_days));
            }
        }
    }
}

void AccountCallPlan::find_days() {
    std::vector<store::Coverage> covered =
        store::coverage(m_connection, m_account_sid, store::Resource::calls, "", m_days);
    for (const store::Window& window : m_open) { // under way already
        covered.push_back({window.days, window.started_at, window.started_at});
    }
    std::sort(covered.begin(), covered.end(),
              [](const auto& a, const auto& b) { return a.days.from < b.days.from; });
    std::vector<DateRange> reread{core::intersection({m_today - m_lookback, m_today}, m_days)};
    for (const DateRange& gap : store::gaps(covered, m_days)) {
        // New days beside the look-back are read with it, in one window.
        const bool is_recent = gap.from >= m_today - m_lookback;
        const bool is_stored = store::stored_calls(m_connection, m_account_sid, gap) > 0;
        (is_recent || is_stored ? reread : m_first_reads).push_back(gap);
    }
    // Not joined with the days beside them: what was not believed of few would be of many.
    // Nor left to a window under way: what they are to find may be on a page that it has behind it.
    std::vector<DateRange> from_their_first_page = m_first_reads;
    for (const DateRange& range : m_begun) {
        for (const DateRange& rest : without(range, from_their_first_page)) {
            m_repeated.push_back(rest);
            from_their_first_page.push_back(rest);
        }
    }
    // Days of a first read, or of a window under way, that lie in the look-back are read once.
    for (const DateRange& range : joined(std::move(reread))) {
        const std::vector<DateRange> rest = without(range, read_anyway());
        m_rereads.insert(m_rereads.end(), rest.begin(), rest.end());
    }
}

std::vector<DateRange> AccountCallPlan::read_anyway() const {
    std::vector<DateRange> ranges = m_first_reads;
    for (const store::Window& window : m_open) {
        ranges.push_back(window.days);
    }
    ranges.insert(ranges.end(), m_repeated.begin(), m_repeated.end());
    return ranges;
}

bool AccountCallPlan::is_planned(Date date) const {
    const auto contains = [date](const DateRange& range) { return range.contains(date); };
    return std::any_of(m_first_reads.begin(), m_first_reads.end(), contains) ||
           std::any_of(m_rereads.begin(), m_rereads.end(), contains) ||
           std::any_of(m_repeated.begin(), m_repeated.end(), contains) ||
           std::any_of(m_open.begin(), m_open.end(),
                       [&](const store::Window& window) { return contains(window.days); }) ||
           (m_is_open_ended && date >= m_days.to);
}

void AccountCallPlan::find_awaited() {
    std::map<Date, std::int64_t> by_day;
    std::vector<store::AwaitedCall> calls =
        store::calls_to_ask_again(m_connection, m_account_sid, m_now);
    std::erase_if(calls, [this](const store::AwaitedCall& call) {
        return call.usage_date && is_planned(*call.usage_date);
    });
    for (const store::AwaitedCall& call : calls) {
        if (call.usage_date && m_days.contains(*call.usage_date)) {
            ++by_day[*call.usage_date];
        }
    }
    std::vector<DateRange> listed;
    if (!by_day.empty()) {
        listed = days_to_list(
            by_day, store::stored_calls_by_day(m_connection, m_account_sid,
                                               {by_day.begin()->first, m_today + days{2}}));
    }
    for (store::AwaitedCall& call : calls) {
        const bool is_listed =
            call.usage_date &&
            std::any_of(listed.begin(), listed.end(), [&call](const DateRange& range) {
                return range.contains(*call.usage_date);
            });
        if (!is_listed) {
            m_awaited.push_back(std::move(call.sid));
        }
    }
    for (const DateRange& range : listed) { // what lies between may be read anyway
        const std::vector<DateRange> rest = without(range, read_anyway());
        m_rereads.insert(m_rereads.end(), rest.begin(), rest.end());
    }
    m_rereads = joined(std::move(m_rereads));
}

std::int64_t AccountCallPlan::calls_in(const DateRange& range) const {
    std::int64_t calls = 0;
    for (auto day = m_daily_calls.lower_bound(range.from);
         day != m_daily_calls.end() && day->first < range.to; ++day) {
        calls += day->second;
    }
    return calls;
}

std::int64_t AccountCallPlan::expected_calls() const {
    std::int64_t calls = 0;
    for (const DateRange& range : m_first_reads) {
        calls += calls_in(range);
    }
    for (const std::vector<DateRange>* ranges : {&m_rereads, &m_repeated}) {
        for (const DateRange& range : *ranges) {
            calls += calls_in(range);
        }
    }
    return calls;
}

std::vector<DateRange> AccountCallPlan::cut(const DateRange& range,
                                            std::int64_t calls_per_window) const {
    if (m_has_usage) {
        return plan_windows({range}, m_daily_calls, calls_per_window);
    }
    std::vector<DateRange> months;
    for (const core::Month month : core::months_of(range)) {
        months.push_back(core::intersection(core::month_range(month), range));
    }
    return months;
}

PlannedWindow AccountCallPlan::window_of(const DateRange& days_to_read, bool is_reread) const {
    store::Window window;
    window.account_sid = m_account_sid;
    window.days = days_to_read;
    window.is_reread = is_reread;
    return {std::move(window), calls_in(days_to_read)};
}

std::vector<DateRange> AccountCallPlan::days_short_of_calls(const DateRange& within) const {
    const DateRange old = core::intersection(within, {m_days.from, m_today - m_lookback});
    const auto once = store::coverage(m_connection, m_account_sid, store::Resource::calls, "", old);
    const auto twice = store::coverage_by_rereads(m_connection, m_account_sid, old);
    const auto stored = store::billed_calls_by_day(m_connection, m_account_sid, old);
    const auto is_in = [](const std::vector<store::Coverage>& covered, Date date) {
        return std::any_of(covered.begin(), covered.end(),
                           [date](const auto& stretch) { return stretch.days.contains(date); });
    };
    std::vector<DateRange> ranges;
    for (const auto& [date, calls] : m_daily_calls) {
        const auto have = stored.find(date);
        if (!old.contains(date) || calls <= (have == stored.end() ? 0 : have->second) ||
            !is_in(once, date) || is_in(twice, date)) {
            continue;
        }
        const DateRange day{date, date + days{1}};
        const DateRange joint{ranges.empty() ? date : ranges.back().from, day.to};
        if (!ranges.empty() && calls_in(joint) <= most_calls_joined) {
            ranges.back() = joint;
        } else {
            ranges.push_back(day);
        }
    }
    return ranges;
}

std::vector<PlannedWindow> AccountCallPlan::windows(std::int64_t calls_per_window) const {
    std::vector<PlannedWindow> planned;
    for (const store::Window& window : m_open) {
        planned.push_back({window, 0});
    }
    const auto add = [&](const DateRange& days_to_read, bool is_reread) {
        planned.push_back(window_of(days_to_read, is_reread));
    };
    for (const DateRange& range : m_first_reads) {
        for (const DateRange& window : cut(range, calls_per_window)) {
            add(window, false);
        }
    }
    for (const DateRange& range : m_rereads) {
        for (const DateRange& window : cut(range, calls_per_window)) {
            add(window, true);
        }
    }
    if (m_is_open_ended) {
        // The newest window takes today and whatever the server thinks is later.
        const auto is_newest = [&](const PlannedWindow& plan) {
            return plan.window.id == 0 && plan.window.days.to == m_days.to;
        };
        auto newest = std::find_if(planned.begin(), planned.end(), is_newest);
        if (newest == planned.end()) {
            add({m_days.to, m_days.to}, true);
            newest = std::prev(planned.end());
        }
        newest->window.is_open_ended = true;
        newest->expected_calls += calls_in({m_days.to, m_days.to + days{2}});
    }
    for (const DateRange& range : m_repeated) {
        add(range, true);
    }
    return planned;
}

} // namespace calltally::sync
