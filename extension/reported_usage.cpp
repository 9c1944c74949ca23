// SPDX-License-Identifier: MIT
#include "extension/reported_usage.hpp"

#include "core/amounts.hpp"
#include "core/usage_category.hpp"
#include "core/usage_choice.hpp"
#include "extension/exact_sum.hpp"

namespace calltally::extension {

namespace {

core::UsageChoice read_choice(const Mirror& mirror) {
    InnerQuery query = mirror.query("SELECT category, kind = 'part', parent_category, compares_as "
                                    "FROM @usage_categories ORDER BY category");
    std::vector<core::KnownCategory> known;
    while (query.step()) {
        known.push_back({std::string{query.text(0)}, query.integer(1) != 0, query.optional_text(2),
                         query.optional_text(3)});
    }
    return core::UsageChoice{known};
}

/// What is reported beside cells: of the API, if it was asked, else of one imported source.
constexpr std::string_view one_source =
    " AND source = (SELECT source FROM @usage_records WHERE account_sid = ?1 "
    "AND includes_subaccounts = 0 AND start_date >= ?2 AND start_date < ?3 "
    "ORDER BY source <> 'api', source LIMIT 1)";

InnerQuery records_of(const Mirror& mirror, std::string_view account_sid, core::Month month) {
    InnerQuery query = mirror.query(
        "SELECT category, granularity, start_date, count, usage_micros, usage_decimals "
        "FROM @usage_records WHERE account_sid = ?1 AND includes_subaccounts = 0 "
        "AND start_date >= ?2 AND start_date < ?3" +
        std::string{one_source});
    const core::DateRange days = core::month_range(month);
    query.bind(1, account_sid);
    query.bind(2, days.from);
    query.bind(3, days.to);
    return query;
}

} // namespace

std::optional<bool> ReportedUsage::equals(std::int64_t calls,
                                          std::int64_t calls_microseconds) const noexcept {
    if (!count || !microseconds) {
        return std::nullopt;
    }
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(*microseconds, calls_microseconds, &difference)) {
        return false;
    }
    return *count == calls && difference <= tolerance_microseconds &&
           difference >= -tolerance_microseconds;
}

ReportedMonth::ReportedMonth(const Mirror& mirror, std::string_view account_sid,
                             core::Month month) {
    read_cells(mirror, account_sid, month);
    read_tolerances(mirror, account_sid, month);
}

void ReportedMonth::read_cells(const Mirror& mirror, std::string_view account_sid,
                               core::Month month) {
    InnerQuery cells = mirror.query(
        "SELECT category, is_rollup, usage_count, usage_microseconds, usage_granularity = 'daily' "
        "FROM @month_cells WHERE account_sid = ?1 AND month = ?2");
    cells.bind(1, account_sid);
    cells.bind(2, month);
    while (cells.step()) {
        const std::string category{cells.text(0)};
        m_categories[category] = {cells.integer(1) != 0, cells.number(2), cells.number(3)};
        m_is_by_day[category] = cells.integer(4) != 0;
    }
    InnerQuery days = mirror.query(
        "SELECT category, date, is_rollup, usage_count, usage_microseconds FROM @day_cells "
        "WHERE account_sid = ?1 AND date >= ?2 AND date < ?3 AND usage_count IS NOT NULL "
        "AND state NOT IN ('pending', 'not comparable')");
    const core::DateRange range = core::month_range(month);
    days.bind(1, account_sid);
    days.bind(2, range.from);
    days.bind(3, range.to);
    while (days.step()) {
        if (const auto date = core::parse_date(days.text(1))) {
            m_days[{std::string{days.text(0)}, *date}] = {days.integer(2) != 0, days.number(3),
                                                          days.number(4)};
        }
    }
}

void ReportedMonth::read_tolerances(const Mirror& mirror, std::string_view account_sid,
                                    core::Month month) {
    struct Record {
        std::int64_t monthly = 0;
        std::map<core::Date, std::int64_t> daily;
    };
    std::map<std::string, Record> tolerances;
    core::UsageChoice::Listed listed;
    InnerQuery records = records_of(mirror, account_sid, month);
    while (records.step()) {
        const std::string category{records.text(0)};
        const std::int64_t tolerance = core::usage_rounding_microseconds(records.integer(5));
        bool& has_something = listed[category];
        has_something = has_something || records.integer(3) != 0 || records.integer(4) != 0;
        const auto date = core::parse_date(records.text(2));
        if (records.text(1) == "daily" && date) {
            tolerances[category].daily[*date] = tolerance;
        } else if (records.text(1) == "monthly") {
            tolerances[category].monthly = tolerance;
        }
    }
    const core::UsageChoice choice = read_choice(mirror);
    const auto add = [this](std::string_view category, core::Date date, std::int64_t tolerance) {
        if (const auto day = m_days.find({std::string{category}, date}); day != m_days.end()) {
            day->second.tolerance_microseconds += tolerance;
        }
    };
    for (auto& [category, reported] : m_categories) {
        if (category == core::usage_categories::combined ||
            category == core::usage_categories::unmapped) {
            continue; // the one is a sum, below; the other has no record
        }
        for (const std::string& name : choice.records_for(category, listed)) {
            const Record& record = tolerances[name];
            std::int64_t sum = m_is_by_day[category] ? 0 : record.monthly;
            for (const auto& [date, tolerance] : record.daily) {
                sum += m_is_by_day[category] ? tolerance : 0;
                add(category, date, tolerance);
                if (!reported.is_rollup) {
                    add(core::usage_categories::combined, date, tolerance);
                }
            }
            reported.tolerance_microseconds += sum;
            const auto combined = m_categories.find(core::usage_categories::combined);
            if (combined != m_categories.end() && !reported.is_rollup) {
                combined->second.tolerance_microseconds += sum;
            }
        }
    }
}

} // namespace calltally::extension
