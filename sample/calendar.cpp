// SPDX-License-Identifier: MIT
#include "sample/calendar.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

namespace calltally::sample {

namespace {

constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> weekday_names{"Sun", "Mon", "Tue", "Wed",
                                                        "Thu", "Fri", "Sat"};

struct CivilDate {
    int year;
    unsigned month;
    unsigned day;
};

CivilDate civil(UnixDay day) noexcept {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
            static_cast<unsigned>(date.day())};
}

UnixDay day_number(std::chrono::year_month_day date) noexcept {
    return std::chrono::sys_days{date}.time_since_epoch().count();
}

/// The number that all of `text` spells in digits.
std::optional<int> digits(std::string_view text) noexcept {
    int value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || value < 0) {
        return std::nullopt;
    }
    return value;
}

void put_two_digits(char* at, std::int64_t value) noexcept {
    at[0] = static_cast<char>('0' + value / 10);
    at[1] = static_cast<char>('0' + value % 10);
}

} // namespace

UnixDay month_start(UnixDay day, int months) noexcept {
    const CivilDate date = civil(day);
    const auto month =
        std::chrono::year{date.year} / std::chrono::month{date.month} + std::chrono::months{months};
    return day_number(month / 1);
}

std::optional<UnixDay> parse_day(std::string_view text) noexcept {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const auto year = digits(text.substr(0, 4));
    const auto month = digits(text.substr(5, 2));
    const auto day = digits(text.substr(8, 2));
    if (!year || !month || !day) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    // Calls are stored in 32 bits of seconds.
    if (!date.ok() || *year < 1970 || *year > 2099) {
        return std::nullopt;
    }
    return day_number(date);
}

std::optional<UnixTime> parse_time(std::string_view text) noexcept {
    if (text.size() != 19 || (text[10] != ' ' && text[10] != 'T') || text[13] != ':' ||
        text[16] != ':') {
        return std::nullopt;
    }
    const auto day = parse_day(text.substr(0, 10));
    const auto hour = digits(text.substr(11, 2));
    const auto minute = digits(text.substr(14, 2));
    const auto second = digits(text.substr(17, 2));
    if (!day || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) {
        return std::nullopt;
    }
    return midnight(*day) + (std::int64_t{*hour} * 60 + *minute) * 60 + *second;
}

std::string day_text(UnixDay day) {
    const CivilDate date = civil(day);
    return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::string month_text(UnixDay day) {
    return day_text(day).substr(0, 7);
}

std::string time_text(UnixTime time) {
    const std::int64_t second = time % seconds_per_day;
    return fmt::format("{} {:02}:{:02}:{:02}", day_text(day_of(time)), second / 3600,
                       second / 60 % 60, second % 60);
}

std::string iso_text(UnixTime time) {
    std::string text = time_text(time);
    text[10] = 'T';
    return text + "+00:00";
}

void Rfc2822Writer::append(std::string& out, UnixTime time) {
    const UnixDay day = day_of(time);
    if (day != m_day) {
        const CivilDate date = civil(day);
        // 1970-01-01 was a Thursday.
        const auto weekday = static_cast<std::size_t>((day + 4) % 7);
        fmt::format_to_n(m_text.data(), m_text.size(), "{}, {:02} {} {:04} 00:00:00 +0000",
                         weekday_names.at(weekday), date.day, month_names.at(date.month - 1),
                         date.year);
        m_day = day;
    }
    const std::int64_t second = time - midnight(day);
    put_two_digits(&m_text[17], second / 3600);
    put_two_digits(&m_text[20], second / 60 % 60);
    put_two_digits(&m_text[23], second % 60);
    out.append(m_text.data(), m_text.size());
}

std::string rfc2822_text(UnixTime time) {
    std::string text;
    Rfc2822Writer{}.append(text, time);
    return text;
}

std::string http_text(UnixTime time) {
    return rfc2822_text(time).replace(26, 5, "GMT");
}

} // namespace calltally::sample
