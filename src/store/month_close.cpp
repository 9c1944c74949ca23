// SPDX-License-Identifier: MIT
#include "store/month_close.hpp"

#include "core/discrepancy_causes.hpp"
#include "core/discrepancy_state.hpp"
#include "core/rollup_fit.hpp"
#include "core/usage_category.hpp"
#include "store/bindings.hpp"
#include "store/cause_search.hpp"
#include "store/cell_writer.hpp"
#include "store/database.hpp"
#include "store/modelled_months.hpp"
#include "store/month_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace calltally::store {

namespace {

using core::Date;
using core::DateRange;
using std::chrono::days;

bool is_rounding(const core::Finding& finding) noexcept {
    return finding.cause == core::causes::usage_rounding ||
           finding.cause == core::causes::price_rounding;
}

/// What a cell's state is judged by.
struct Cell {
    DateRange days;
    core::LogSide log;
    std::optional<core::UsageSide> usage;
    core::Amounts rounding; ///< what the causes of rounding take
};

class MonthClose {
public:
    MonthClose(SQLite::Database& connection, const std::string& account_sid, core::Month month,
               ModelledMonths& modelled_months, core::Instant now)
        : m_connection(connection), m_modelled_months(modelled_months), m_now(now),
          m_month(connection, account_sid, month, now), m_writer(connection, account_sid, month) {}

    void run() {
        CauseSearch search(m_connection, m_month, m_modelled_months, m_now);
        m_categories = search.run();
        m_writer.clear();
        for (const CategoryComparison& cells : m_categories) {
            write(cells, false);
        }
        const CategoryComparison whole = combined();
        write(whole, true);
        write(calls_rollup(), true);
        write_status(whole.usage.has_value());
        reopen_neighbour(-1, search.across_start());
        reopen_neighbour(1, search.across_end());
    }

private:
    /// The sum of the members: log, usage and causes.
    template <class Includes>
    CategoryComparison sum_of_members(std::string_view name, Includes includes) const {
        CategoryComparison sum;
        sum.category = name;
        sum.usage = core::UsageSide{};
        for (const CategoryComparison& member : m_categories) {
            if (!includes(member.category)) {
                continue;
            }
            sum.by_day = sum.by_day || member.by_day;
            sum.usage_sources.add(member.usage_sources);
            sum.log += member.log;
            add(sum.usage, member.usage);
            for (const auto& [date, day] : member.days) {
                DaySides& into =
                    sum.days.try_emplace(date, DaySides{{}, core::UsageSide{}}).first->second;
                into.log += day.log;
                add(into.usage, day.usage);
            }
            sum.periods.insert(sum.periods.end(), member.periods.begin(), member.periods.end());
        }
        return sum;
    }

    static void add(std::optional<core::UsageSide>& sum,
                    const std::optional<core::UsageSide>& part) {
        if (sum && part) {
            *sum += *part;
        } else {
            sum.reset();
        }
    }

    CategoryComparison combined() const {
        CategoryComparison sum =
            sum_of_members(core::usage_categories::combined, [](std::string_view) { return true; });
        if (!sum.usage) {
            sum.periods.clear();
        }
        return sum;
    }

    /// Twilio's own sum of inbound and outbound, against ours; what it holds beside them.
    CategoryComparison calls_rollup() const {
        CategoryComparison sum =
            sum_of_members(core::usage_categories::calls, [](std::string_view category) {
                return category == core::usage_categories::calls_inbound ||
                       category == core::usage_categories::calls_outbound;
            });
        const std::optional<core::UsageSide> members = sum.usage;
        const CategoryUsage own = m_month.usage_of(core::usage_categories::calls);
        sum.usage = own.month;
        sum.usage_sources = own.sources;
        for (const auto& [date, side] : own.days) {
            if (!side.reported.is_zero()) {
                sum.days.try_emplace(date, DaySides{});
            }
        }
        for (auto& [date, day] : sum.days) {
            const auto side = own.days.find(date);
            day.usage = side == own.days.end() ? std::nullopt : std::optional{side->second};
        }
        if (!sum.usage) {
            sum.periods.clear();
        } else if (members) {
            const auto other = core::fit_rollup(
                sum.usage->reported - members->reported, other_usage(),
                sum.usage->price_tolerance_micros + members->price_tolerance_micros);
            if (other) {
                sum.periods.push_back({m_month.days(), {}, {{*other, {}}}});
            }
        }
        return sum;
    }

    /// What Twilio's rollup is documented not to hold, and has been seen to.
    std::vector<core::OtherUsage> other_usage() const {
        std::vector<core::OtherUsage> others;
        const auto add_sum = [&](const char* name, std::initializer_list<std::string_view> parts) {
            core::OtherUsage other{name, {}};
            for (const std::string_view part : parts) {
                if (const CategoryUsage usage = m_month.usage_of(part); usage.month) {
                    other.amounts += usage.month->reported;
                }
            }
            others.push_back(std::move(other));
        };
        namespace names = core::usage_categories;
        add_sum("Client calls", {names::calls_client});
        add_sum("SIP calls", {names::calls_sip_inbound, names::calls_sip_outbound});
        add_sum("trunking", {names::trunking_origination, names::trunking_termination});
        if (const auto streams = m_month.usage().feature("calls-media-stream-minutes")) {
            others.push_back({"Media Streams", streams->reported});
            others.push_back(
                {"the price of Media Streams", {0, 0, streams->reported.price_micros}});
        }
        return others;
    }

    core::DiscrepancyState state_of(const Cell& cell) const {
        core::ComparedCell facts;
        facts.waiting_is_useless =
            !m_month.log_was_read() || !m_month.usage_was_read() || m_month.is_past_retention() ||
            (!cell.usage && m_month.usage().is_read() && cell.days.to <= m_month.today());
        facts.is_final = cell.days.to <= m_month.today() && m_month.is_log_covered(cell.days) &&
                         cell.log.unsettled_calls == 0 && cell.usage && cell.usage->as_of &&
                         *cell.usage->as_of >= cell.days.to;
        facts.usage_is_read = cell.usage.has_value();
        facts.log_calls = cell.log.log_calls;
        facts.billed_calls = cell.log.billed.calls;
        if (cell.usage) {
            facts.usage_has_record = cell.usage->has_record;
            facts.difference_beyond_rounding =
                core::difference(*cell.usage, cell.log) - cell.rounding;
            if (!core::prices_compare(cell.log, cell.usage)) {
                facts.difference_beyond_rounding.price_micros = 0;
            }
        }
        return core::state_of(facts);
    }

    void write(const CategoryComparison& cells, bool is_rollup) {
        const bool prices_compare = core::prices_compare(cells.log, cells.usage);
        core::Amounts rounding;
        std::map<Date, core::Amounts> rounding_of_day;
        for (const Period& period : cells.periods) {
            for (Found found : period.found) {
                if (!prices_compare) { // days may compare where the month does not
                    found.finding.part.price_micros = 0;
                }
                if (is_rounding(found.finding)) {
                    rounding += found.finding.part;
                    rounding_of_day[period.days.from] += found.finding.part;
                }
                m_writer.write_finding(cells.category, is_rollup, period.days, found,
                                       period.compared.usage ? period.compared.usage->as_of
                                                             : std::nullopt);
            }
        }
        m_writer.write_month({cells.category, is_rollup, cells.log, cells.usage,
                              state_of({m_month.days(), cells.log, cells.usage, rounding})},
                             cells.by_day, m_month.log().sources(), cells.usage_sources);
        for (const auto& [date, day] : cells.days) {
            const Cell cell{{date, date + days{1}}, day.log, day.usage, rounding_of_day[date]};
            m_writer.write_day(date,
                               {cells.category, is_rollup, day.log, day.usage, state_of(cell)});
        }
    }

    /// \param knows_all_usage each category's usage is known, be it from a record of the month
    void write_status(bool knows_all_usage) {
        MonthStatus status;
        status.days = m_month.days().days();
        status.log_days_covered = m_month.log().days_covered();
        status.usage_days_covered = knows_all_usage && m_month.days().to <= m_month.today()
                                        ? status.days
                                        : m_month.usage().days_covered();
        status.days_covered = std::min(status.log_days_covered, status.usage_days_covered);
        status.unsettled_calls = m_month.log().unsettled_calls();
        for (const CategoryComparison& cells : m_categories) {
            if (cells.usage && cells.usage->as_of) {
                const core::Instant as_of = *cells.usage->as_of;
                status.usage_as_of =
                    status.usage_as_of ? std::min(*status.usage_as_of, as_of) : as_of;
            }
        }
        status.reason = reason(status);
        status.inclusive_usage = m_month.inclusive_usage();
        m_writer.write_status(status, m_now);
    }

    /// Why the month cannot be compared yet or at all; empty if it can.
    std::string reason(const MonthStatus& status) const {
        if (!m_month.log_was_read()) {
            return "the call log was never read; sync or import it";
        }
        if (!m_month.usage_was_read()) {
            return "usage was never read; sync or import it";
        }
        if (m_month.is_past_retention()) {
            return "the API no longer serves calls of some of its days, and they are not stored";
        }
        if (m_month.days().to > m_month.today()) {
            return "the month is not over";
        }
        if (status.log_days_covered < status.days) {
            return fmt::format("{} of {} days of the call log are not stored",
                               status.days - status.log_days_covered, status.days);
        }
        const auto unknown =
            std::count_if(m_categories.begin(), m_categories.end(),
                          [](const CategoryComparison& cells) { return !cells.usage; });
        const auto all = static_cast<std::ptrdiff_t>(m_categories.size());
        if (status.usage_days_covered == 0 && unknown > 0 && unknown < all) {
            return fmt::format("usage of {} of {} categories is not known; of a file that lists "
                               "all there is, import --covers says so",
                               unknown, all);
        }
        if (status.usage_days_covered < status.days) {
            return fmt::format("usage of {} of {} days is not stored",
                               status.days - status.usage_days_covered, status.days);
        }
        if (status.unsettled_calls > 0) {
            return fmt::format("{} calls may still change", status.unsettled_calls);
        }
        if (status.usage_as_of && *status.usage_as_of < m_month.days().to) {
            return fmt::format("usage was complete only up to {}",
                               core::format_datetime(*status.usage_as_of).view());
        }
        return {};
    }

    /// A neighbouring month whose findings say otherwise of the calls across the boundary is to be
    /// closed again. The same rows give the same answer on both sides, so this comes to an end.
    void reopen_neighbour(int months, const CauseSearch::AcrossBoundary& across) {
        const core::Month month = core::month_of(m_month.days().from) + std::chrono::months{months};
        SQLite::Statement query(m_connection, R"sql(
            SELECT category, calls, microseconds FROM discrepancy_findings
            WHERE account_sid = ?1 AND month = ?2 AND is_rollup = 0 AND cause = ?3
                AND (to_date = ?4 OR from_date = ?5))sql");
        bind_value(query, 1, m_month.account_sid());
        bind_value(query, 2, month);
        bind_value(query, 3, core::causes::attributed_to_other_month);
        bind_value(query, 4, m_month.days().from);
        bind_value(query, 5, m_month.days().to);
        CauseSearch::AcrossBoundary theirs;
        while (query.executeStep()) {
            theirs[query.getColumn(0).getString()] = {query.getColumn(1).getInt64(),
                                                      query.getColumn(2).getInt64(), 0};
        }
        const bool agree = theirs.size() == across.size() &&
                           std::all_of(across.begin(), across.end(), [&](const auto& ours) {
                               const auto found = theirs.find(ours.first);
                               return found != theirs.end() &&
                                      found->second.calls == -ours.second.calls &&
                                      found->second.microseconds == -ours.second.microseconds;
                           });
        if (agree) {
            return;
        }
        SQLite::Statement reopen(m_connection, R"sql(
            INSERT INTO stale_months (account_sid, month)
            SELECT account_sid, month FROM account_months WHERE account_sid = ?1 AND month = ?2
            ON CONFLICT DO NOTHING)sql");
        bind_value(reopen, 1, m_month.account_sid());
        bind_value(reopen, 2, month);
        reopen.exec();
    }

    SQLite::Database& m_connection;
    ModelledMonths& m_modelled_months;
    core::Instant m_now;
    MonthComparison m_month;
    CellWriter m_writer;
    std::vector<CategoryComparison> m_categories; ///< comparison categories and `(unmapped)`
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

namespace {

void close(SQLite::Database& connection, const AccountMonth& account_month,
           ModelledMonths& modelled_months, core::Instant now) {
    Transaction transaction(connection);
    if (const auto month = core::parse_month(account_month.second)) {
        MonthClose(connection, account_month.first, *month, modelled_months, now).run();
    }
    SQLite::Statement done(connection,
                           "DELETE FROM stale_months WHERE account_sid = ?1 AND month = ?2");
    bind_value(done, 1, account_month.first);
    bind_value(done, 2, account_month.second);
    done.exec();
    transaction.commit();
}

} // namespace

void close_month(SQLite::Database& connection, const AccountMonth& month, core::Instant now) {
    ModelledMonths modelled_months(connection);
    close(connection, month, modelled_months, now);
}

void close_stale_months(SQLite::Database& connection, core::Instant now,
                        const std::function<void(const AccountMonth&)>& on_close) {
    ModelledMonths modelled_months(connection);
    std::set<AccountMonth> closed;
    for (bool found = true; found;) {
        found = false;
        for (const AccountMonth& month : stale_months(connection)) {
            if (closed.insert(month).second) {
                on_close(month);
                close(connection, month, modelled_months, now);
                found = true;
            }
        }
    }
}

} // namespace calltally::store
