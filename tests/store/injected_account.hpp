// SPDX-License-Identifier: MIT
//
// An account whose usage is known call by call before anything is told to the mirror, so that a
// difference can be put in on purpose: a call left out of the log, a minute too many in usage.
#pragma once

#include "core/amounts.hpp"
#include "mirror.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace calltally::store::testing {

struct InjectedCall {
    std::string category = "calls-outbound";
    std::string start; ///< `2026-07-04 12:00:00`
    std::int64_t duration = 61;
    std::int64_t rate_micros = 14'000; ///< a started minute
    std::string status = "completed";
    std::int64_t waited = 0; ///< seconds from its creation to its start
};

class InjectedAccount {
public:
    explicit InjectedAccount(Mirror& mirror) : m_mirror(mirror) {}

    static std::int64_t minutes_of(const InjectedCall& call) { return (call.duration + 59) / 60; }

    /// The call is in the log; a completed one is billed as the rule says.
    int add(const InjectedCall& call) {
        if (call.status == "completed") {
            bill(call.category, call.start, 1, minutes_of(call) * 60,
                 minutes_of(call) * call.rate_micros);
        }
        return log(call);
    }
    /// The call is in the log, whatever usage says.
    int log(const InjectedCall& call, std::optional<std::int64_t> price_micros = {}) {
        core::Call row = outbound_call(++m_calls, call.start, call.duration,
                                       -minutes_of(call) * call.rate_micros);
        row.date_created = *row.start_time - std::chrono::seconds{call.waited};
        row.status = call.status;
        if (call.category == "calls-inbound" || call.category == "calls-client") {
            row.direction = "inbound";
            row.from_address = call.category == "calls-client" ? "client:desk" : "+14155550199";
        }
        if (call.status != "completed") {
            row.price_micros.reset();
        } else if (price_micros) {
            row.price_micros = *price_micros == 0 ? std::nullopt : price_micros;
        }
        m_rows.push_back(std::move(row));
        return m_calls;
    }
    /// Usage has so much more on the day of `time`.
    void bill(const std::string& category, const std::string& time, std::int64_t calls,
              std::int64_t seconds, std::int64_t price_micros) {
        auto& day = m_usage[category][testing::day(time.substr(0, 10))];
        day += core::Amounts{calls, seconds * core::microseconds_per_second, price_micros};
    }
    /// Usage that was complete only up to then; otherwise it was read in the middle of August.
    void read_usage_at(std::string as_of) { m_as_of = std::move(as_of); }

    /// Tells the mirror all of it, and closes June, July and August.
    void close() {
        {
            CallStore calls(m_mirror.connection());
            Transaction transaction(m_mirror.connection());
            for (const core::Call& call : m_rows) {
                calls.put(call, at(now));
            }
            calls.write_roll_up();
            transaction.commit();
        }
        const core::DateRange summer = days("2026-06-01", "2026-08-15");
        m_mirror.cover(Resource::calls, summer, now);
        m_mirror.cover(Resource::usage_monthly, summer, now);
        for (const auto& [category, by_day] : m_usage) {
            m_mirror.cover(Resource::usage_daily, summer, now, category);
            std::map<core::Month, core::Amounts> months;
            for (const auto& [date, amounts] : by_day) {
                months[core::month_of(date)] += amounts;
                put(category, {date, date + std::chrono::days{1}}, amounts, Granularity::daily);
            }
            for (const auto& [month, amounts] : months) {
                put(category, core::month_range(month), amounts, Granularity::monthly);
            }
        }
        set_source(m_mirror.connection(), account_a, Side::log);
        set_source(m_mirror.connection(), account_a, Side::usage);
        close_stale_months(m_mirror.connection(), at(now), [](const AccountMonth&) {});
    }

    /// `never_in_log +1 +4 inferred` for each cause of a month and category, in the order of names.
    std::string causes(const std::string& month = "2026-07",
                       const std::string& category = "calls-outbound") {
        std::string text;
        for (const std::string& row : m_mirror.rows(fmt::format(
                 "SELECT cause || ' ' || calls || ' ' || minutes || ' ' || certainty "
                 "FROM discrepancy_causes WHERE month = '{}' AND category = '{}' ORDER BY cause",
                 month, category))) {
            text += (text.empty() ? "" : "; ") + row;
        }
        return text;
    }
    std::vector<std::string> pinned(const std::string& cause) {
        return m_mirror.rows(fmt::format(
            "SELECT sid FROM discrepancy_calls WHERE cause = '{}' ORDER BY sid", cause));
    }

    static constexpr const char* now = "2026-08-15 09:00:00";

private:
    void put(const std::string& category, const core::DateRange& range,
             const core::Amounts& amounts, Granularity granularity) {
        auto record = usage_record(category, range, amounts.calls, 0, amounts.price_micros,
                                   m_as_of.value_or(now));
        record.usage = core::Decimal{amounts.microseconds / 60, 6};
        m_mirror.put_usage(record, granularity, UsageScope::own, now);
    }

    Mirror& m_mirror;
    int m_calls = 0;
    std::vector<core::Call> m_rows;
    std::map<std::string, std::map<core::Date, core::Amounts>> m_usage;
    std::optional<std::string> m_as_of;
};

} // namespace calltally::store::testing
