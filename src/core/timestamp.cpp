// SPDX-License-Identifier: MIT
//
// The calendar and the formatters of timestamp.hpp; its parsers are in timestamp_parsers.cpp.
#include "core/timestamp.hpp"

namespace calltally::core {

namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::seconds;
using std::chrono::year_month_day;

/// Years 0001 to 9999, in seconds since the epoch.
constexpr std::int64_t first_second =
    local_seconds{local_days{std::chrono::year{1} / 1 / 1}}.time_since_epoch().count();
constexpr std::int64_t last_second =
    local_seconds{local_days{std::chrono::year{10000} / 1 / 1}}.time_since_epoch().count() - 1;

bool is_in_years(std::int64_t count) noexcept {
    return count >= first_second && count <= last_second;
}

void put_two(char* to, unsigned value) noexcept {
    to[0] = static_cast<char>('0' + value / 10);
    to[1] = static_cast<char>('0' + value % 10);
}

void put_month(char* to, std::chrono::year_month month) noexcept {
    const auto year = static_cast<unsigned>(static_cast<int>(month.year()));
    put_two(to, year / 100);
    put_two(to + 2, year % 100);
    to[4] = '-';
    put_two(to + 5, static_cast<unsigned>(month.month()));
}

void put_date(char* to, const year_month_day& date) noexcept {
    put_month(to, date.year() / date.month());
    to[7] = '-';
    put_two(to + 8, static_cast<unsigned>(date.day()));
}

} // namespace

std::optional<Instant> to_instant(const ParsedTime& time) noexcept {
    if (!time.offset) {
        return std::nullopt;
    }
    return instant_from_epoch((time.wall.time_since_epoch() - *time.offset).count());
}

std::optional<Instant> instant_from_epoch(std::int64_t count) noexcept {
    if (!is_in_years(count)) {
        return std::nullopt;
    }
    return Instant{seconds{count}};
}

Date date_of(Instant instant) noexcept {
    return std::chrono::floor<days>(instant);
}

Month month_of(Instant instant) noexcept {
    return month_of(date_of(instant));
}

Month month_of(Date date) noexcept {
    const year_month_day day{date};
    return day.year() / day.month();
}

FixedText<19> format_datetime(Instant instant) noexcept {
    return format_datetime(local_seconds{instant.time_since_epoch()});
}

FixedText<19> format_datetime(local_seconds wall) noexcept {
    const auto day = std::chrono::floor<days>(wall);
    const auto second_of_day = static_cast<unsigned>((wall - day).count());
    FixedText<19> text;
    char* to = text.characters.data();
    put_date(to, year_month_day{day});
    to[10] = ' ';
    put_two(to + 11, second_of_day / 3600);
    to[13] = ':';
    put_two(to + 14, second_of_day / 60 % 60);
    to[16] = ':';
    put_two(to + 17, second_of_day % 60);
    return text;
}

FixedText<10> format_date(Date date) noexcept {
    FixedText<10> text;
    put_date(text.characters.data(), year_month_day{date});
    return text;
}

FixedText<7> format_month(Month month) noexcept {
    FixedText<7> text;
    put_month(text.characters.data(), month);
    return text;
}

} // namespace calltally::core
