// SPDX-License-Identifier: MIT
#include "core/timestamp.hpp"

namespace calltally::core {

namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::seconds;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> weekday_names{"Sun", "Mon", "Tue", "Wed",
                                                        "Thu", "Fri", "Sat"};

struct NamedZone {
    std::string_view name;
    int hours;
};
constexpr std::array<NamedZone, 8> named_zones{{{"EST", -5},
                                                {"EDT", -4},
                                                {"CST", -6},
                                                {"CDT", -5},
                                                {"MST", -7},
                                                {"MDT", -6},
                                                {"PST", -8},
                                                {"PDT", -7}}};

/// Years 0001 to 9999, in seconds since the epoch.
constexpr std::int64_t first_second =
    local_seconds{local_days{std::chrono::year{1} / 1 / 1}}.time_since_epoch().count();
constexpr std::int64_t last_second =
    local_seconds{local_days{std::chrono::year{10000} / 1 / 1}}.time_since_epoch().count() - 1;

bool is_in_years(std::int64_t count) noexcept {
    return count >= first_second && count <= last_second;
}

/// Takes fixed pieces from the front of a text; once a piece is not there, nothing is any more.
class Scanner {
public:
    explicit Scanner(std::string_view text) noexcept : m_rest(text) {}

    bool at_end() const noexcept { return m_rest.empty(); }
    bool ok() const noexcept { return m_ok; }
    char peek() const noexcept { return m_rest.empty() ? '\0' : m_rest.front(); }

    bool accept(char character) noexcept {
        if (peek() != character || m_rest.empty()) {
            return false;
        }
        m_rest.remove_prefix(1);
        return true;
    }
    void expect(char character) noexcept { m_ok = accept(character) && m_ok; }
    bool accept(std::string_view word) noexcept {
        if (!m_rest.starts_with(word)) {
            return false;
        }
        m_rest.remove_prefix(word.size());
        return true;
    }
    /// Exactly `count` digits.
    int digits(std::size_t count) noexcept {
        if (m_rest.size() < count) {
            m_ok = false;
            return 0;
        }
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (!is_digit(m_rest[i])) {
                m_ok = false;
                return 0;
            }
            value = value * 10 + (m_rest[i] - '0');
        }
        m_rest.remove_prefix(count);
        return value;
    }
    /// How many digits stand in front.
    std::size_t run_of_digits() const noexcept {
        std::size_t count = 0;
        while (count < m_rest.size() && is_digit(m_rest[count])) {
            ++count;
        }
        return count;
    }
    void skip(std::size_t count) noexcept { m_rest.remove_prefix(count); }
    template <std::size_t size>
    int one_of(const std::array<std::string_view, size>& words) noexcept {
        for (std::size_t i = 0; i < size; ++i) {
            if (accept(words[i])) {
                return static_cast<int>(i);
            }
        }
        m_ok = false;
        return 0;
    }

private:
    static bool is_digit(char character) noexcept { return character >= '0' && character <= '9'; }

    std::string_view m_rest;
    bool m_ok = true;
};

/// A clock reading before it is checked.
struct Fields {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
};

std::optional<local_days> to_days(const Fields& fields) noexcept {
    const year_month_day date{std::chrono::year{fields.year},
                              std::chrono::month{static_cast<unsigned>(fields.month)},
                              std::chrono::day{static_cast<unsigned>(fields.day)}};
    if (!date.ok() || fields.year < 1) {
        return std::nullopt;
    }
    return local_days{date};
}

/// Checks the ranges and fills in the wall clock; second 60 is allowed only where a leap second
/// can be: at 23:59:60 UTC.
bool set_wall(ParsedTime& time, const Fields& fields) noexcept {
    const auto day = to_days(fields);
    if (!day || fields.hour > 23 || fields.minute > 59 || fields.second > 60) {
        return false;
    }
    time.leap_second = fields.second == 60;
    const int second = time.leap_second ? 59 : fields.second;
    time.wall = local_seconds{*day} + std::chrono::hours{fields.hour} +
                std::chrono::minutes{fields.minute} + seconds{second};
    if (time.leap_second) {
        const auto utc = time.wall - time.offset.value_or(seconds{0});
        const auto time_of_day = utc - std::chrono::floor<days>(utc);
        return time_of_day == std::chrono::hours{24} - seconds{1};
    }
    return true;
}

/// `+hhmm` or, if allowed, `+hh:mm`, from the sign on.
std::optional<seconds> numeric_offset(Scanner& scanner, bool colon_allowed) noexcept {
    const bool is_west = scanner.accept('-');
    if (!is_west) {
        scanner.expect('+');
    }
    const int hours = scanner.digits(2);
    if (colon_allowed) {
        scanner.accept(':');
    }
    const int minutes = scanner.digits(2);
    if (!scanner.ok() || hours > 23 || minutes > 59) {
        return std::nullopt;
    }
    const seconds offset = std::chrono::hours{hours} + std::chrono::minutes{minutes};
    return is_west ? -offset : offset;
}

std::optional<seconds> rfc2822_zone(Scanner& scanner, ParsedTime& time) noexcept {
    if (scanner.peek() == '+' || scanner.peek() == '-') {
        return numeric_offset(scanner, false);
    }
    if (scanner.accept("GMT") || scanner.accept("UTC") || scanner.accept("UT") ||
        scanner.accept("Z")) {
        return seconds{0};
    }
    for (const NamedZone& zone : named_zones) {
        if (scanner.accept(zone.name)) {
            time.named_zone = true;
            return std::chrono::hours{zone.hours};
        }
    }
    return std::nullopt;
}

void put_digits(char* to, int value, int count) noexcept {
    for (int i = count - 1; i >= 0; --i) {
        to[i] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
}

void put_date(char* to, const year_month_day& date) noexcept {
    put_digits(to, static_cast<int>(date.year()), 4);
    to[4] = '-';
    put_digits(to + 5, static_cast<int>(static_cast<unsigned>(date.month())), 2);
    to[7] = '-';
    put_digits(to + 8, static_cast<int>(static_cast<unsigned>(date.day())), 2);
}

} // namespace

std::optional<ParsedTime> parse_rfc2822(std::string_view text) noexcept {
    Scanner scanner(text);
    ParsedTime time;
    std::optional<int> weekday;
    if (scanner.run_of_digits() == 0) {
        weekday = scanner.one_of(weekday_names);
        scanner.expect(',');
        scanner.expect(' ');
    }
    Fields fields;
    fields.day = scanner.digits(scanner.run_of_digits() == 1 ? 1 : 2);
    scanner.expect(' ');
    fields.month = scanner.one_of(month_names) + 1;
    scanner.expect(' ');
    fields.year = scanner.digits(4);
    scanner.expect(' ');
    fields.hour = scanner.digits(2);
    scanner.expect(':');
    fields.minute = scanner.digits(2);
    if (scanner.accept(':')) {
        fields.second = scanner.digits(2);
    }
    scanner.expect(' ');
    if (!scanner.ok()) {
        return std::nullopt;
    }
    time.offset = rfc2822_zone(scanner, time);
    if (!time.offset || !scanner.at_end() || !set_wall(time, fields)) {
        return std::nullopt;
    }
    if (weekday) {
        const std::chrono::weekday actual{std::chrono::floor<days>(time.wall)};
        time.wrong_weekday = static_cast<unsigned>(*weekday) != actual.c_encoding();
    }
    return time;
}

std::optional<ParsedTime> parse_iso8601(std::string_view text) noexcept {
    Scanner scanner(text);
    ParsedTime time;
    Fields fields;
    fields.year = scanner.digits(4);
    scanner.expect('-');
    fields.month = scanner.digits(2);
    scanner.expect('-');
    fields.day = scanner.digits(2);
    if (!scanner.ok()) {
        return std::nullopt;
    }
    if (!scanner.at_end()) {
        if (!scanner.accept('T')) {
            scanner.expect(' ');
        }
        fields.hour = scanner.digits(2);
        scanner.expect(':');
        fields.minute = scanner.digits(2);
        scanner.expect(':');
        fields.second = scanner.digits(2);
        if (scanner.ok() && scanner.accept('.')) {
            const std::size_t fraction = scanner.run_of_digits();
            if (fraction == 0 || fraction > 9) {
                return std::nullopt;
            }
            scanner.skip(fraction);
        }
        if (!scanner.ok()) {
            return std::nullopt;
        }
        if (scanner.accept('Z')) {
            time.offset = seconds{0};
        } else if (!scanner.at_end()) {
            time.offset = numeric_offset(scanner, true);
            if (!time.offset) {
                return std::nullopt;
            }
        }
    }
    if (!scanner.at_end() || !set_wall(time, fields)) {
        return std::nullopt;
    }
    return time;
}

std::optional<ParsedTime> parse_time(std::string_view text) noexcept {
    // Only ISO texts have a dash after four digits.
    const bool looks_iso = text.size() >= 10 && text[4] == '-';
    return looks_iso ? parse_iso8601(text) : parse_rfc2822(text);
}

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

std::optional<Date> parse_date(std::string_view text) noexcept {
    if (text.size() != 10) {
        return std::nullopt;
    }
    const auto time = parse_iso8601(text);
    return time ? std::optional{Date{std::chrono::floor<days>(time->wall).time_since_epoch()}}
                : std::nullopt;
}

std::optional<Month> parse_month(std::string_view text) noexcept {
    Scanner scanner(text);
    const int year = scanner.digits(4);
    scanner.expect('-');
    const int month = scanner.digits(2);
    if (!scanner.ok() || !scanner.at_end() || year < 1 || month < 1 || month > 12) {
        return std::nullopt;
    }
    return Month{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)}};
}

Date date_of(Instant instant) noexcept { return std::chrono::floor<days>(instant); }

Month month_of(Instant instant) noexcept { return month_of(date_of(instant)); }

Month month_of(Date date) noexcept {
    const year_month_day day{date};
    return day.year() / day.month();
}

FixedText<19> format_datetime(Instant instant) noexcept {
    return format_datetime(local_seconds{instant.time_since_epoch()});
}

FixedText<19> format_datetime(local_seconds wall) noexcept {
    const auto day = std::chrono::floor<days>(wall);
    const auto second_of_day = static_cast<int>((wall - day).count());
    FixedText<19> text;
    char* to = text.characters.data();
    put_date(to, year_month_day{day});
    to[10] = ' ';
    put_digits(to + 11, second_of_day / 3600, 2);
    to[13] = ':';
    put_digits(to + 14, second_of_day / 60 % 60, 2);
    to[16] = ':';
    put_digits(to + 17, second_of_day % 60, 2);
    return text;
}

FixedText<10> format_date(Date date) noexcept {
    FixedText<10> text;
    put_date(text.characters.data(), year_month_day{date});
    return text;
}

FixedText<7> format_month(Month month) noexcept {
    FixedText<7> text;
    put_digits(text.characters.data(), static_cast<int>(month.year()), 4);
    text.characters[4] = '-';
    put_digits(text.characters.data() + 5, static_cast<int>(static_cast<unsigned>(month.month())),
               2);
    return text;
}

} // namespace calltally::core
