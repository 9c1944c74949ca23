// SPDX-License-Identifier: MIT
#include "core/coarse_causes.hpp"

#include <algorithm>

namespace calltally::core {

namespace {

constexpr const char* reading_never_in_log = "calls that were never in the log";
constexpr const char* reading_unbilled = "calls of statuses that are not billed";
constexpr const char* reading_lacking = "calls of the log that usage does not count";
constexpr const char* reading_in_place =
    "calls that were never in the log, in place of calls of 0 seconds that usage does not count";

std::string joined(const std::vector<std::string>& readings) {
    std::string text;
    for (const std::string& reading : readings) {
        text += text.empty() ? reading : " or " + reading;
    }
    return text;
}

SoughtAmounts sought(const UnexplainedPeriod& period, const Amounts& amounts) noexcept {
    return {amounts, period.price_tolerance_micros, period.prices_compare};
}

/// Whether so many calls could be billed so much: each the minimum and whole increments.
bool could_be_calls(const UnexplainedPeriod& period, const Amounts& rest) noexcept {
    const std::int64_t minimum = period.model.minimum * microseconds_per_second;
    const std::int64_t increment = period.model.increment * microseconds_per_second;
    const std::int64_t beyond_minimum = rest.microseconds - rest.calls * minimum;
    if (rest.microseconds <= 0 || beyond_minimum < 0 || beyond_minimum % increment != 0) {
        return false;
    }
    return !period.prices_compare || !period.is_charged ||
           rest.price_micros > period.price_tolerance_micros;
}

/// The price goes along with a cause only where it points the same way.
Amounts part_of(const Amounts& rest, bool usage_has_more) noexcept {
    Amounts part = rest;
    if (usage_has_more ? part.price_micros < 0 : part.price_micros > 0) {
        part.price_micros = 0;
    }
    return part;
}

struct UnbilledReading {
    CallSubset subset;
    PinnedCalls list = PinnedCalls::unbilled;

    bool may_fit() const noexcept {
        return subset.fits() || subset.answer == SubsetAnswer::undecided;
    }
};

UnbilledReading read_unbilled(const UnexplainedPeriod& period) {
    UnbilledReading reading{find_subset(period.unbilled, sought(period, period.rest)),
                            PinnedCalls::unbilled};
    if (!reading.subset.fits()) {
        CallSubset at_minimum =
            find_subset(period.unbilled_at_minimum, sought(period, period.rest));
        if (at_minimum.answer != SubsetAnswer::none) {
            reading = {std::move(at_minimum), PinnedCalls::unbilled_at_minimum};
        }
    }
    return reading;
}

std::optional<CoarseFinding> usage_has_more(const UnexplainedPeriod& period) {
    UnbilledReading unbilled = read_unbilled(period);
    std::vector<std::string> readings;
    if (could_be_calls(period, period.rest)) {
        readings.emplace_back(reading_never_in_log);
    }
    const bool only_unbilled = readings.empty();
    if (unbilled.may_fit()) {
        readings.emplace_back(reading_unbilled);
    }
    readings.insert(readings.end(), period.other_readings.begin(), period.other_readings.end());
    if (readings.empty()) {
        return std::nullopt;
    }
    const Amounts part = part_of(period.rest, true);
    if (readings.size() > 1) {
        return CoarseFinding{
            {causes::usage_without_call, part, part.calls, Certainty::ambiguous, joined(readings)},
            PinnedCalls::none,
            {}};
    }
    if (!only_unbilled) {
        return CoarseFinding{
            {causes::never_in_log, part, part.calls, Certainty::inferred, {}}, {}, {}};
    }
    if (!unbilled.subset.fits()) {
        return CoarseFinding{
            {causes::usage_without_call, part, part.calls, Certainty::ambiguous, joined(readings)},
            PinnedCalls::none,
            {}};
    }
    CoarseFinding finding{
        {causes::unbilled_status_billed, part, part.calls, Certainty::inferred, {}}, {}, {}};
    if (unbilled.subset.answer == SubsetAnswer::one) {
        finding.pinned = unbilled.list;
        finding.chosen = std::move(unbilled.subset.chosen);
    }
    return finding;
}

std::optional<CoarseFinding> usage_has_less(const UnexplainedPeriod& period) {
    CallSubset lacking = find_subset(period.billed, sought(period, -period.rest));
    if (lacking.answer == SubsetAnswer::none) {
        return std::nullopt;
    }
    std::vector<std::string> readings{reading_lacking};
    readings.insert(readings.end(), period.other_readings.begin(), period.other_readings.end());
    const bool is_certain = lacking.fits() && readings.size() == 1;
    const Amounts part = part_of(period.rest, false);
    CoarseFinding finding{{causes::call_without_usage, part, -part.calls,
                           is_certain ? Certainty::inferred : Certainty::ambiguous,
                           is_certain ? std::string{} : joined(readings)},
                          PinnedCalls::none,
                          {}};
    if (is_certain && lacking.answer == SubsetAnswer::one) {
        finding.pinned = PinnedCalls::billed;
        finding.chosen = std::move(lacking.chosen);
    }
    return finding;
}

/// Whether calls that usage has alone may hide that it lacks as many that were billed no time: the
/// number of calls is then the same. One such call asks for the least time.
bool may_hide_each_other(const UnexplainedPeriod& period) {
    const bool has_no_time =
        std::any_of(period.billed.begin(), period.billed.end(),
                    [](const LikeCalls& kind) { return kind.microseconds == 0; });
    Amounts hidden = period.rest;
    hidden.calls = 1;
    return has_no_time && could_be_calls(period, hidden);
}

CoarseFinding other_minutes(const UnexplainedPeriod& period) {
    std::vector<std::string> readings;
    if (may_hide_each_other(period)) {
        readings.emplace_back(reading_in_place);
    }
    for (const std::string& model : period.fitting_models) {
        readings.push_back("every call of the month billed " + model);
    }
    readings.insert(readings.end(), period.other_readings.begin(), period.other_readings.end());
    std::int64_t billed_calls = 0;
    for (const LikeCalls& kind : period.billed) {
        billed_calls += kind.count;
    }
    CoarseFinding finding;
    finding.finding.cause = causes::minutes_off_rule;
    finding.finding.part = part_of(period.rest, period.rest.microseconds > 0);
    finding.finding.certainty = readings.empty() ? Certainty::inferred : Certainty::ambiguous;
    finding.finding.readings = joined(readings);
    if (billed_calls == 1) { // it can only be this one
        finding.finding.affected_calls = 1;
        finding.pinned = PinnedCalls::billed;
        for (const LikeCalls& kind : period.billed) {
            finding.chosen.push_back(kind.count);
        }
    }
    return finding;
}

} // namespace

std::optional<CoarseFinding> find_coarse_cause(const UnexplainedPeriod& period) {
    const Amounts& rest = period.rest;
    if (rest.calls > 0 && rest.microseconds >= 0) {
        return usage_has_more(period);
    }
    if (rest.calls < 0 && rest.microseconds <= 0) {
        return usage_has_less(period);
    }
    if (rest.calls == 0 && rest.microseconds != 0) {
        return other_minutes(period);
    }
    return std::nullopt;
}

} // namespace calltally::core
