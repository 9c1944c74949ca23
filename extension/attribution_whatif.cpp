// SPDX-License-Identifier: MIT
#include "extension/attribution_whatif.hpp"

#include "core/attribution.hpp"
#include "core/usage_category.hpp"
#include "extension/account_source.hpp"
#include "extension/exact_sum.hpp"
#include "extension/reported_usage.hpp"

#include <array>

namespace calltally::extension {

namespace {

constexpr std::array<const char*, 16> attribution_columns{
    "account_sid TEXT",
    "month TEXT",
    "category TEXT",
    "is_rollup INTEGER",
    "reading TEXT",
    "billed_calls BIGINT",
    "minutes REAL",
    "usage_count BIGINT",
    "usage_minutes REAL",
    "count_difference BIGINT",
    "microseconds BIGINT",
    "usage_microseconds BIGINT",
    "difference_microseconds BIGINT",
    "fits INTEGER",
    "fitting_readings INTEGER",
    "explanation TEXT",
};

constexpr std::array<TableParameter, 2> attribution_parameters{
    {{"month", "for_month", true}, {"account", "for_account", false}}};

struct Reading {
    core::AttributionReading rule;
    core::CountedSpan span; ///< of the month asked for
    std::string name;
    std::string explanation;
};

std::vector<Reading> readings_of(core::Month month) {
    std::vector<Reading> readings;
    for (const core::AttributionReading& rule : core::attribution_readings()) {
        readings.push_back({rule, core::counted_span(rule, month), core::name_of(rule),
                            core::explanation_of(rule)});
    }
    return readings;
}

/// The instants of a call that readings go by, each at its place in the enumeration.
using Instants = std::array<core::Instant, 4>;

std::optional<Instants> instants_of(const core::CallTimes& times) {
    Instants instants;
    for (const auto instant : {core::AttributionInstant::start, core::AttributionInstant::answer,
                               core::AttributionInstant::created, core::AttributionInstant::end}) {
        const auto found = core::attribution_instant(instant, times);
        if (!found) {
            return std::nullopt;
        }
        instants.at(static_cast<std::size_t>(instant)) = *found;
    }
    return instants;
}

struct Counted {
    std::int64_t calls = 0;
    std::int64_t seconds = 0;

    void add(std::int64_t more_calls, std::int64_t more_seconds) {
        add_to(calls, more_calls);
        add_to(seconds, more_seconds);
    }
};
using ByReading = std::vector<Counted>; ///< in the order of the readings
using ByCategory = std::map<std::string, ByReading, std::less<>>;

class AttributionWhatIf : public AccountSource {
public:
    explicit AttributionWhatIf(const TableCall& call)
        : AccountSource(call, 0, 1), m_readings(readings_of(month())) {}

private:
    void read_account(const std::string& account_sid, Rows& rows) override {
        ByCategory categories = read_calls(account_sid);
        const ReportedMonth reported{mirror(), account_sid, month()};
        if (categories.empty() && reported.categories().empty()) {
            return;
        }
        const auto counted = [&](std::string_view name) -> const ByReading& {
            return categories.try_emplace(std::string{name}, m_readings.size()).first->second;
        };
        for (const std::string_view name : core::comparison_categories) {
            if (categories.contains(name) || reported.categories().contains(name)) {
                write(rows, account_sid, name, false, counted(name), reported);
            }
        }
        if (categories.contains(core::usage_categories::unmapped)) {
            const std::string_view name = core::usage_categories::unmapped;
            write(rows, account_sid, name, false, counted(name), reported);
        }
        write(rows, account_sid, core::usage_categories::calls, true,
              sum_of({counted(core::usage_categories::calls_inbound),
                      counted(core::usage_categories::calls_outbound)}),
              reported);
        std::vector<ByReading> all;
        for (const auto& [name, by_reading] : categories) {
            all.push_back(by_reading);
        }
        write(rows, account_sid, core::usage_categories::combined, true, sum_of(all), reported);
    }

    /// Every billed call that some reading might count in the month, found by its start.
    ByCategory read_calls(const std::string& account_sid) const {
        const core::DateRange range = core::month_range(month());
        InnerQuery calls = billed_calls(
            "coalesce(usage_category, '(unmapped)'), date_created, start_time, "
            "end_time, duration, billed_seconds",
            account_sid,
            {range.from - core::attribution_margin, range.to + core::attribution_margin});
        ByCategory categories;
        while (calls.step()) {
            const core::CallTimes times{calls.instant(1), calls.instant(2), calls.instant(3),
                                        calls.number(4)};
            if (const auto instants = instants_of(times)) {
                count(categories, calls.text(0), *instants, calls.integer(5));
            }
        }
        return categories;
    }

    void count(ByCategory& categories, std::string_view category, const Instants& instants,
               std::int64_t billed_seconds) const {
        auto found = categories.find(category);
        for (std::size_t i = 0; i < m_readings.size(); ++i) {
            const Reading& reading = m_readings[i];
            if (!reading.span.contains(instants[static_cast<std::size_t>(reading.span.instant)])) {
                continue;
            }
            if (found == categories.end()) {
                found = categories.try_emplace(std::string{category}, m_readings.size()).first;
            }
            for (int n = core::times_counted(reading.rule, category); n > 0; --n) {
                found->second[i].add(1, billed_seconds);
            }
        }
    }

    ByReading sum_of(const std::vector<ByReading>& parts) const {
        ByReading sum(m_readings.size());
        for (const ByReading& part : parts) {
            for (std::size_t i = 0; i < part.size(); ++i) {
                sum[i].add(part[i].calls, part[i].seconds);
            }
        }
        return sum;
    }

    void write(Rows& rows, const std::string& account_sid, std::string_view category,
               bool is_rollup, const ByReading& counted, const ReportedMonth& reported) const {
        const auto found = reported.categories().find(category);
        const ReportedUsage usage =
            found == reported.categories().end() ? ReportedUsage{} : found->second;
        std::vector<std::optional<bool>> fits;
        std::int64_t fitting = 0;
        for (const Counted& each : counted) {
            fits.push_back(usage.equals(each.calls, microseconds_of(each.seconds)));
            fitting += fits.back() == true ? 1 : 0;
        }
        for (std::size_t i = 0; i < m_readings.size(); ++i) {
            const std::int64_t calls = counted[i].calls;
            const std::int64_t microseconds = microseconds_of(counted[i].seconds);
            rows.add(account_sid, month_text(), std::string{category},
                     std::int64_t{is_rollup ? 1 : 0}, m_readings[i].name, calls,
                     minutes_of(microseconds), value_of(usage.count),
                     usage.microseconds ? Value{minutes_of(*usage.microseconds)} : Value{},
                     usage.count ? Value{difference_of(*usage.count, calls)} : Value{},
                     microseconds, value_of(usage.microseconds),
                     usage.microseconds ? Value{difference_of(*usage.microseconds, microseconds)}
                                        : Value{},
                     fits[i] ? Value{std::int64_t{*fits[i] ? 1 : 0}} : Value{},
                     usage.count ? Value{fitting} : Value{},
                     explanation(m_readings[i], fits[i], fitting));
        }
    }

    /// Claims a reading only where no other one fits as well.
    static std::string explanation(const Reading& reading, std::optional<bool> fits,
                                   std::int64_t fitting) {
        if (!fits) {
            return reading.explanation + "; usage was not read";
        }
        if (!*fits) {
            return reading.explanation + "; does not give the reported usage";
        }
        return reading.explanation +
               (fitting == 1 ? "; gives exactly the reported usage, and no other reading does"
                             : "; gives exactly the reported usage, as " +
                                   std::to_string(fitting - 1) + " other readings do");
    }

    std::vector<Reading> m_readings;
};

} // namespace

const TableFunction attribution_whatif{
    "attribution_whatif",
    attribution_columns,
    attribution_parameters,
    [](const TableCall& call) -> std::unique_ptr<RowSource> {
        return std::make_unique<AttributionWhatIf>(call);
    },
};

} // namespace calltally::extension
