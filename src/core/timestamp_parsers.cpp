// SPDX-License-Identifier: MIT
//
// The parsers of timestamp.hpp. Nearly everything has a fixed place in its text, so that they
// compare and convert without a scanner: SQL calls them once a row.
#include "core/timestamp.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace calltally::core {

namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::seconds;
using std::chrono::year_month_day;

/// Three letters as one number, so that a name is compared at once.
constexpr std::uint32_t key_of(const char* letters) noexcept {
    const auto byte = [letters](int i) -> std::uint32_t {
        return static_cast<unsigned char>(letters[i]);
    };
    return byte(0) << 16U | byte(1) << 8U | byte(2);
}

constexpr std::array<std::uint32_t, 12> month_names{
    key_of("Jan"), key_of("Feb"), key_of("Mar"), key_of("Apr"), key_of("May"), key_of("Jun"),
    key_of("Jul"), key_of("Aug"), key_of("Sep"), key_of("Oct"), key_of("Nov"), key_of("Dec")};
constexpr std::array<std::uint32_t, 7> weekday_names{key_of("Sun"), key_of("Mon"), key_of("Tue"),
                                                     key_of("Wed"), key_of("Thu"), key_of("Fri"),
                                                     key_of("Sat")};

/// The second and third letter tell the months apart, even by the low bits of their sum.
constexpr std::size_t slot_of(std::uint32_t key) noexcept {
    return (key + (key >> 8U)) % 32U;
}

/// The month, 1 to 12, whose name has this slot; 0 for none.
constexpr std::array<std::uint8_t, 32> month_slots = [] {
    std::array<std::uint8_t, 32> slots{};
    for (std::uint8_t month = 1; month <= 12; ++month) {
        slots[slot_of(month_names[month - 1U])] = month;
    }
    return slots;
}();

/// The month of an English name, 1 to 12; 0 for none. By table, because a branch that depends on
/// the month is seldom predicted.
int month_number(const char* letters) noexcept {
    const std::uint32_t key = key_of(letters);
    const std::size_t month = month_slots[slot_of(key)];
    return month != 0 && month_names[month - 1] == key ? static_cast<int>(month) : 0;
}

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

/// Beyond the range of every field, so that one check of ranges refuses it too.
constexpr int not_a_number = 10'000;

inline unsigned value_of(char digit) noexcept {
    return static_cast<unsigned char>(digit) - 48U;
}

inline int one_digit(char character) noexcept {
    const unsigned value = value_of(character);
    return value > 9 ? not_a_number : static_cast<int>(value);
}
inline int two_digits(const char* at) noexcept {
    const unsigned tens = value_of(at[0]);
    const unsigned ones = value_of(at[1]);
    return std::max(tens, ones) > 9 ? not_a_number : static_cast<int>(tens * 10 + ones);
}
inline int four_digits(const char* at) noexcept {
    return two_digits(at) * 100 + two_digits(at + 2);
}

/// Eight characters of a form: a digit for each `0`, and the others as they are.
class Shape {
public:
    consteval explicit Shape(const char (&form)[9]) {
        std::array<std::uint8_t, 8> characters{};
        std::array<std::uint8_t, 8> carries{};
        for (std::size_t i = 0; i < 8; ++i) {
            characters[i] = static_cast<std::uint8_t>(form[i]);
            carries[i] = form[i] == '0' ? high_bit - 10 : high_bit - 1;
        }
        m_characters = std::bit_cast<std::uint64_t>(characters);
        m_carries = std::bit_cast<std::uint64_t>(carries);
    }

    /// All eight at once: without the form's bits a digit is at most 9 and any other character 0;
    /// more carries into the highest bit of its byte.
    bool fits(const char* text) const noexcept {
        std::uint64_t rest = 0;
        std::memcpy(&rest, text, sizeof rest);
        rest ^= m_characters;
        return ((rest | (rest + m_carries)) & high_bits) == 0;
    }

private:
    static constexpr std::uint8_t high_bit = 0x80;
    static constexpr std::uint64_t high_bits = 0x8080808080808080;
    std::uint64_t m_characters = 0;
    std::uint64_t m_carries = 0;
};

/// A clock reading before it is checked; a field that was not digits is out of its range.
struct Fields {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
};

std::optional<local_days> to_days(const Fields& fields) noexcept {
    if (fields.year < 1 || fields.year > 9999 || fields.month < 1 || fields.month > 12 ||
        fields.day < 1 || fields.day > 31) {
        return std::nullopt;
    }
    const year_month_day date{std::chrono::year{fields.year},
                              std::chrono::month{static_cast<unsigned>(fields.month)},
                              std::chrono::day{static_cast<unsigned>(fields.day)}};
    return date.ok() ? std::optional{local_days{date}} : std::nullopt;
}

/// Checks the ranges and fills in the wall clock. Needs the offset, if there is one: second 60 is
/// allowed only where a leap second can be, at 23:59:60 UTC.
bool set_wall(ParsedTime& time, const Fields& fields) noexcept {
    const auto day = to_days(fields);
    if (!day || fields.hour > 23 || fields.minute > 59 || fields.second > 60) {
        return false;
    }
    time.leap_second = fields.second == 60;
    const int second = time.leap_second ? 59 : fields.second;
    time.wall = local_seconds{*day} + seconds{fields.hour * 3600 + fields.minute * 60 + second};
    if (time.leap_second) {
        const auto utc = time.wall - time.offset.value_or(seconds{0});
        const auto time_of_day = utc - std::chrono::floor<days>(utc);
        return time_of_day == std::chrono::hours{24} - seconds{1};
    }
    return true;
}

/// `+hhmm` or, if allowed, `+hh:mm`, and nothing else.
std::optional<seconds> numeric_offset(std::string_view text, bool colon_allowed) noexcept {
    const bool has_colon = colon_allowed && text.size() == 6 && text[3] == ':';
    if (text.size() != (has_colon ? 6U : 5U) || (text[0] != '+' && text[0] != '-')) {
        return std::nullopt;
    }
    const int hours = two_digits(text.data() + 1);
    const int minutes = two_digits(text.data() + (has_colon ? 4 : 3));
    if (hours > 23 || minutes > 59) {
        return std::nullopt;
    }
    const seconds offset{hours * 3600 + minutes * 60};
    return text[0] == '-' ? -offset : offset;
}

/// Sets the offset from RFC 2822's zone. \returns whether the text is one
bool set_rfc2822_zone(ParsedTime& time, std::string_view text) noexcept {
    time.offset = numeric_offset(text, false);
    if (time.offset) {
        return true;
    }
    if (text == "GMT" || text == "UTC" || text == "UT" || text == "Z") {
        time.offset = seconds{0};
        return true;
    }
    for (const NamedZone& zone : named_zones) {
        if (text == zone.name) {
            time.named_zone = true;
            time.offset = std::chrono::hours{zone.hours};
            return true;
        }
    }
    return false;
}

/// What follows a fraction of one to nine digits; the text as it is if there is none.
std::string_view without_fraction(std::string_view text) noexcept {
    if (!text.starts_with('.')) {
        return text;
    }
    std::size_t end = 1;
    while (end < text.size() && one_digit(text[end]) != not_a_number) {
        ++end;
    }
    return end == 1 || end > 10 ? text : text.substr(end);
}

} // namespace

std::optional<ParsedTime> parse_rfc2822(std::string_view text) noexcept {
    ParsedTime time;
    std::optional<std::uint32_t> weekday;
    if (text.size() > 5 && text[3] == ',' && text[4] == ' ') {
        weekday = key_of(text.data());
        text.remove_prefix(5);
    }
    // Behind the day everything up to the seconds has its place: ` Jul 2026 23:59 Z`.
    const std::size_t day_digits = text.size() > 1 && text[1] == ' ' ? 1 : 2;
    if (text.size() < day_digits + 17) {
        return std::nullopt;
    }
    const char* const at = text.data() + day_digits;
    if (at[0] != ' ' || at[4] != ' ' || at[9] != ' ' || at[12] != ':') {
        return std::nullopt;
    }
    Fields fields;
    fields.day = day_digits == 1 ? one_digit(text[0]) : two_digits(text.data());
    fields.month = month_number(at + 1);
    fields.year = four_digits(at + 5);
    fields.hour = two_digits(at + 10);
    fields.minute = two_digits(at + 13);
    text.remove_prefix(day_digits + 15);
    if (text[0] == ':') {
        if (text.size() < 5) {
            return std::nullopt;
        }
        fields.second = two_digits(text.data() + 1);
        text.remove_prefix(3);
    }
    if (text[0] != ' ' || !set_rfc2822_zone(time, text.substr(1)) || !set_wall(time, fields)) {
        return std::nullopt;
    }
    if (weekday) {
        const std::chrono::weekday actual{std::chrono::floor<days>(time.wall)};
        time.wrong_weekday = *weekday != weekday_names[actual.c_encoding()];
        if (time.wrong_weekday && std::find(weekday_names.begin(), weekday_names.end(), *weekday) ==
                                      weekday_names.end()) {
            return std::nullopt;
        }
    }
    return time;
}

std::optional<ParsedTime> parse_iso8601(std::string_view text) noexcept {
    const char* const at = text.data();
    if (text.size() < 10 || at[4] != '-' || at[7] != '-') {
        return std::nullopt;
    }
    ParsedTime time;
    Fields fields;
    fields.year = four_digits(at);
    fields.month = two_digits(at + 5);
    fields.day = two_digits(at + 8);
    if (text.size() > 10) {
        if (text.size() < 19 || (at[10] != 'T' && at[10] != ' ') || at[13] != ':' ||
            at[16] != ':') {
            return std::nullopt;
        }
        fields.hour = two_digits(at + 11);
        fields.minute = two_digits(at + 14);
        fields.second = two_digits(at + 17);
        const std::string_view zone = without_fraction(text.substr(19));
        if (zone == "Z") {
            time.offset = seconds{0};
        } else if (!zone.empty()) {
            time.offset = numeric_offset(zone, true);
            if (!time.offset) {
                return std::nullopt;
            }
        }
    }
    if (!set_wall(time, fields)) {
        return std::nullopt;
    }
    return time;
}

std::optional<ParsedTime> parse_time(std::string_view text) noexcept {
    // Only ISO texts have a dash after four digits.
    const bool looks_iso = text.size() >= 10 && text[4] == '-';
    return looks_iso ? parse_iso8601(text) : parse_rfc2822(text);
}

bool is_datetime(std::string_view text) noexcept {
    if (text.size() != 19) {
        return false;
    }
    static constexpr Shape year_and_month{"0000-00-"};
    static constexpr Shape day_and_minutes{"00 00:00"};
    static constexpr Shape time_of_day{"00:00:00"};
    const char* at = text.data();
    if (!year_and_month.fits(at) || !day_and_minutes.fits(at + 8) || !time_of_day.fits(at + 11)) {
        return false;
    }
    const auto digits = [at](std::size_t i) { return value_of(at[i]) * 10 + value_of(at[i + 1]); };
    constexpr unsigned in_every_month = 28;
    const unsigned month = digits(5);
    const unsigned day = digits(8);
    if (month < 1 || month > 12 || day < 1 || digits(11) > 23 || at[14] > '5' || at[17] > '5') {
        return false;
    }
    const bool may_not_exist = day > in_every_month || (digits(0) == 0 && digits(2) == 0);
    return !may_not_exist ||
           to_days({four_digits(at), static_cast<int>(month), static_cast<int>(day)}).has_value();
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
    if (text.size() != 7 || text[4] != '-') {
        return std::nullopt;
    }
    const int year = four_digits(text.data());
    const int month = two_digits(text.data() + 5);
    if (year < 1 || year > 9999 || month < 1 || month > 12) {
        return std::nullopt;
    }
    return Month{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)}};
}

} // namespace calltally::core
