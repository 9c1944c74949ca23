// SPDX-License-Identifier: MIT
#include "api/row_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calltally::api {

namespace {

constexpr std::size_t longest_field = 65'536;
constexpr std::size_t longest_quoted = 60;

/// The value for a message: cut, without control characters.
std::string quoted(const Scalar& value) {
    if (value.kind == Scalar::Kind::null) {
        return "null";
    }
    std::string text(value.text.substr(0, longest_quoted));
    for (char& character : text) {
        if (static_cast<unsigned char>(character) < ' ') {
            character = ' ';
        }
    }
    return value.kind == Scalar::Kind::string ? fmt::format("'{}'", text) : text;
}

} // namespace

bool is_sid(std::string_view text, std::string_view prefix) noexcept {
    constexpr std::size_t digits = 32;
    if (text.size() != prefix.size() + digits || !text.starts_with(prefix)) {
        return false;
    }
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(prefix.size()), text.end(),
                       [](char character) {
                           return (character >= '0' && character <= '9') ||
                                  (character >= 'a' && character <= 'f') ||
                                  (character >= 'A' && character <= 'F');
                       });
}

void RowReader::end_row() {
    if (!is_refused()) {
        finish_row();
    }
    if (is_refused()) {
        m_notes.bad_rows.push_back({row_sid(), m_problem, {}});
        refused_rows.push_back(rows_read);
    }
    ++rows_read;
}

void RowReader::not_an_object() {
    m_notes.bad_rows.push_back({std::nullopt, "the row is not an object", {}});
    refused_rows.push_back(rows_read++);
}

void RowReader::refuse(std::string_view name, std::string_view what, const Scalar& value) {
    refuse(fmt::format("{}: {} {}", name, quoted(value), what));
}

void RowReader::refuse(std::string reason) {
    if (m_problem.empty()) {
        m_problem = std::move(reason);
    }
}

bool RowReader::first_time(std::string_view name, unsigned number, const Scalar& value) {
    const std::uint64_t bit = std::uint64_t{1} << number;
    if ((m_seen & bit) != 0) {
        refuse(name, "is a second value of the same field", value);
        return false;
    }
    m_seen |= bit;
    return true;
}

void RowReader::read_text(std::string_view name, const Scalar& value,
                          std::optional<std::string>& to) {
    switch (value.kind) {
    case Scalar::Kind::null:
        to.reset();
        return;
    case Scalar::Kind::string:
    case Scalar::Kind::number:
        break;
    case Scalar::Kind::boolean:
        refuse(name, "is not text", value);
        return;
    }
    if (value.text.size() > longest_field) {
        refuse(fmt::format("{}: {} bytes are too long", name, value.text.size()));
        return;
    }
    to = std::string{value.text};
    if (to->find('\0') != std::string::npos) {
        // SQLite's tools stop at a NUL; the replacement character shows that one was there.
        std::string cleaned;
        for (const char character : *to) {
            character == '\0' ? cleaned += "\xef\xbf\xbd" : cleaned += character;
        }
        to = std::move(cleaned);
        warn("NUL character in a text");
    }
}

void RowReader::read_number(std::string_view name, const Scalar& value,
                            std::optional<std::int64_t>& to, std::int64_t lowest) {
    if (value.kind == Scalar::Kind::null ||
        (value.kind == Scalar::Kind::string && value.text.empty())) {
        to.reset();
        return;
    }
    if (value.kind == Scalar::Kind::boolean) {
        refuse(name, "is not a number", value);
        return;
    }
    auto number = core::parse_whole_number(value.text);
    if (!number) {
        // 61.0 is 61; an exponent is not how a count is written.
        const auto decimal = value.text.find_first_of("eE") == std::string_view::npos
                                 ? core::parse_decimal(value.text)
                                 : std::nullopt;
        if (decimal && decimal->micros % 1'000'000 == 0) {
            number = decimal->micros / 1'000'000;
        }
    }
    if (!number || *number < lowest) {
        refuse(name, "is not a whole number in range", value);
        return;
    }
    to = number;
}

void RowReader::read_decimal(std::string_view name, const Scalar& value,
                             std::optional<core::Decimal>& to) {
    if (value.kind == Scalar::Kind::null ||
        (value.kind == Scalar::Kind::string && value.text.empty())) {
        to.reset();
        return;
    }
    const auto decimal = value.kind == Scalar::Kind::boolean ? std::nullopt
                                                             : core::parse_decimal(value.text);
    if (!decimal) {
        refuse(name, "is not a decimal that can be kept exactly", value);
        return;
    }
    to = decimal;
}

void RowReader::read_currency(std::string_view name, const Scalar& value,
                              std::optional<std::string>& to) {
    read_text(name, value, to);
    if (!to) {
        return;
    }
    for (char& character : *to) {
        if (character >= 'a' && character <= 'z') {
            character = static_cast<char>(character - 'a' + 'A');
        }
    }
    if (to->empty()) {
        to.reset();
    } else if (to->size() != 3) {
        warn("unusual price_unit");
    }
}

void RowReader::read_instant(std::string_view name, const Scalar& value,
                             std::optional<core::Instant>& to) {
    if (value.kind == Scalar::Kind::null ||
        (value.kind == Scalar::Kind::string && value.text.empty())) {
        to.reset();
        return;
    }
    const auto parsed =
        value.kind == Scalar::Kind::string ? core::parse_time(value.text) : std::nullopt;
    const auto instant = parsed ? core::to_instant(*parsed) : std::nullopt;
    if (!instant || instant->time_since_epoch().count() < 0) {
        refuse(name, "is not a date and time with its zone", value);
        return;
    }
    if (parsed->wrong_weekday) {
        warn("wrong weekday in a date");
    }
    if (parsed->named_zone) {
        warn("named zone in a date");
    }
    if (parsed->leap_second) {
        warn("leap second in a date");
    }
    to = instant;
}

} // namespace calltally::api
