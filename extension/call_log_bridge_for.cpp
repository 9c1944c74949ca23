// SPDX-License-Identifier: MIT
#include "extension/call_log_bridge_for.hpp"

#include "core/usage_category.hpp"
#include "extension/account_source.hpp"
#include "extension/exact_sum.hpp"
#include "extension/reported_usage.hpp"

#include <array>

namespace calltally::extension {

namespace {

constexpr std::array<const char*, 11> bridge_columns{
    "account_sid TEXT",
    "month TEXT",
    "step INTEGER",
    "cause TEXT",
    "calls BIGINT",
    "minutes REAL",
    "running_calls BIGINT",
    "running_minutes REAL",
    "explanation TEXT",
    "microseconds BIGINT",
    "running_microseconds BIGINT",
};

enum Parameter : int { month_parameter, zone_parameter, account_parameter };
constexpr std::array<TableParameter, 3> bridge_parameters{
    {{"month", "for_month", true}, {"zone", "zone", true}, {"account", "for_account", false}}};

struct Amount {
    std::int64_t calls = 0;
    std::int64_t microseconds = 0;

    void add(const Amount& other) {
        add_to(calls, other.calls);
        add_to(microseconds, other.microseconds);
    }
    Amount operator-(const Amount& other) const {
        return {difference_of(calls, other.calls), difference_of(microseconds, other.microseconds)};
    }
};

/// The listed calls of the month, of every status by raw seconds unless it says otherwise.
struct LogTotals {
    Amount before_last_day; ///< of the local month, but for its last day
    Amount local_month;
    Amount utc_month;
    Amount billed_raw; ///< completed ones of the UTC month
    Amount billed;     ///< the same, by billed seconds
    bool has_calls = false;
};

/// The steps of one account, each with the totals that are reached by it.
class Steps {
public:
    Steps(Rows& rows, const std::string& account_sid, std::string month)
        : m_rows(rows), m_account_sid(account_sid), m_month(std::move(month)) {}

    void add(const char* cause, const Amount& part, std::string explanation) {
        m_running.add(part);
        m_rows.add(m_account_sid, m_month, ++m_step, std::string{cause}, part.calls,
                   minutes_of(part.microseconds), m_running.calls,
                   minutes_of(m_running.microseconds), std::move(explanation), part.microseconds,
                   m_running.microseconds);
    }
    /// A step whose size nobody knows, because usage was not read.
    void add_unknown(const char* cause, std::string explanation) {
        m_rows.add(m_account_sid, m_month, ++m_step, std::string{cause}, Value{}, Value{}, Value{},
                   Value{}, std::move(explanation), Value{}, Value{});
    }
    const Amount& running() const noexcept { return m_running; }

private:
    Rows& m_rows;
    const std::string& m_account_sid;
    std::string m_month;
    Amount m_running;
    std::int64_t m_step = 0;
};

class CallLogBridge : public AccountSource {
public:
    explicit CallLogBridge(const TableCall& call)
        : AccountSource(call, month_parameter, account_parameter),
          m_zone(call.arguments().zone_parameter(zone_parameter)),
          m_zone_name(*call.arguments().text(zone_parameter)) {}

private:
    void read_account(const std::string& account_sid, Rows& rows) override {
        const LogTotals log = read_log(account_sid);
        const std::optional<Amount> usage = read_usage(account_sid);
        if (!log.has_calls && (!usage || usage->calls == 0)) {
            return; // the month has nothing of this account
        }
        Steps steps{rows, account_sid, month_text()};
        steps.add("naive", log.before_last_day,
                  "calls of every status, by the days of " + m_zone_name +
                      ", up to the last day of the month, their seconds added up");
        steps.add("last_day", log.local_month - log.before_last_day,
                  "the last day of the month, which `<=` its date leaves out");
        steps.add("time_zone", log.utc_month - log.local_month,
                  "calls that are of another month in UTC than in " + m_zone_name);
        steps.add("unbilled_status", log.billed_raw - log.utc_month,
                  "calls that were not completed, which usage does not bill");
        steps.add("rounding", log.billed - log.billed_raw,
                  "each call rounded up by its pricing model");
        if (!usage) {
            steps.add_unknown("unexplained", "usage of this month was not read");
            steps.add_unknown("usage_as_reported", "usage of this month was not read");
            return;
        }
        add_causes(steps, account_sid);
        steps.add("unexplained", *usage - steps.running(), "no named cause takes this part");
        if (const std::optional<Amount> inclusive = read_inclusive_usage(account_sid)) {
            steps.add("subaccounts", *inclusive - *usage,
                      "usage of the subaccounts, which the Console shows with that of the parent");
        }
        steps.add("usage_as_reported", {}, "usage as the Console shows it");
    }

    LogTotals read_log(const std::string& account_sid) const {
        const core::DateRange utc = core::month_range(month());
        // No zone is a day or more away from UTC.
        InnerQuery calls =
            mirror().query("SELECT start_time, duration, is_billed, billed_seconds FROM @calls "
                           "WHERE account_sid = ?1 AND usage_date >= ?2 AND usage_date < ?3 "
                           "AND missing_since IS NULL");
        calls.bind(1, account_sid);
        calls.bind(2, utc.from - std::chrono::days{1});
        calls.bind(3, utc.to + std::chrono::days{1});
        const std::chrono::local_days from{utc.from.time_since_epoch()};
        const std::chrono::local_days to{utc.to.time_since_epoch()};
        LogTotals totals;
        while (calls.step()) {
            const auto start = calls.instant(0);
            if (!start) {
                continue;
            }
            const Amount raw{1, microseconds_of(calls.integer(1))};
            const auto wall = m_zone.to_local(*start);
            if (from <= wall && wall < to) {
                totals.has_calls = true;
                totals.local_month.add(raw);
                if (wall < to - std::chrono::days{1}) {
                    totals.before_last_day.add(raw);
                }
            }
            if (utc.from <= *start && *start < utc.to) {
                totals.has_calls = true;
                totals.utc_month.add(raw);
                if (calls.integer(2) != 0) {
                    totals.billed_raw.add(raw);
                    totals.billed.add({1, microseconds_of(calls.integer(3))});
                }
            }
        }
        return totals;
    }

    std::optional<Amount> read_usage(const std::string& account_sid) const {
        return read_amount("SELECT usage_count, usage_microseconds FROM @month_cells "
                           "WHERE account_sid = ?1 AND month = ?2 AND category = 'combined'",
                           account_sid);
    }

    /// Of a parent, its subaccounts included.
    std::optional<Amount> read_inclusive_usage(const std::string& account_sid) const {
        return read_amount("SELECT inclusive_usage_count, inclusive_usage_microseconds "
                           "FROM @account_months WHERE account_sid = ?1 AND month = ?2",
                           account_sid);
    }

    /// One row of calls and microseconds of the account and month; empty: not read.
    std::optional<Amount> read_amount(std::string_view sql, const std::string& account_sid) const {
        InnerQuery query = mirror().query(sql);
        query.bind(1, account_sid);
        query.bind(2, month());
        if (!query.step() || query.is_null(0) || query.is_null(1)) {
            return std::nullopt;
        }
        return Amount{query.integer(0), query.integer(1)};
    }

    /// The findings, and not the view over them: no stored view is needed. What cancels out within
    /// the month is no step, here as there.
    void add_causes(Steps& steps, const std::string& account_sid) const {
        InnerQuery findings = mirror().query(
            "SELECT cause, sum(calls), sum(microseconds), sum(affected_calls), min(certainty) "
            "FROM @discrepancy_findings "
            "WHERE account_sid = ?1 AND month = ?2 AND category = 'combined' "
            "GROUP BY cause "
            "HAVING sum(calls) <> 0 OR sum(microseconds) <> 0 OR sum(price_micros) <> 0 "
            "ORDER BY cause");
        findings.bind(1, account_sid);
        findings.bind(2, month());
        while (findings.step()) {
            const std::string cause{findings.text(0)};
            steps.add(cause.c_str(), {findings.integer(1), findings.integer(2)},
                      std::string{findings.text(4)} + affected_calls(findings) +
                          "; see discrepancy_causes");
        }
    }

    /// Column 3 in words; nothing where it is not known which calls are concerned.
    static std::string affected_calls(const InnerQuery& findings) {
        if (findings.is_null(3)) {
            return {};
        }
        const std::int64_t calls = findings.integer(3);
        return ", affecting " + std::to_string(calls) + (calls == 1 ? " call" : " calls");
    }

    core::TimeZone m_zone;
    std::string m_zone_name;
};

} // namespace

const TableFunction call_log_bridge_for{
    "call_log_bridge_for",
    bridge_columns,
    bridge_parameters,
    [](const TableCall& call) -> std::unique_ptr<RowSource> {
        return std::make_unique<CallLogBridge>(call);
    },
};

} // namespace calltally::extension
