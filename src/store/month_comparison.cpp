// SPDX-License-Identifier: MIT
#include "store/month_comparison.hpp"

#include "core/usage_category.hpp"
#include "store/bindings.hpp"

#include <algorithm>

namespace calltally::store {

using core::Date;
using core::DateRange;

std::vector<core::Finding> Period::findings() const {
    std::vector<core::Finding> all;
    all.reserve(found.size());
    for (const Found& one : found) {
        all.push_back(one.finding);
    }
    return all;
}

core::Amounts Period::rest() const {
    return core::remainder(compared, findings());
}

MonthComparison::MonthComparison(SQLite::Database& connection, const std::string& account_sid,
                                 core::Month month, core::Instant now)
    : m_account_sid(account_sid), m_days(core::month_range(month)), m_today(core::date_of(now)),
      m_log(connection, account_sid, month), m_usage(connection, account_sid, month, m_today) {
    SQLite::Statement query(connection, "SELECT log_source IS NOT NULL, usage_source IS NOT NULL "
                                        "FROM accounts WHERE sid = ?1");
    bind_value(query, 1, account_sid);
    if (query.executeStep()) {
        m_log_was_read = query.getColumn(0).getInt() != 0;
        m_usage_was_read = query.getColumn(1).getInt() != 0;
    }
    m_is_past_retention = has_lost_days();
    SQLite::Statement inclusive(connection, R"sql(
        SELECT 1 FROM usage_records WHERE account_sid = ?1 AND includes_subaccounts = 1
            AND start_date >= ?2 AND start_date < ?3 LIMIT 1)sql");
    bind_value(inclusive, 1, account_sid);
    bind_value(inclusive, 2, m_days.from);
    bind_value(inclusive, 3, m_days.to);
    if (inclusive.executeStep()) {
        m_inclusive.emplace(connection, account_sid, month, m_today, UsageScope::with_subaccounts);
        m_usage_was_read = true; // better than nothing: what the subaccounts add is a known cause
    }
}

std::optional<core::UsageSide> MonthComparison::inclusive_usage() const {
    if (!m_inclusive) {
        return std::nullopt;
    }
    std::optional<core::UsageSide> sum;
    for (const std::string_view category : core::comparison_categories) {
        if (const CategoryUsage usage = m_inclusive->of(category); usage.month) {
            sum = sum.value_or(core::UsageSide{});
            *sum += *usage.month;
        }
    }
    return sum;
}

bool MonthComparison::has_lost_days() const {
    const Date floor = core::retention_floor(m_today);
    for (Date date = m_days.from; date < std::min(floor, m_days.to); date += std::chrono::days{1}) {
        if (!m_log.is_covered(date)) {
            return true;
        }
    }
    return false;
}

bool MonthComparison::is_log_covered(const DateRange& range) const {
    for (Date date = range.from; date < std::min(range.to, m_today); date += std::chrono::days{1}) {
        if (!m_log.is_covered(date)) {
            return false;
        }
    }
    return true;
}

std::vector<std::string> MonthComparison::categories() const {
    std::vector<std::string> categories(core::comparison_categories.begin(),
                                        core::comparison_categories.end());
    const std::string unmapped{core::usage_categories::unmapped};
    if (m_log.has_category(unmapped)) {
        categories.push_back(unmapped);
    }
    return categories;
}

CategoryUsage MonthComparison::usage_of(std::string_view category) const {
    if (!m_usage_was_read) {
        return {};
    }
    if (category != core::usage_categories::unmapped) {
        CategoryUsage own = m_usage.of(category);
        if (own.month || m_usage.is_read() || !m_inclusive) {
            return own;
        }
        CategoryUsage inclusive = m_inclusive->of(category);
        inclusive.days.clear(); // the calls of subaccounts are told apart by the month only
        inclusive.by_day = false;
        inclusive.includes_subaccounts = inclusive.month.has_value();
        return inclusive;
    }
    CategoryUsage none; // no usage category takes these calls
    if (m_usage.is_read()) {
        none.month = m_usage.zero();
        none.by_day = true;
        const Date end = std::min(m_days.to, m_today + std::chrono::days{1});
        for (Date date = m_days.from; date < end; date += std::chrono::days{1}) {
            none.days[date] = m_usage.zero();
        }
    }
    return none;
}

core::ComparedPeriod MonthComparison::period_of(const std::string& category, const DateRange& range,
                                                const LogReading::Sides& log,
                                                const core::UsageSide& usage) const {
    core::ComparedPeriod period;
    period.listed = log.listed;
    period.missing = log.missing;
    period.usage = usage;
    period.log_covered = is_log_covered(range);
    period.before_retention = range.from < core::retention_floor(m_today);
    period.ever_reported = m_usage.ever_reported(category);
    if (usage.as_of && core::may_lack_calls(*usage.as_of, range.to)) {
        period.started_after_as_of = m_log.started_after(category, range, *usage.as_of);
        period.ended_after_as_of = m_log.ended_after(category, range, *usage.as_of);
    }
    return period;
}

CategoryComparison MonthComparison::compare(const std::string& category) const {
    CategoryComparison cells;
    cells.category = category;
    const CategoryUsage usage = usage_of(category);
    const LogReading::Sides whole = m_log.in_month(category);
    cells.by_day = usage.by_day;
    cells.usage_sources = usage.sources;
    cells.log = whole.listed;
    cells.usage = usage.month;
    if (usage.month && !usage.by_day) {
        cells.periods.push_back({m_days, period_of(category, m_days, whole, *usage.month), {}});
        if (usage.includes_subaccounts) {
            core::ComparedPeriod& period = cells.periods.back().compared;
            period.subaccounts = m_log.of_subaccounts(category, LogReading::Owner::this_account);
            period.possible_subaccounts =
                m_log.of_subaccounts(category, LogReading::Owner::unknown);
        }
    }
    for (Date date = m_days.from; date < m_days.to; date += std::chrono::days{1}) {
        const DateRange day{date, date + std::chrono::days{1}};
        const LogReading::Sides log = m_log.on_day(category, date);
        DaySides sides{log.listed, std::nullopt};
        if (const auto side = usage.days.find(date); side != usage.days.end()) {
            sides.usage = side->second;
            cells.periods.push_back({day, period_of(category, day, log, side->second), {}});
        }
        if (log.listed.log_calls != 0 || (sides.usage && !sides.usage->reported.is_zero())) {
            cells.days.emplace(date, std::move(sides));
        }
    }
    return cells;
}

} // namespace calltally::store
