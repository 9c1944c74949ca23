// SPDX-License-Identifier: MIT
#include "store/log_reading.hpp"

#include "store/bindings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calltally::store {

namespace {

LogReading::Sides& operator+=(LogReading::Sides& sum, const LogReading::Sides& other) {
    sum.listed += other.listed;
    sum.missing += other.missing;
    return sum;
}

} // namespace

LogReading::LogReading(SQLite::Database& connection, std::string_view account_sid,
                       core::Month month)
    : m_connection(connection), m_account_sid(account_sid), m_month(core::month_range(month)),
      m_coverage(coverage_of_any_source(connection, account_sid, Resource::calls, m_month)) {
    SQLite::Statement query(connection, R"sql(
        SELECT usage_date, category, status_group, presence, price_unit, calls, billed_seconds,
            price_micros, priced_calls, zero_second_calls, unsettled_calls
        FROM call_days
        WHERE account_sid = ?1 AND usage_date >= ?2 AND usage_date < ?3)sql");
    bind_value(query, 1, account_sid);
    bind_value(query, 2, m_month.from);
    bind_value(query, 3, m_month.to);
    while (query.executeStep()) {
        core::LogSide side;
        const std::int64_t calls = query.getColumn(5).getInt64();
        side.log_calls = calls;
        side.unsettled_calls = query.getColumn(10).getInt64();
        if (query.getColumn(2).getString() == "billed") {
            const std::int64_t priced_calls = query.getColumn(8).getInt64();
            side.billed = {calls, query.getColumn(6).getInt64() * core::microseconds_per_second,
                           -query.getColumn(7).getInt64()};
            side.unpriced_calls = calls - priced_calls;
            side.zero_second_calls = query.getColumn(9).getInt64();
            if (priced_calls > 0) {
                side.unit.add(query.getColumn(4).getString());
            }
        }
        m_unsettled_calls += side.unsettled_calls;
        Sides& day = m_days[{query.getColumn(1).getString(), date_column(query, 0).value()}];
        (query.getColumn(3).getString() == "listed" ? day.listed : day.missing) += side;
    }
}

LogReading::Sides LogReading::on_day(const std::string& category, core::Date date) const {
    const auto day = m_days.find({category, date});
    return day == m_days.end() ? Sides{} : day->second;
}

LogReading::Sides LogReading::in_month(const std::string& category) const {
    Sides sum;
    for (const auto& [key, sides] : m_days) {
        if (key.first == category) {
            sum += sides;
        }
    }
    return sum;
}

core::LogSide LogReading::of_subaccounts(const std::string& category, Owner owner) const {
    SQLite::Statement query(m_connection, R"sql(
        SELECT coalesce(sum(day.calls), 0), coalesce(sum(day.billed_seconds), 0),
            -coalesce(sum(day.price_micros), 0)
        FROM accounts AS member
        JOIN call_days AS day ON day.account_sid = member.sid
        WHERE coalesce(member.owner_account_sid, '') = ?5 AND member.sid <> ?1
            AND day.usage_date >= ?2 AND day.usage_date < ?3 AND day.category = ?4
            AND day.status_group = 'billed' AND day.presence = 'listed')sql");
    bind_value(query, 1, m_account_sid);
    bind_value(query, 2, m_month.from);
    bind_value(query, 3, m_month.to);
    bind_value(query, 4, category);
    bind_value(query, 5, owner == Owner::this_account ? std::string_view{m_account_sid} : "");
    query.executeStep();
    core::LogSide side;
    side.log_calls = query.getColumn(0).getInt64();
    side.billed = {side.log_calls, query.getColumn(1).getInt64() * core::microseconds_per_second,
                   query.getColumn(2).getInt64()};
    return side;
}

bool LogReading::has_category(const std::string& category) const {
    return std::any_of(m_days.begin(), m_days.end(),
                       [&](const auto& day) { return day.first.first == category; });
}

bool LogReading::is_covered(core::Date date) const {
    return std::any_of(m_coverage.begin(), m_coverage.end(),
                       [date](const Coverage& stretch) { return stretch.days.contains(date); });
}

std::int64_t LogReading::days_covered() const {
    std::int64_t open = 0;
    for (const core::DateRange& gap : gaps(m_coverage, m_month)) {
        open += gap.days();
    }
    return m_month.days() - open;
}

core::SourceSet LogReading::sources() const {
    core::SourceSet all;
    std::vector<Coverage> from_api;
    for (const Coverage& stretch : m_coverage) {
        all.add(stretch.source);
        if (stretch.source == core::Source::api) {
            from_api.push_back(stretch);
        }
    }
    if (all.has(core::Source::api) && gaps(from_api, m_month) == gaps(m_coverage, m_month)) {
        return core::Source::api;
    }
    if (all.empty() && !m_days.empty()) { // rows, but not a whole day of them
        SQLite::Statement query(m_connection, "SELECT log_source FROM accounts WHERE sid = ?1");
        bind_value(query, 1, m_account_sid);
        if (query.executeStep()) {
            if (const auto source = core::source_named(text_column(query, 0).value_or(""))) {
                return *source;
            }
        }
    }
    return all;
}

core::LogSide LogReading::started_after(const std::string& category, const core::DateRange& days,
                                        core::Instant as_of) const {
    return billed_calls_where("start_time >= ?5", category, days, as_of);
}

core::LogSide LogReading::ended_after(const std::string& category, const core::DateRange& days,
                                      core::Instant as_of) const {
    return billed_calls_where("end_time > ?5", category, days, as_of);
}

core::LogSide LogReading::billed_calls_where(const char* condition, const std::string& category,
                                             const core::DateRange& days,
                                             core::Instant as_of) const {
    SQLite::Statement query(m_connection, fmt::format(R"sql(
        SELECT count(*), coalesce(sum(billed_seconds), 0), -coalesce(sum(price_micros), 0),
            count(CASE WHEN duration = 0 THEN 1 END), count(CASE WHEN price_micros IS NULL THEN 1 END)
        FROM calls
        WHERE account_sid = ?1 AND usage_date >= ?2 AND usage_date < ?3
            AND coalesce(usage_category, '(unmapped)') = ?4
            AND is_billed = 1 AND missing_since IS NULL AND {})sql",
                                                      condition));
    bind_value(query, 1, m_account_sid);
    bind_value(query, 2, days.from);
    bind_value(query, 3, days.to);
    bind_value(query, 4, category);
    bind_value(query, 5, as_of);
    query.executeStep();
    core::LogSide side;
    side.log_calls = query.getColumn(0).getInt64();
    side.billed = {side.log_calls, query.getColumn(1).getInt64() * core::microseconds_per_second,
                   query.getColumn(2).getInt64()};
    side.zero_second_calls = query.getColumn(3).getInt64();
    side.unpriced_calls = query.getColumn(4).getInt64();
    return side;
}

} // namespace calltally::store
