// SPDX-License-Identifier: MIT
#include "store/month_close.hpp"

#include "core/discrepancy_causes.hpp"
#include "core/discrepancy_state.hpp"
#include "core/usage_category.hpp"
#include "store/bindings.hpp"
#include "store/cell_writer.hpp"
#include "store/database.hpp"
#include "store/log_reading.hpp"
#include "store/usage_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace calltally::store {

namespace {

using core::ComparedPeriod;
using core::Date;
using core::DateRange;
using core::Finding;

/// What holds for the whole account and month.
struct MonthFacts {
    std::string account_sid;
    DateRange days;
    core::Instant now;
    Date today;
    bool log_was_read = false;
    bool usage_was_read = false;
    bool is_past_retention = false; ///< a day that is not stored can no longer be had
};

class MonthClose {
public:
    MonthClose(SQLite::Database& connection, const std::string& account_sid, core::Month month,
               core::Instant now)
        : m_facts(load_facts(connection, account_sid, month, now)),
          m_log(connection, account_sid, month),
          m_usage(connection, account_sid, month, m_facts.today),
          m_writer(connection, account_sid, month) {}

    void run() {
        decide_retention();
        m_writer.clear();
        std::vector<std::string_view> categories(core::comparison_categories.begin(),
                                                 core::comparison_categories.end());
        if (m_log.has_category(std::string{core::usage_categories::unmapped})) {
            categories.push_back(core::usage_categories::unmapped);
        }
        for (const std::string_view category : categories) {
            m_cells.push_back(compare(std::string{category}));
        }
        for (const CategoryCells& cells : m_cells) {
            write(cells);
        }
        write(roll_up(
            core::usage_categories::combined, [](std::string_view) { return true; }, nullptr));
        const CategoryUsage own = usage_of(core::usage_categories::calls);
        write(roll_up(
            core::usage_categories::calls,
            [](std::string_view category) {
                return category == core::usage_categories::calls_inbound ||
                       category == core::usage_categories::calls_outbound;
            },
            &own));
        write_status();
    }

private:
    /// One side-by-side: a month or a day.
    struct Cell {
        core::LogSide log;
        std::optional<core::UsageSide> usage;
        std::vector<Finding> findings;
    };
    struct DatedFinding {
        DateRange days;
        Finding finding;
        std::optional<core::Instant> as_of;
    };
    struct CategoryCells {
        std::string category;
        bool is_rollup = false;
        bool by_day = false;
        core::SourceSet usage_sources;
        Cell month;
        std::map<Date, Cell> days;
        std::vector<DatedFinding> findings;
    };

    static MonthFacts load_facts(SQLite::Database& connection, const std::string& account_sid,
                                 core::Month month, core::Instant now) {
        MonthFacts facts;
        facts.account_sid = account_sid;
        facts.days = core::month_range(month);
        facts.now = now;
        facts.today = core::date_of(now);
        SQLite::Statement query(connection, "SELECT log_source IS NOT NULL, usage_source IS NOT "
                                            "NULL FROM accounts WHERE sid = ?1");
        bind(query, 1, account_sid);
        if (query.executeStep()) {
            facts.log_was_read = query.getColumn(0).getInt() != 0;
            facts.usage_was_read = query.getColumn(1).getInt() != 0;
        }
        return facts;
    }

    void decide_retention() {
        const Date floor = core::retention_floor(m_facts.today);
        for (Date date = m_facts.days.from; date < std::min(floor, m_facts.days.to);
             date += std::chrono::days{1}) {
            m_facts.is_past_retention = m_facts.is_past_retention || !m_log.is_covered(date);
        }
    }

    CategoryUsage usage_of(std::string_view category) const {
        if (!m_facts.usage_was_read) {
            return {};
        }
        if (category != core::usage_categories::unmapped) {
            return m_usage.of(category);
        }
        CategoryUsage none; // no usage category takes these calls
        if (m_usage.is_read()) {
            none.month = m_usage.zero();
            none.by_day = true;
            const Date end = std::min(m_facts.days.to, m_facts.today + std::chrono::days{1});
            for (Date date = m_facts.days.from; date < end; date += std::chrono::days{1}) {
                none.days[date] = m_usage.zero();
            }
        }
        return none;
    }

    /// Today's log is read as far as today goes; before today, only complete windows count.
    bool is_log_covered(const DateRange& days) const {
        for (Date date = days.from; date < std::min(days.to, m_facts.today);
             date += std::chrono::days{1}) {
            if (!m_log.is_covered(date)) {
                return false;
            }
        }
        return true;
    }

    ComparedPeriod period_of(const std::string& category, const DateRange& days,
                             const LogReading::Sides& log, const core::UsageSide& usage) const {
        ComparedPeriod period;
        period.listed = log.listed;
        period.missing = log.missing;
        period.usage = usage;
        period.log_covered = is_log_covered(days);
        period.ever_reported = m_usage.ever_reported(category);
        // A call can last a day at most: usage read later than that has all that ended.
        if (usage.as_of && *usage.as_of < days.to + std::chrono::days{1}) {
            period.started_after_as_of = m_log.started_after(category, days, *usage.as_of);
            period.ended_after_as_of = m_log.ended_after(category, days, *usage.as_of);
        }
        return period;
    }

    CategoryCells compare(const std::string& category) const {
        CategoryCells cells;
        cells.category = category;
        const CategoryUsage usage = usage_of(category);
        cells.by_day = usage.by_day;
        cells.usage_sources = usage.sources;
        const auto add_findings = [&](const DateRange& days, Cell& cell,
                                      const LogReading::Sides& log) {
            cell.findings = core::find_causes(period_of(category, days, log, *cell.usage));
            for (const Finding& finding : cell.findings) {
                cells.findings.push_back({days, finding, cell.usage->as_of});
            }
        };

        const LogReading::Sides whole = m_log.in_month(category);
        cells.month.log = whole.listed;
        cells.month.usage = usage.month;
        if (usage.month && !usage.by_day) {
            add_findings(m_facts.days, cells.month, whole);
        }
        for (Date date = m_facts.days.from; date < m_facts.days.to; date += std::chrono::days{1}) {
            const LogReading::Sides log = m_log.on_day(category, date);
            Cell day{log.listed, std::nullopt, {}};
            if (const auto side = usage.days.find(date); side != usage.days.end()) {
                day.usage = side->second;
                add_findings({date, date + std::chrono::days{1}}, day, log);
                cells.month.findings.insert(cells.month.findings.end(), day.findings.begin(),
                                            day.findings.end());
            }
            if (log.listed.log_calls != 0 || (day.usage && !day.usage->reported.is_zero())) {
                cells.days[date] = day;
            }
        }
        return cells;
    }

    /// \param own Twilio's own record of the rollup; null: the sum of the members' usage
    template <class Includes>
    CategoryCells roll_up(std::string_view name, Includes includes,
                          const CategoryUsage* own) const {
        CategoryCells sum;
        sum.category = name;
        sum.is_rollup = true;
        bool complete = true;
        sum.month.usage = core::UsageSide{};
        for (const CategoryCells& member : m_cells) {
            if (!includes(member.category)) {
                continue;
            }
            sum.by_day = sum.by_day || member.by_day;
            sum.usage_sources.add(member.usage_sources);
            add(sum.month, member.month);
            complete = complete && member.month.usage.has_value();
            for (const auto& [date, day] : member.days) {
                Cell& into =
                    sum.days.try_emplace(date, Cell{{}, core::UsageSide{}, {}}).first->second;
                add(into, day);
            }
            sum.findings.insert(sum.findings.end(), member.findings.begin(), member.findings.end());
        }
        if (!complete) {
            sum.month.usage.reset();
        }
        if (own != nullptr) {
            sum.month.usage = own->month;
            sum.usage_sources = own->sources;
            for (const auto& [date, side] : own->days) {
                if (!side.reported.is_zero()) {
                    sum.days.try_emplace(date, Cell{});
                }
            }
            for (auto& [date, day] : sum.days) {
                const auto side = own->days.find(date);
                day.usage = side == own->days.end() ? std::nullopt : std::optional{side->second};
            }
        }
        if (!sum.month.usage) {
            sum.findings.clear();
        }
        return sum;
    }

    static void add(Cell& sum, const Cell& part) {
        sum.log += part.log;
        if (sum.usage && part.usage) {
            *sum.usage += *part.usage;
        } else {
            sum.usage.reset();
        }
        sum.findings.insert(sum.findings.end(), part.findings.begin(), part.findings.end());
    }

    core::DiscrepancyState state_of(const Cell& cell, const DateRange& days) const {
        core::ComparedCell facts;
        facts.waiting_is_useless = !m_facts.log_was_read || !m_facts.usage_was_read ||
                                   m_facts.is_past_retention ||
                                   (!cell.usage && m_usage.is_read() && days.to <= m_facts.today);
        facts.is_final = days.to <= m_facts.today && is_log_covered(days) &&
                         cell.log.unsettled_calls == 0 && cell.usage && cell.usage->as_of &&
                         *cell.usage->as_of >= days.to;
        facts.usage_is_read = cell.usage.has_value();
        facts.log_calls = cell.log.log_calls;
        facts.billed_calls = cell.log.billed.calls;
        if (cell.usage) {
            facts.usage_has_record = cell.usage->has_record;
            facts.difference_beyond_rounding = core::difference(*cell.usage, cell.log);
            for (const Finding& finding : cell.findings) {
                if (finding.cause == core::causes::usage_rounding ||
                    finding.cause == core::causes::price_rounding) {
                    facts.difference_beyond_rounding -= finding.part;
                }
            }
            core::SharedUnit unit = cell.usage->unit;
            unit.add(cell.log.unit);
            if (unit.is_mixed()) {
                facts.difference_beyond_rounding.price_micros = 0;
            }
        }
        return core::state_of(facts);
    }

    void write(const CategoryCells& cells) {
        m_writer.write_month({cells.category, cells.is_rollup, cells.month.log, cells.month.usage,
                              state_of(cells.month, m_facts.days)},
                             cells.by_day, m_log.sources(), cells.usage_sources);
        for (const auto& [date, day] : cells.days) {
            m_writer.write_day(date, {cells.category, cells.is_rollup, day.log, day.usage,
                                      state_of(day, {date, date + std::chrono::days{1}})});
        }
        for (const DatedFinding& dated : cells.findings) {
            m_writer.write_finding(cells.category, cells.is_rollup, dated.days, dated.finding,
                                   dated.as_of);
        }
    }

    void write_status() {
        MonthStatus status;
        status.days = m_facts.days.days();
        status.log_days_covered = m_log.days_covered();
        status.usage_days_covered = m_usage.days_covered();
        status.days_covered = std::min(status.log_days_covered, status.usage_days_covered);
        status.unsettled_calls = m_log.unsettled_calls();
        for (const CategoryCells& cells : m_cells) {
            if (cells.month.usage && cells.month.usage->as_of) {
                const core::Instant as_of = *cells.month.usage->as_of;
                status.usage_as_of =
                    status.usage_as_of ? std::min(*status.usage_as_of, as_of) : as_of;
            }
        }
        status.reason = reason(status);
        m_writer.write_status(status, m_facts.now);
    }

    /// Why the month cannot be compared yet or at all; empty if it can.
    std::string reason(const MonthStatus& status) const {
        if (!m_facts.log_was_read) {
            return "the call log was never read";
        }
        if (!m_facts.usage_was_read) {
            return "usage was never read";
        }
        if (m_facts.is_past_retention) {
            return "the API no longer serves calls of some of its days, and they are not stored";
        }
        if (m_facts.days.to > m_facts.today) {
            return "the month is not over";
        }
        if (status.log_days_covered < status.days) {
            return fmt::format("{} of {} days of the call log are not stored",
                               status.days - status.log_days_covered, status.days);
        }
        if (status.usage_days_covered < status.days) {
            return fmt::format("usage of {} of {} days is not stored",
                               status.days - status.usage_days_covered, status.days);
        }
        if (status.unsettled_calls > 0) {
            return fmt::format("{} calls may still change", status.unsettled_calls);
        }
        if (status.usage_as_of && *status.usage_as_of < m_facts.days.to) {
            return fmt::format("usage was complete only up to {}",
                               core::format_datetime(*status.usage_as_of).view());
        }
        return {};
    }

    MonthFacts m_facts;
    LogReading m_log;
    UsageChoice m_usage;
    CellWriter m_writer;
    std::vector<CategoryCells> m_cells; ///< of the comparison categories and `(unmapped)`
};

} // namespace

std::vector<AccountMonth> stale_months(SQLite::Database& connection) {
    SQLite::Statement query(connection,
                            "SELECT account_sid, month FROM stale_months ORDER BY 1, 2");
    std::vector<AccountMonth> months;
    while (query.executeStep()) {
        months.emplace_back(query.getColumn(0).getString(), query.getColumn(1).getString());
    }
    return months;
}

void close_month(SQLite::Database& connection, const AccountMonth& account_month,
                 core::Instant now) {
    Transaction transaction(connection);
    if (const auto month = core::parse_month(account_month.second)) {
        MonthClose(connection, account_month.first, *month, now).run();
    }
    SQLite::Statement done(connection,
                           "DELETE FROM stale_months WHERE account_sid = ?1 AND month = ?2");
    bind(done, 1, account_month.first);
    bind(done, 2, account_month.second);
    done.exec();
    transaction.commit();
}

} // namespace calltally::store
