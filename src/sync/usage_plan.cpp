// SPDX-License-Identifier: MIT
#include "sync/usage_plan.hpp"

#include "store/bindings.hpp"
#include "store/quarantine.hpp"
#include "store/sync_ledger.hpp"
#include "store/unsettled_calls.hpp"

#include <algorithm>

namespace calltally::sync {

namespace {

using core::Date;
using core::DateRange;
using core::Month;
using std::chrono::days;

Date first_of_month(Date date) {
    return core::month_range(core::month_of(date)).from;
}

/// The months of the range as far as they have come: a part of a month, asked for by itself, would
/// take the place of the month's record.
DateRange whole_months(const DateRange& range, Date today) {
    const Date end = core::month_range(core::month_of(range.to - days{1})).to;
    return {first_of_month(range.from), std::max(range.to, std::min(end, today + days{1}))};
}

} // namespace

UsagePlan::UsagePlan(SQLite::Database& connection, std::string account_sid, const DateRange& period,
                     Date today, days lookback)
    : m_connection(connection), m_account_sid(std::move(account_sid)),
      m_period(whole_months(period, today)), m_today(today), m_lookback(lookback) {
    m_months = months_to_read();
}

DateRange UsagePlan::closed(const DateRange& range) const {
    return {range.from, std::min(range.to, m_today)};
}

DateRange UsagePlan::months_to_read() const {
    Date from = std::min(m_today - m_lookback, m_period.to - days{1});
    const DateRange over = closed(m_period);
    const auto covered =
        store::coverage(m_connection, m_account_sid, store::Resource::usage_monthly, "", over);
    const auto gaps = store::gaps(covered, over);
    if (!gaps.empty()) {
        from = std::min(from, gaps.front().from);
    }
    from = std::min({from, first_unread().value_or(from), first_short_of_usage().value_or(from)});
    // A run that ended between the months and their days has left the days for this one.
    for (const auto& [category, months] : used_months(m_period)) {
        for (const Month month : months) {
            const DateRange within = core::intersection(core::month_range(month), over);
            const auto read =
                store::gaps(store::coverage(m_connection, m_account_sid,
                                            store::Resource::usage_daily, category, within),
                            within);
            if (!read.empty()) {
                from = std::min(from, read.front().from);
                break; // months are in order
            }
        }
    }
    // A day that was read before it was complete is read again, however long ago it was.
    SQLite::Statement early(m_connection, R"sql(
        SELECT min(start_date) FROM usage_records
        WHERE account_sid = ?1 AND includes_subaccounts = 0 AND source = 'api'
            AND granularity = 'daily' AND start_date >= ?2 AND as_of < date(start_date, '+1 day'))sql");
    store::bind_value(early, 1, m_account_sid);
    store::bind_value(early, 2, m_period.from);
    if (early.executeStep()) {
        if (const auto date = store::date_column(early, 0)) {
            from = std::min(from, *date);
        }
    }
    return {std::max(first_of_month(from), m_period.from), m_period.to};
}

std::optional<Date> UsagePlan::first_unread() const {
    for (const store::KeptRow& row : store::rows_to_ask_for(m_connection, m_account_sid)) {
        if (row.resource != "calls") {
            return m_period.from; // it may not even say which month it is of
        }
    }
    SQLite::Statement unread(m_connection, R"sql(
        SELECT min(start_date) FROM usage_records
        WHERE account_sid = ?1 AND source = 'api' AND start_date >= ?2 AND as_of IS NULL
            AND count IS NULL AND usage_micros IS NULL AND price_micros IS NULL)sql");
    store::bind_value(unread, 1, m_account_sid);
    store::bind_value(unread, 2, m_period.from);
    return unread.executeStep() ? store::date_column(unread, 0) : std::nullopt;
}

std::optional<Date> UsagePlan::first_short_of_usage() const {
    const DateRange over{m_period.from, std::min(first_of_month(m_today), m_period.to)};
    if (over.empty()) {
        return std::nullopt;
    }
    std::map<Date, std::int64_t> billed; // by month
    for (const auto& [day, calls] : store::billed_calls_by_day(m_connection, m_account_sid, over)) {
        billed[first_of_month(day)] += calls;
    }
    const auto usage_read =
        store::coverage(m_connection, m_account_sid, store::Resource::usage_monthly, "", over);
    const auto calls_read =
        store::coverage(m_connection, m_account_sid, store::Resource::calls, "", over);
    SQLite::Statement query(m_connection, R"sql(
        SELECT record.start_date, sum(record.count)
        FROM usage_records AS record
        JOIN usage_categories AS category ON category.category = record.category
        WHERE record.account_sid = ?1 AND record.includes_subaccounts = 0
            AND record.source = 'api' AND record.granularity = 'monthly'
            AND category.kind IN ('comparison', 'flex')
        GROUP BY record.start_date)sql");
    store::bind_value(query, 1, m_account_sid);
    std::map<Date, std::int64_t> counted; // by month
    while (query.executeStep()) {
        counted[first_of_month(store::date_column(query, 0).value())] +=
            query.getColumn(1).getInt64();
    }
    const auto latest = [](const std::vector<store::Coverage>& windows, const DateRange& month) {
        std::optional<core::Instant> time;
        for (const store::Coverage& window : windows) {
            if (!core::intersection(window.days, month).empty()) {
                time = std::max(time.value_or(window.read_at), window.read_at);
            }
        }
        return time;
    };
    for (const auto& [month, calls] : billed) {
        const auto count = counted.find(month);
        const DateRange range = core::month_range(core::month_of(month));
        if ((count == counted.end() ? 0 : count->second) < calls &&
            latest(usage_read, range) <= latest(calls_read, range)) {
            return month;
        }
    }
    return std::nullopt;
}

DateRange UsagePlan::months_with_subaccounts() const {
    const bool is_parent = has_subaccounts();
    // Without subaccounts to be seen there is nothing to compare: a look at each month that is
    // over tells when there are some.
    const DateRange wanted =
        is_parent ? closed(m_period)
                  : DateRange{m_period.from, std::min(first_of_month(m_today), m_period.to)};
    const auto covered = store::coverage(m_connection, m_account_sid,
                                         store::Resource::usage_monthly, "", wanted, true);
    const auto gaps = store::gaps(covered, wanted);
    if (!is_parent && gaps.empty() && !first_unread()) {
        return {m_months.to, m_months.to};
    }
    const Date from = gaps.empty() ? m_months.from : first_of_month(gaps.front().from);
    return {std::min(from, m_months.from), m_months.to};
}

bool UsagePlan::has_subaccounts() const {
    SQLite::Statement query(m_connection, R"sql(
        SELECT EXISTS (SELECT 1 FROM accounts WHERE owner_account_sid = ?1 AND sid <> ?1)
            OR EXISTS (
                SELECT 1 FROM usage_records AS whole
                LEFT JOIN usage_records AS own
                    ON own.account_sid = whole.account_sid AND own.includes_subaccounts = 0
                    AND own.source = whole.source AND own.granularity = whole.granularity
                    AND own.category = whole.category AND own.start_date = whole.start_date
                    AND own.end_date = whole.end_date
                WHERE whole.account_sid = ?1 AND whole.includes_subaccounts = 1
                    AND whole.granularity = 'monthly' AND whole.count <> coalesce(own.count, 0))
        )sql");
    store::bind_value(query, 1, m_account_sid);
    query.executeStep();
    return query.getColumn(0).getInt() != 0;
}

std::map<std::string, std::vector<Month>> UsagePlan::used_months(const DateRange& range) const {
    SQLite::Statement query(m_connection, R"sql(
        SELECT DISTINCT record.category, substr(record.start_date, 1, 7)
        FROM usage_records AS record
        JOIN usage_categories AS category ON category.category = record.category
        WHERE record.account_sid = ?1 AND record.includes_subaccounts = 0
            AND record.source = 'api' AND record.granularity IN ('monthly', 'daily')
            AND record.start_date >= ?2 AND record.start_date < ?3
            AND (record.count <> 0 OR record.usage_micros <> 0 OR record.price_micros <> 0
                OR (record.count IS NULL AND record.usage_micros IS NULL)) -- could not be read
            AND (category.compares_as IS NOT NULL OR (category.kind = 'part' AND NOT EXISTS (
                SELECT 1 FROM usage_records AS whole
                WHERE whole.account_sid = ?1 AND whole.includes_subaccounts = 0
                    AND whole.source = 'api' AND whole.granularity = 'monthly'
                    AND whole.category = category.parent_category
                    AND whole.start_date >= ?2 AND whole.start_date < ?3)))
        ORDER BY 1, 2)sql");
    store::bind_value(query, 1, m_account_sid);
    store::bind_value(query, 2, range.from);
    store::bind_value(query, 3, range.to);
    std::map<std::string, std::vector<Month>> months;
    while (query.executeStep()) {
        if (const auto month = core::parse_month(query.getColumn(1).getString())) {
            months[query.getColumn(0).getString()].push_back(*month);
        }
    }
    return months;
}

bool UsagePlan::adds_up(const std::string& category, Month month) const {
    const DateRange range = core::month_range(month);
    SQLite::Statement query(m_connection, R"sql(
        SELECT count(*) FROM usage_records AS whole, (
            SELECT sum(count) AS count, sum(usage_micros) AS usage, sum(price_micros) AS price,
                sum(as_of IS NULL OR (start_date < ?5 AND as_of < date(start_date, '+1 day')))
                    AS early
            FROM usage_records
            WHERE account_sid = ?1 AND includes_subaccounts = 0 AND source = 'api'
                AND granularity = 'daily' AND category = ?2 AND start_date >= ?3
                AND start_date < ?4) AS day
        WHERE whole.account_sid = ?1 AND whole.includes_subaccounts = 0 AND whole.source = 'api'
            AND whole.granularity = 'monthly' AND whole.category = ?2
            AND whole.start_date >= ?3 AND whole.start_date < ?4
            AND whole.count IS day.count AND whole.usage_micros IS day.usage
            AND whole.price_micros IS day.price AND day.early = 0)sql");
    store::bind_value(query, 1, m_account_sid);
    store::bind_value(query, 2, category);
    store::bind_value(query, 3, range.from);
    store::bind_value(query, 4, range.to);
    store::bind_value(query, 5, m_today);
    query.executeStep();
    return query.getColumn(0).getInt64() == 1;
}

std::vector<CategoryDays> UsagePlan::daily() const {
    std::vector<CategoryDays> result;
    for (const auto& [category, months] : used_months(m_months)) {
        // The months between are read with them: one listing is cheaper than two.
        std::optional<DateRange> unknown;
        for (const Month month : months) {
            const DateRange whole = core::intersection(core::month_range(month), m_months);
            if (adds_up(category, month)) {
                result.push_back({category, whole, true});
            } else {
                unknown = DateRange{unknown ? unknown->from : whole.from, whole.to};
            }
        }
        if (unknown) {
            std::erase_if(result, [&, &name = category](const CategoryDays& known) {
                return known.category == name && unknown->contains(known.days.from);
            });
            result.push_back({category, *unknown, false});
        }
    }
    return result;
}

bool UsagePlan::were_read_again(const std::string& category, Month month) const {
    const DateRange range = core::month_range(month);
    std::int64_t run_of_month = 0;
    for (const store::Coverage& window :
         store::coverage(m_connection, m_account_sid, store::Resource::usage_monthly, "", range)) {
        run_of_month = std::max(run_of_month, window.run_id);
    }
    auto again =
        store::coverage(m_connection, m_account_sid, store::Resource::usage_daily, category, range);
    std::erase_if(again, [&](const auto& window) { return window.run_id <= run_of_month; });
    return store::gaps(again, range).empty();
}

bool UsagePlan::is_sure() const {
    return !first_unread() && !first_short_of_usage() && daily_in_doubt().empty();
}

std::vector<CategoryDays> UsagePlan::daily_in_doubt() const {
    std::vector<CategoryDays> result;
    for (const auto& [category, months] : used_months({m_period.from, m_months.from})) {
        std::optional<DateRange> doubted; // one listing, as in daily()
        for (const Month month : months) {
            const DateRange range = core::month_range(month);
            if (!adds_up(category, month) && !were_read_again(category, month)) {
                doubted = DateRange{doubted ? doubted->from : range.from, range.to};
            }
        }
        if (doubted) {
            result.push_back({category, *doubted, false});
        }
    }
    return result;
}

std::map<Date, std::int64_t> UsagePlan::daily_calls() const {
    SQLite::Statement query(m_connection, R"sql(
        SELECT record.start_date, sum(record.count)
        FROM usage_records AS record
        JOIN usage_categories AS category ON category.category = record.category
        WHERE record.account_sid = ?1 AND record.includes_subaccounts = 0
            AND record.source = 'api' AND record.granularity = 'daily'
            AND category.kind IN ('comparison', 'flex', 'part')
            AND record.start_date >= ?2 AND record.start_date < ?3
        GROUP BY record.start_date)sql");
    store::bind_value(query, 1, m_account_sid);
    store::bind_value(query, 2, m_period.from);
    store::bind_value(query, 3, m_period.to);
    std::map<Date, std::int64_t> calls;
    while (query.executeStep()) {
        calls[store::date_column(query, 0).value()] = query.getColumn(1).getInt64();
    }
    return calls;
}

} // namespace calltally::sync
