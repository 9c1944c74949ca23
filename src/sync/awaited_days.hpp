// SPDX-License-Identifier: MIT
//
// Calls that may still change are asked for one by one, or by listing their days: whichever takes
// fewer requests. Pure.
#pragma once

#include "core/date_range.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace calltally::sync {

/// The days to list, joined with those between where that saves a request; the awaited calls of
/// the other days are to be asked for one by one.
/// \param awaited how many calls are awaited on each day
/// \param calls   how many a listing of the day shows; days without any may be absent
std::vector<core::DateRange> days_to_list(const std::map<core::Date, std::int64_t>& awaited,
                                          const std::map<core::Date, std::int64_t>& calls);

} // namespace calltally::sync
