// SPDX-License-Identifier: MIT
#include "store/usage_sources.hpp"

#include "store/bindings.hpp"

#include <algorithm>

namespace calltally::store {

UsageSources::UsageSources(SQLite::Database& connection, std::string_view account_sid,
                           core::Month month, core::Date today, UsageScope scope)
    : m_month(core::month_range(month)),
      m_coverage(coverage_of_any_source(connection, account_sid, Resource::usage_monthly, m_month,
                                        scope == UsageScope::with_subaccounts)) {
    SQLite::Statement query(connection, R"sql(
        SELECT DISTINCT source FROM usage_records
        WHERE account_sid = ?1 AND includes_subaccounts = ?4
            AND start_date >= ?2 AND start_date < ?3)sql");
    bind_value(query, 1, account_sid);
    bind_value(query, 2, m_month.from);
    bind_value(query, 3, m_month.to);
    bind_value(query, 4, scope == UsageScope::with_subaccounts);
    core::SourceSet sources{core::Source::api};
    while (query.executeStep()) {
        sources.add(core::source_named(query.getColumn(0).getString()).value());
    }
    for (const Coverage& stretch : m_coverage) { // a listing without a single record, too
        sources.add(stretch.source);
    }
    for (const core::Source source : {core::Source::api, core::Source::rest_csv, core::Source::bulk,
                                      core::Source::console, core::Source::entered}) {
        if (sources.has(source)) {
            m_readings.emplace_back(connection, account_sid, month, today, source, scope);
        }
    }
}

CategoryUsage UsageSources::of(std::string_view target) const {
    for (const UsageReading& reading : m_readings) {
        CategoryUsage usage = reading.of(target);
        if (usage.month) {
            return usage;
        }
    }
    return {};
}

std::optional<core::UsageSide> UsageSources::feature(const std::string& category) const {
    for (const UsageReading& reading : m_readings) {
        if (auto record = reading.feature(category)) {
            return record;
        }
    }
    return std::nullopt;
}

bool UsageSources::ever_reported(std::string_view target) const {
    return std::any_of(m_readings.begin(), m_readings.end(),
                       [target](const auto& reading) { return reading.ever_reported(target); });
}

std::int64_t UsageSources::days_covered() const {
    std::int64_t open = 0;
    for (const core::DateRange& gap : gaps(m_coverage, m_month)) {
        open += gap.days();
    }
    return m_month.days() - open;
}

bool UsageSources::is_read() const {
    return std::any_of(m_readings.begin(), m_readings.end(),
                       [](const auto& reading) { return reading.is_read(); });
}

core::UsageSide UsageSources::zero() const {
    for (const UsageReading& reading : m_readings) {
        if (reading.is_read()) {
            return reading.zero();
        }
    }
    return m_readings.front().zero();
}

} // namespace calltally::store
