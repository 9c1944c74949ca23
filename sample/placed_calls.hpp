// SPDX-License-Identifier: MIT
//
// Calls that stand at exact places, in every size of the sample.
#pragma once

#include "sample/account_builder.hpp"
#include "sample/calendar.hpp"
#include "sample/call_maker.hpp"

#include <cstdint>

namespace calltally::sample {

/// What the log and usage agree on: every kind and status, the edges of rounding, of days and
/// of months. `first` is the first day of the sample; its last full month is the one before `now`.
void place_calls(AccountBuilder& builder, CallMaker& maker, UnixDay first, UnixTime now);

/// What they differ in, for account `number` (0 is the parent): calls deleted before `now` and
/// after it, late and missing prices, calls of no length, kinds without a usage category, calls
/// under way at `now` or too young for usage.
void place_differences(AccountBuilder& builder, CallMaker& maker, std::uint64_t number,
                       UnixTime now);

} // namespace calltally::sample
