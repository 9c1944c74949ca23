// SPDX-License-Identifier: MIT
#include "store/usage_reading.hpp"

#include "core/usage_category.hpp"
#include "store/bindings.hpp"

#include <algorithm>

namespace calltally::store {

namespace {

/// Half of the last decimal of a price that was written, in micro-units; 0 for one without
/// decimals, which is whole and exact.
std::int64_t half_last_decimal(std::int64_t decimals) {
    if (decimals <= 0 || decimals >= 6) {
        return 0;
    }
    std::int64_t half = 5;
    for (std::int64_t d = decimals; d < 5; ++d) {
        half *= 10;
    }
    return half;
}

/// Reads count, usage, price, their decimals, unit, as_of and fetched_at from columns 3 to 10.
/// Empty: the record was listed, and could not be read.
std::optional<core::UsageSide> read_side(SQLite::Statement& query) {
    if (query.isColumnNull(3) && query.isColumnNull(4) && query.isColumnNull(6)) {
        return std::nullopt;
    }
    core::UsageSide side;
    side.reported = {number_column(query, 3).value_or(0),
                     number_column(query, 4).value_or(0) * core::seconds_per_minute,
                     number_column(query, 6).value_or(0)};
    side.microseconds_tolerance =
        core::usage_rounding_microseconds(number_column(query, 5).value_or(0));
    side.price_tolerance_micros = half_last_decimal(number_column(query, 7).value_or(0));
    side.is_priced = number_column(query, 6).has_value() || side.reported.is_zero();
    if (number_column(query, 6)) {
        side.unit.add(text_column(query, 8).value_or(""));
    }
    side.as_of = instant_column(query, 9);
    if (!side.as_of) {
        side.as_of = instant_column(query, 10);
    }
    side.has_record = true;
    return side;
}

const Coverage* covering(const std::vector<Coverage>& covered, core::Date date) {
    const Coverage* newest = nullptr;
    for (const Coverage& stretch : covered) {
        if (stretch.days.contains(date) &&
            (newest == nullptr || stretch.read_at > newest->read_at)) {
            newest = &stretch;
        }
    }
    return newest;
}

} // namespace

UsageReading::UsageReading(SQLite::Database& connection, std::string_view account_sid,
                           core::Month month, core::Date today, core::Source source,
                           UsageScope scope)
    : m_month(core::month_range(month)), m_today(today), m_source(source),
      m_includes_subaccounts(scope == UsageScope::with_subaccounts) {
    load_categories(connection);
    load_records(connection, account_sid);
    load_ever_reported(connection, account_sid);
    m_monthly_coverage = coverage(connection, account_sid, Resource::usage_monthly, "", m_month,
                                  m_includes_subaccounts, source);
}

void UsageReading::load_categories(SQLite::Database& connection) {
    SQLite::Statement query(connection,
                            "SELECT category, kind = 'part', parent_category, compares_as "
                            "FROM usage_categories "
                            "WHERE compares_as IS NOT NULL OR kind = 'part' ORDER BY category");
    while (query.executeStep()) {
        m_known.push_back({query.getColumn(0).getString(), query.getColumn(1).getInt() != 0,
                           text_column(query, 2), text_column(query, 3)});
    }
}

void UsageReading::load_records(SQLite::Database& connection, std::string_view account_sid) {
    SQLite::Statement query(connection, R"sql(
        SELECT category, start_date, end_date, count, usage_micros, usage_decimals, price_micros,
            price_decimals, price_unit, as_of, fetched_at, granularity
        FROM usage_records
        WHERE account_sid = ?1 AND includes_subaccounts = ?5 AND source = ?4
            AND granularity IN ('daily', 'monthly') AND start_date >= ?2 AND start_date < ?3)sql");
    bind_value(query, 1, account_sid);
    bind_value(query, 2, m_month.from);
    bind_value(query, 3, m_month.to);
    bind_value(query, 4, core::name_of(m_source));
    bind_value(query, 5, m_includes_subaccounts);
    while (query.executeStep()) {
        const std::string category = query.getColumn(0).getString();
        const core::Date start = date_column(query, 1).value();
        if (query.getColumn(11).getString() == "daily") {
            m_daily[category][start] = read_side(query);
        } else {
            m_monthly[category] = {read_side(query),
                                   core::from_usage_dates({start, date_column(query, 2).value()})};
        }
    }
    SQLite::Statement windows(connection, R"sql(
        SELECT DISTINCT category FROM sync_windows
        WHERE account_sid = ?1 AND resource = 'usage_daily' AND includes_subaccounts = ?2)sql");
    bind_value(windows, 1, account_sid);
    bind_value(windows, 2, m_includes_subaccounts);
    while (windows.executeStep()) {
        const std::string category = windows.getColumn(0).getString();
        m_daily_coverage[category] = coverage(connection, account_sid, Resource::usage_daily,
                                              category, m_month, m_includes_subaccounts, m_source);
    }
}

void UsageReading::load_ever_reported(SQLite::Database& connection, std::string_view account_sid) {
    SQLite::Statement query(connection, R"sql(
        SELECT category, max(count <> 0 OR usage_micros <> 0 OR price_micros <> 0)
        FROM usage_records WHERE account_sid = ?1 AND includes_subaccounts = ?2
        GROUP BY category)sql");
    bind_value(query, 1, account_sid);
    bind_value(query, 2, m_includes_subaccounts);
    while (query.executeStep()) {
        m_ever_listed.insert(query.getColumn(0).getString());
        if (query.getColumn(1).getInt() != 0) {
            m_ever_reported.insert(query.getColumn(0).getString());
        }
    }
}

bool UsageReading::is_zero(const std::string& category) const {
    const auto monthly = m_monthly.find(category);
    if (monthly != m_monthly.end() &&
        !(monthly->second.side && monthly->second.side->reported.is_zero())) {
        return false;
    }
    const auto daily = m_daily.find(category);
    return daily == m_daily.end() ||
           std::all_of(daily->second.begin(), daily->second.end(), [](const auto& day) {
               return day.second && day.second->reported.is_zero();
           });
}

std::vector<std::string> UsageReading::choose(std::string_view target) const {
    core::UsageChoice::Listed listed;
    for (const auto& [category, record] : m_monthly) {
        listed[category] = !is_zero(category);
    }
    for (const auto& [category, days] : m_daily) {
        listed[category] = !is_zero(category);
    }
    return core::UsageChoice(m_known).records_for(target, listed);
}

std::optional<core::UsageSide> UsageReading::on_day(const std::string& category,
                                                    core::Date date) const {
    if (const auto days = m_daily.find(category); days != m_daily.end()) {
        if (const auto day = days->second.find(date); day != days->second.end()) {
            return day->second;
        }
    }
    core::UsageSide none;
    if (const auto covered = m_daily_coverage.find(category); covered != m_daily_coverage.end()) {
        if (const Coverage* read = covering(covered->second, date)) {
            none.as_of = read->read_at;
            return none;
        }
    }
    const Coverage* read = covering(m_monthly_coverage, date);
    if (read != nullptr && is_zero(category)) {
        const auto monthly = m_monthly.find(category);
        none.as_of = monthly != m_monthly.end() ? monthly->second.side->as_of : read->read_at;
        none.has_record = monthly != m_monthly.end();
        return none;
    }
    if (date >= m_today) {
        none.as_of = newest_as_of(category); // the day is not over: what was read is what there is
        return none;
    }
    return std::nullopt;
}

std::optional<core::Instant> UsageReading::newest_as_of(const std::string& category) const {
    const auto own = m_monthly.find(category);
    if (own != m_monthly.end() && own->second.side) {
        return own->second.side->as_of;
    }
    std::optional<core::Instant> newest; // all categories come in one listing
    for (const auto& [name, record] : m_monthly) {
        newest = std::max(newest, record.side ? record.side->as_of : std::nullopt);
    }
    return newest;
}

std::optional<core::UsageSide> UsageReading::in_month(const std::string& category) const {
    const auto monthly = m_monthly.find(category);
    if (monthly == m_monthly.end() || monthly->second.days.from != m_month.from) {
        return std::nullopt;
    }
    // Of the month that is not over, a record up to its last whole day is all there is.
    const core::Date end = monthly->second.days.to;
    const bool is_running = m_today < m_month.to && m_today <= end;
    return is_running || end == m_month.to ? monthly->second.side : std::nullopt;
}

CategoryUsage UsageReading::of(std::string_view target) const {
    CategoryUsage usage;
    if (target == core::usage_categories::calls) {
        const bool has_own = std::any_of(m_known.begin(), m_known.end(), [&](const auto& known) {
            return known.compares_as == target && m_ever_listed.contains(known.category);
        });
        if (!has_own) {
            return usage; // this account has no rollup of its own
        }
    }
    const std::vector<std::string> categories = choose(target);

    const core::Date end = std::min(m_month.to, m_today + std::chrono::days{1});
    core::UsageSide sum;
    bool all_days = is_read();
    for (core::Date date = m_month.from; date < end && all_days; date += std::chrono::days{1}) {
        core::UsageSide day;
        for (const std::string& category : categories) {
            const auto side = on_day(category, date);
            all_days = all_days && side.has_value();
            day += side.value_or(core::UsageSide{});
        }
        usage.days[date] = day;
        sum += day;
    }
    if (all_days && !usage.days.empty()) {
        sum.has_record = sum.has_record || std::any_of(categories.begin(), categories.end(),
                                                       [this](const auto& category) {
                                                           return m_monthly.contains(category);
                                                       });
        usage.month = sum;
        usage.by_day = true;
        usage.sources = m_source;
        return usage;
    }
    usage.days.clear();
    core::UsageSide month;
    for (const std::string& category : categories) {
        const auto side = in_month(category);
        if (!side) {
            return usage;
        }
        month += *side;
    }
    usage.month = month;
    usage.sources = m_source;
    return usage;
}

bool UsageReading::ever_reported(std::string_view target) const {
    const auto stands_for_target = [&](const std::string& category) {
        return std::any_of(m_known.begin(), m_known.end(), [&](const auto& known) {
            return known.category == category && known.compares_as == target;
        });
    };
    if (m_ever_reported.contains(std::string{target})) {
        return true;
    }
    return std::any_of(m_known.begin(), m_known.end(), [&](const auto& known) {
        return m_ever_reported.contains(known.category) &&
               (known.compares_as == target || (known.is_part && known.parent_category &&
                                                stands_for_target(*known.parent_category)));
    });
}

std::int64_t UsageReading::days_covered() const {
    std::int64_t open = 0;
    for (const core::DateRange& gap : gaps(m_monthly_coverage, m_month)) {
        open += gap.days();
    }
    return m_month.days() - open;
}

bool UsageReading::is_read() const {
    const core::Date end = std::min(m_month.to, m_today);
    if (m_monthly_coverage.empty() && end > m_month.from) {
        return false;
    }
    return gaps(m_monthly_coverage, {m_month.from, end}).empty();
}

core::UsageSide UsageReading::zero() const {
    core::UsageSide none;
    for (core::Date date = m_month.from; date < m_month.to; date += std::chrono::days{1}) {
        if (const Coverage* read = covering(m_monthly_coverage, date)) {
            none.as_of = none.as_of ? std::min(*none.as_of, read->read_at) : read->read_at;
        }
    }
    return none;
}

} // namespace calltally::store
