// SPDX-License-Identifier: MIT
#include "core/attribution.hpp"

#include "core/usage_category.hpp"

#include <cstdlib>

namespace calltally::core {

namespace {

/// The instant so many seconds after another; empty beyond the years, or if it cannot be told.
std::optional<Instant> moved(Instant instant, std::int64_t by) noexcept {
    std::int64_t count = 0;
    if (__builtin_add_overflow(instant.time_since_epoch().count(), by, &count)) {
        return std::nullopt;
    }
    return instant_from_epoch(count);
}

std::string two_digits(std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

/// `05:30`
std::string hours_of(std::chrono::minutes shift) {
    const std::int64_t minutes = std::abs(shift.count());
    return two_digits(minutes / 60) + ":" + two_digits(minutes % 60);
}

} // namespace

std::optional<Instant> attribution_instant(AttributionInstant instant,
                                           const CallTimes& times) noexcept {
    if (!times.start_time) {
        return std::nullopt;
    }
    const bool has_duration = times.duration && *times.duration >= 0;
    std::optional<Instant> found;
    switch (instant) {
    case AttributionInstant::start:
        break;
    case AttributionInstant::answer:
        if (times.end_time && has_duration) {
            found = moved(*times.end_time, -*times.duration);
        }
        break;
    case AttributionInstant::created:
        found = times.date_created;
        break;
    case AttributionInstant::end:
        found = times.end_time;
        if (!found && has_duration) {
            found = moved(*times.start_time, *times.duration);
        }
        break;
    }
    return found ? found : times.start_time;
}

std::vector<AttributionReading> attribution_readings() {
    std::vector<AttributionReading> readings;
    for (const auto instant : {AttributionInstant::start, AttributionInstant::answer,
                               AttributionInstant::created, AttributionInstant::end}) {
        AttributionReading reading;
        reading.instant = instant;
        readings.push_back(reading);
    }
    AttributionReading last_day;
    last_day.without_last_day = true;
    readings.push_back(last_day);
    AttributionReading twice;
    twice.counts_rollup_too = true;
    readings.push_back(twice);
    constexpr std::chrono::minutes furthest = std::chrono::hours{14};
    constexpr std::chrono::minutes step{30};
    for (std::chrono::minutes shift = -furthest; shift <= furthest; shift += step) {
        if (shift.count() != 0) { // no shift is the first reading
            AttributionReading shifted;
            shifted.shift = shift;
            readings.push_back(shifted);
        }
    }
    return readings;
}

std::string name_of(const AttributionReading& reading) {
    if (reading.without_last_day) {
        return "before_last_day";
    }
    if (reading.counts_rollup_too) {
        return "rollup_twice";
    }
    if (reading.shift.count() != 0) {
        return (reading.shift.count() < 0 ? "shift -" : "shift +") + hours_of(reading.shift);
    }
    switch (reading.instant) {
    case AttributionInstant::start:
        break;
    case AttributionInstant::answer:
        return "answer";
    case AttributionInstant::created:
        return "created";
    case AttributionInstant::end:
        return "end";
    }
    return "start";
}

std::string explanation_of(const AttributionReading& reading) {
    if (reading.without_last_day) {
        return "by the start, without the last day of the month";
    }
    if (reading.counts_rollup_too) {
        return "the rollup calls added to inbound and outbound, which it holds already";
    }
    if (reading.shift.count() != 0) {
        return "by the start, on clocks " + hours_of(reading.shift) + " h " +
               (reading.shift.count() < 0 ? "behind UTC" : "ahead of UTC");
    }
    switch (reading.instant) {
    case AttributionInstant::start:
        break;
    case AttributionInstant::answer:
        return "by the answer: the end less the duration";
    case AttributionInstant::created:
        return "by the creation, before an outbound call was answered";
    case AttributionInstant::end:
        return "by the end";
    }
    return "by the start in UTC";
}

CountedSpan counted_span(const AttributionReading& reading, Month month) noexcept {
    const DateRange days = month_range(month);
    const Date end = reading.without_last_day ? days.to - std::chrono::days{1} : days.to;
    // Midnight is there as much earlier as the clock is ahead.
    return {reading.instant, Instant{days.from} - reading.shift, Instant{end} - reading.shift};
}

bool counts_in(const AttributionReading& reading, Month month, const CallTimes& times) noexcept {
    const CountedSpan span = counted_span(reading, month);
    const auto instant = attribution_instant(span.instant, times);
    return instant && span.contains(*instant);
}

int times_counted(const AttributionReading& reading, std::string_view category) noexcept {
    const bool twice = reading.counts_rollup_too && (category == usage_categories::calls_inbound ||
                                                     category == usage_categories::calls_outbound);
    return twice ? 2 : 1;
}

} // namespace calltally::core
