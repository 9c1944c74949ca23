// SPDX-License-Identifier: MIT
//
// R5, R7 asked the other way round: which day a call would count on if usage, or whoever copied
// it, went by another instant, another clock or another end of the month. A reading is claimed as
// a cause only where it reproduces the reported usage exactly; this is the list of them.
#pragma once

#include "core/date_range.hpp"
#include "core/timestamp.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::core {

/// The times of one call, as the log has them.
struct CallTimes {
    std::optional<Instant> date_created;
    std::optional<Instant> start_time;
    std::optional<Instant> end_time;
    std::optional<std::int64_t> duration; ///< seconds
};

/// The instant of a call by which it counts on a day.
enum class AttributionInstant {
    start,   ///< `start_time`: what usage goes by (R7)
    answer,  ///< `end_time` less `duration`: where the billed time begins, whatever `start_time` is
    created, ///< `date_created`: when an outbound call was asked for, before it was answered
    end,     ///< `end_time`; without one, the start and the duration
};

/// Empty for a call without a start, which belongs to no day in any reading. Where the log lacks
/// what the reading goes by, it is the start, so that a reading differs only where it can.
std::optional<Instant> attribution_instant(AttributionInstant instant,
                                           const CallTimes& times) noexcept;

/// No instant of a call lies further from its start than this: calls last a day at most, and wait
/// in a queue for a few. Whoever looks for the calls of a month by start takes this much more.
inline constexpr std::chrono::days attribution_margin{8};

/// One way of counting the calls of a month.
struct AttributionReading {
    AttributionInstant instant = AttributionInstant::start;
    std::chrono::minutes shift{0};  ///< what the clock is ahead of UTC
    bool without_last_day = false;  ///< a month asked for as `<= its last day`, read as midnight
    bool counts_rollup_too = false; ///< Twilio's `calls` added to inbound and outbound, its parts

    friend bool operator==(const AttributionReading&, const AttributionReading&) = default;
};

/// All readings, the one that is used first: the four instants, `<=` the last day, the rollup
/// counted twice, and clocks 14 hours behind to 14 hours ahead of UTC by half hours.
std::vector<AttributionReading> attribution_readings();

/// `start`, `answer`, `created`, `end`, `before_last_day`, `rollup_twice`, `shift +05:30`.
std::string name_of(const AttributionReading& reading);
/// In words: `by the time of creation`.
std::string explanation_of(const AttributionReading& reading);

/// What a reading counts in a month: calls whose instant is in [from, to).
struct CountedSpan {
    AttributionInstant instant = AttributionInstant::start;
    Instant from;
    Instant to; ///< exclusive

    bool contains(Instant time) const noexcept { return from <= time && time < to; }
};
CountedSpan counted_span(const AttributionReading& reading, Month month) noexcept;

/// Whether the call counts in the month.
bool counts_in(const AttributionReading& reading, Month month, const CallTimes& times) noexcept;

/// How often a call of the comparison category counts: 2 for what the rollup holds as well, if
/// the reading counts that too.
int times_counted(const AttributionReading& reading, std::string_view category) noexcept;

} // namespace calltally::core
