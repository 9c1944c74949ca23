// SPDX-License-Identifier: MIT
//
// Days and seconds in UTC, and the texts that Twilio makes of them. The sample shares no code
// with the product, so that a mistake in one cannot hide in the other.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace calltally::sample {

using UnixTime = std::int64_t; ///< seconds since 1970-01-01 00:00:00 UTC
using UnixDay = std::int64_t;  ///< days since 1970-01-01, UTC

inline constexpr std::int64_t seconds_per_day = 86'400;

constexpr UnixDay day_of(UnixTime time) noexcept {
    return time / seconds_per_day;
}
constexpr UnixTime midnight(UnixDay day) noexcept {
    return day * seconds_per_day;
}

/// The first day of the month of `day`, moved by `months` (-1: the month before).
UnixDay month_start(UnixDay day, int months = 0) noexcept;

std::optional<UnixDay> parse_day(std::string_view text) noexcept;   ///< `2026-08-03`
std::optional<UnixTime> parse_time(std::string_view text) noexcept; ///< `2026-08-03 09:00:00`

std::string day_text(UnixDay day);    ///< `2026-08-03`
std::string month_text(UnixDay day);  ///< `2026-08`
std::string time_text(UnixTime time); ///< `2026-08-03 09:00:00`
std::string iso_text(UnixTime time);  ///< `2026-08-03T09:00:00+00:00`
std::string http_text(UnixTime time); ///< `Mon, 03 Aug 2026 09:00:00 GMT`

/// Writes `Mon, 03 Aug 2026 09:00:00 +0000`. Neighbouring rows share their day: its part of the
/// text is kept. One writer a thread.
class Rfc2822Writer {
public:
    void append(std::string& out, UnixTime time);

private:
    UnixDay m_day = -1;
    std::array<char, 31> m_text{};
};

std::string rfc2822_text(UnixTime time);

} // namespace calltally::sample
