// SPDX-License-Identifier: MIT
//
// Which windows of the call log to ask for: days with few calls are joined, busy days stay
// single, so that a small account takes few requests and a large one is read in parallel.
#pragma once

#include "core/date_range.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace calltally::sync {

/// Cuts the ranges into windows of about `calls_per_window` calls.
/// \param ranges      in order, apart from each other
/// \param daily_calls what usage counts for a day; a day that is not there has none
std::vector<core::DateRange> plan_windows(const std::vector<core::DateRange>& ranges,
                                          const std::map<core::Date, std::int64_t>& daily_calls,
                                          std::int64_t calls_per_window);

/// How many calls a window should hold, for several windows a connection but no tiny ones.
std::int64_t calls_per_window(std::int64_t total_calls, int concurrency) noexcept;

/// The union of the ranges, in order, joined where they touch or overlap; empty ones left out.
std::vector<core::DateRange> joined(std::vector<core::DateRange> ranges);

} // namespace calltally::sync
