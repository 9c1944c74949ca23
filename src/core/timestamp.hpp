// SPDX-License-Identifier: MIT
//
// R7: points in time to the second, and the UTC day and month they belong to. Strict parsers for
// the forms that Twilio, its exports and SQLite write; no locale, no clock, no machine zone.
// Years run from 0001 to 9999; anything outside does not parse.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace calltally::core {

using Instant = std::chrono::sys_seconds; ///< seconds since 1970-01-01 00:00:00 UTC
using Date = std::chrono::sys_days;       ///< a UTC calendar day
using Month = std::chrono::year_month;    ///< a UTC calendar month

/// A timestamp as it was written: a wall clock reading and, where the text had one, its offset
/// from UTC. The flags name oddities that are read all the same.
struct ParsedTime {
    std::chrono::local_seconds wall;
    std::optional<std::chrono::seconds> offset; ///< east of UTC is positive; empty: no zone given
    bool wrong_weekday = false;                 ///< "Mon, 31 Jul 2026": it was a Friday
    bool named_zone = false;                    ///< EST and the like, as RFC 2822 defines them
    bool leap_second = false;                   ///< 23:59:60, read as 23:59:59 as POSIX time does
};

/// `Fri, 31 Jul 2026 23:59:59 +0000`. The weekday may be absent, the day may have one digit;
/// the zone is +hhmm, GMT, UT, UTC, Z, or one of RFC 2822's US names (EST EDT CST CDT MST MDT
/// PST PDT). Four-digit years and English month names only.
std::optional<ParsedTime> parse_rfc2822(std::string_view text) noexcept;

/// `2026-07-31T23:59:59Z`, with `T` or one space; `Z`, `+hh:mm`, `+hhmm` or no zone; a fraction
/// of one to nine digits is dropped. A bare date `2026-07-31` is its midnight.
std::optional<ParsedTime> parse_iso8601(std::string_view text) noexcept;

/// Either of the two forms above.
std::optional<ParsedTime> parse_time(std::string_view text) noexcept;

/// The instant of a time that carries its offset; empty where it has none, or outside the years.
std::optional<Instant> to_instant(const ParsedTime& time) noexcept;

/// Seconds since the epoch, if within the years 0001 to 9999 (milliseconds never are).
std::optional<Instant> instant_from_epoch(std::int64_t count) noexcept;

/// Whether it is `YYYY-MM-DD HH:MM:SS` of the years 0001 to 9999, as all times are stored:
/// parse_time() reads it, without an offset, and format_datetime() writes it again. Its beginnings
/// are then its month and its day. Many times as fast as taking it apart.
bool is_datetime(std::string_view text) noexcept;

std::optional<Date> parse_date(std::string_view text) noexcept;   ///< `YYYY-MM-DD`, nothing else
std::optional<Month> parse_month(std::string_view text) noexcept; ///< `YYYY-MM`, nothing else

Date date_of(Instant instant) noexcept;   ///< the UTC day
Month month_of(Instant instant) noexcept; ///< the UTC month
Month month_of(Date date) noexcept;

/// Fixed-size text, without an allocation, for the hot paths; `view()` it at once or keep it.
/// The formatters below expect the years 0001 to 9999; a local time beside them, which an offset
/// can make of the first or last day, is for the caller to refuse.
template <std::size_t length>
struct FixedText {
    std::array<char, length> characters;
    std::string_view view() const noexcept { return {characters.data(), length}; }
    std::string str() const { return std::string{view()}; }
};

FixedText<19> format_datetime(Instant instant) noexcept; ///< `YYYY-MM-DD HH:MM:SS`, UTC
FixedText<19> format_datetime(std::chrono::local_seconds wall) noexcept;
FixedText<10> format_date(Date date) noexcept;   ///< `YYYY-MM-DD`
FixedText<7> format_month(Month month) noexcept; ///< `YYYY-MM`

} // namespace calltally::core
