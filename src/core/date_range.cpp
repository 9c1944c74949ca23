// SPDX-License-Identifier: MIT
#include "core/date_range.hpp"

#include <algorithm>

namespace calltally::core {

namespace {

/// How many months back the Calls API serves calls.
constexpr std::chrono::months retention{13};

Date first_day(Month month) noexcept {
    return Date{month / std::chrono::day{1}};
}

} // namespace

DateRange intersection(const DateRange& a, const DateRange& b) noexcept {
    return {std::max(a.from, b.from), std::min(a.to, b.to)};
}

DateRange month_range(Month month) noexcept {
    return {first_day(month), first_day(month + std::chrono::months{1})};
}

std::vector<Month> months_of(const DateRange& range) {
    std::vector<Month> months;
    if (range.empty()) {
        return months;
    }
    const Month last = month_of(range.to - std::chrono::days{1});
    for (Month month = month_of(range.from); month <= last; month += std::chrono::months{1}) {
        months.push_back(month);
    }
    return months;
}

UsageDates to_usage_dates(const DateRange& range) noexcept {
    return {range.from, range.to - std::chrono::days{1}};
}

DateRange from_usage_dates(const UsageDates& dates) noexcept {
    return {dates.start, dates.end_inclusive + std::chrono::days{1}};
}

Date retention_floor(Date today) noexcept {
    const std::chrono::year_month_day date{today};
    const Month month = date.year() / date.month() - retention;
    const std::chrono::year_month_day same_day = month / date.day();
    // The 31st of a month of 30 days is its last.
    return same_day.ok() ? Date{same_day} : Date{month / std::chrono::last};
}

Date first_whole_month(Date today) noexcept {
    const Date floor = retention_floor(today);
    const Month month = month_of(floor);
    return floor == first_day(month) ? floor : first_day(month + std::chrono::months{1});
}

} // namespace calltally::core
