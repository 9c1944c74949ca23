// SPDX-License-Identifier: MIT
//
// R5, R7, R8 in SQL: the UTC time, day and month of a timestamp, local time, and the bounds of a
// month.
#pragma once

#include "core/timestamp.hpp"
#include "extension/arguments.hpp"

#include <optional>

namespace calltally::extension {

/// utc_time(timestamp [, zone [, choice]]): `YYYY-MM-DD HH:MM:SS`. The zone is that of a timestamp
/// without an offset, UTC if none is given; NULL in a gap, and in an overlap without a choice.
std::optional<core::FixedText<19>> utc_time(const Arguments& arguments);
/// utc_date(timestamp [, zone [, choice]]): `YYYY-MM-DD`.
std::optional<core::FixedText<10>> utc_date(const Arguments& arguments);
/// utc_month(timestamp [, zone [, choice]]): `YYYY-MM`.
std::optional<core::FixedText<7>> utc_month(const Arguments& arguments);
/// local_time(utc, zone): `YYYY-MM-DD HH:MM:SS` on the zone's clocks.
std::optional<core::FixedText<19>> local_time(const Arguments& arguments);
/// month_start(month): its first day.
std::optional<core::FixedText<10>> month_start(const Arguments& arguments);
/// month_end(month): the first day of the next, exclusive; NULL after the year 9999.
std::optional<core::FixedText<10>> month_end(const Arguments& arguments);

} // namespace calltally::extension
