// SPDX-License-Identifier: MIT
#include "api/field_values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calltally::api {

namespace {

using Kind = FieldValue::Kind;

constexpr core::Instant epoch{};
constexpr core::Instant far_future{core::Date{std::chrono::year{2100} / 1 / 1}};
constexpr core::Date last_day{std::chrono::year{9998} / 12 / 31}; ///< the day after has four digits

bool is_empty(const FieldValue& value) noexcept {
    return value.kind == Kind::null || (value.kind == Kind::text && value.text.empty());
}

bool is_number_or_text(const FieldValue& value) noexcept {
    return value.kind == Kind::number || value.kind == Kind::text;
}

/// A time that is not null: an empty text is odd, and no time.
bool has_time(const FieldValue& value, RowNotes& notes) {
    if (value.kind == Kind::text && value.text.empty()) {
        notes.warn(fmt::format("{} is an empty text", value.name));
    }
    return !is_empty(value);
}

/// From 1970 on; the parsers end at 9999.
std::optional<core::Instant> checked(const FieldValue& value, std::optional<core::Instant> instant,
                                     RowNotes& notes) {
    if (!instant || *instant < epoch) {
        notes.refuse(value, "is not a time from 1970 to 9999");
        return std::nullopt;
    }
    if (*instant >= far_future) {
        notes.warn(fmt::format("{} is far in the future", value.name));
    }
    return instant;
}

} // namespace

bool is_sid(std::string_view text, std::string_view prefix) noexcept {
    constexpr std::size_t digits = 32;
    return text.size() == prefix.size() + digits && text.starts_with(prefix) &&
           text.find_first_not_of("0123456789abcdefABCDEF", prefix.size()) ==
               std::string_view::npos;
}

std::optional<std::string> text_of(const FieldValue& value, RowNotes& notes) {
    if (value.kind == Kind::null) {
        return std::nullopt;
    }
    if (!is_number_or_text(value)) {
        notes.refuse(value, "is not a text");
        return std::nullopt;
    }
    if (value.kind == Kind::number) {
        notes.warn(fmt::format("{} is a number", value.name));
    }
    return std::string{value.text};
}

std::string sid_of(const FieldValue& value, std::string_view prefix, RowNotes& notes) {
    if (value.kind != Kind::text || !is_sid(value.text, prefix)) {
        notes.refuse(value, fmt::format("is not {} and 32 hexadecimal digits", prefix));
        return {};
    }
    return std::string{value.text};
}

std::optional<std::int64_t> whole_number_of(const FieldValue& value, RowNotes& notes) {
    if (is_empty(value)) {
        return std::nullopt;
    }
    std::string_view text = value.text;
    const std::size_t point = text.find('.');
    if (point != std::string_view::npos && point + 1 < text.size() &&
        text.find_first_not_of('0', point + 1) == std::string_view::npos) {
        text = text.substr(0, point);
    }
    const auto number = is_number_or_text(value) ? core::parse_whole_number(text) : std::nullopt;
    if (!number) {
        notes.refuse(value, "is not a whole number");
    }
    return number;
}

std::optional<core::Decimal> decimal_of(const FieldValue& value, RowNotes& notes) {
    if (is_empty(value)) {
        return std::nullopt;
    }
    const auto decimal = is_number_or_text(value) ? core::parse_decimal(value.text) : std::nullopt;
    if (!decimal) {
        notes.refuse(value, "is not a decimal number of at most six places");
    }
    return decimal;
}

std::optional<std::string> currency_of(const FieldValue& value, RowNotes& notes) {
    if (is_empty(value)) {
        return std::nullopt;
    }
    auto currency = text_of(value, notes);
    if (!currency) {
        return std::nullopt;
    }
    for (char& character : *currency) {
        if (character >= 'a' && character <= 'z') {
            character = static_cast<char>(character - 'a' + 'A');
        }
    }
    const bool is_iso = currency->size() == 3 &&
                        std::all_of(currency->begin(), currency->end(), [](char character) {
                            return character >= 'A' && character <= 'Z';
                        });
    if (!is_iso || *currency == "XXX") {
        notes.warn(fmt::format("{} is not a currency", value.name));
    }
    return currency;
}

std::optional<core::Instant> rfc2822_of(const FieldValue& value, RowNotes& notes) {
    if (!has_time(value, notes)) {
        return std::nullopt;
    }
    const auto parsed = value.kind == Kind::text ? core::parse_rfc2822(value.text) : std::nullopt;
    if (!parsed) {
        notes.refuse(value, "is not a time in RFC 2822 form");
        return std::nullopt;
    }
    if (parsed->wrong_weekday) {
        notes.warn(fmt::format("{} names the wrong weekday", value.name));
    }
    if (parsed->named_zone) {
        notes.warn(fmt::format("{} has a zone by name", value.name));
    }
    if (parsed->leap_second) {
        notes.warn(fmt::format("{} is a leap second", value.name));
    }
    return checked(value, core::to_instant(*parsed), notes);
}

std::optional<core::Instant> iso8601_of(const FieldValue& value, RowNotes& notes) {
    if (!has_time(value, notes)) {
        return std::nullopt;
    }
    auto parsed = value.kind == Kind::text ? core::parse_iso8601(value.text) : std::nullopt;
    if (!parsed) {
        notes.refuse(value, "is not a time in ISO 8601 form");
        return std::nullopt;
    }
    if (!parsed->offset) {
        notes.warn(fmt::format("{} has no zone", value.name));
        parsed->offset = std::chrono::seconds{0};
    }
    return checked(value, core::to_instant(*parsed), notes);
}

core::Date day_of(const FieldValue& value, RowNotes& notes) {
    const auto day = value.kind == Kind::text ? core::parse_date(value.text) : std::nullopt;
    if (!day || *day < core::date_of(epoch) || *day > last_day) {
        notes.refuse(value, "is not a date YYYY-MM-DD from 1970 to 9998");
        return {};
    }
    return *day;
}

} // namespace calltally::api
