// SPDX-License-Identifier: MIT
//
// R5: ranges of UTC days, always half-open: [from, to). This is the only place that knows that
// Twilio's Usage Records take inclusive end dates while its Calls take exclusive ones.
#pragma once

#include "core/timestamp.hpp"

#include <string>
#include <vector>

namespace calltally::core {

/// The days d with from <= d < to.
struct DateRange {
    Date from;
    Date to; ///< exclusive

    bool empty() const noexcept { return to <= from; }
    std::int64_t days() const noexcept { return empty() ? 0 : (to - from).count(); }
    bool contains(Date date) const noexcept { return from <= date && date < to; }
    friend bool operator==(const DateRange&, const DateRange&) = default;
};

DateRange intersection(const DateRange& a, const DateRange& b) noexcept;
DateRange month_range(Month month) noexcept; ///< [first day, first day of the next month)
/// The months that share a day with the range, in order.
std::vector<Month> months_of(const DateRange& range);

/// `StartDate`/`EndDate` of a usage request and of a usage record: both days are included.
struct UsageDates {
    Date start;
    Date end_inclusive;
};
/// Precondition: the range is not empty.
UsageDates to_usage_dates(const DateRange& range) noexcept;
DateRange from_usage_dates(const UsageDates& dates) noexcept;

/// The first day of which the Calls API still serves calls: 13 months before `today`.
Date retention_floor(Date today) noexcept;
/// Where a first sync begins: the first day of the first whole month that is still served.
Date first_whole_month(Date today) noexcept;

} // namespace calltally::core
