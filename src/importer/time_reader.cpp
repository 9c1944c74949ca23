// SPDX-License-Identifier: MIT
#include "importer/time_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calltally::importer {

namespace {

/// `PDT`, `+1030`, `GMT+10:30` into the time's offset or abbreviation.
bool set_zone(WrittenTime& time, std::string_view zone) noexcept {
    constexpr std::size_t longest = 10;
    if (zone.empty() || zone.size() > longest) {
        return false;
    }
    if (zone == "UTC" || zone == "GMT" || zone == "Z") {
        time.offset = std::chrono::seconds{0};
        time.abbreviation = zone;
        return true;
    }
    time.offset = parse_offset(zone);
    if (time.offset) {
        return true;
    }
    time.abbreviation = zone;
    return std::all_of(zone.begin(), zone.end(), [](char character) {
        return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
    });
}

/// The wall clock of a date and a time of day, both in their one form.
std::optional<std::chrono::local_seconds> wall_of(std::string_view date,
                                                  std::string_view clock) noexcept {
    if (date.size() != 10 || clock.size() != 8) {
        return std::nullopt;
    }
    std::array<char, 19> text{};
    std::copy(date.begin(), date.end(), text.begin());
    text[10] = ' ';
    std::copy(clock.begin(), clock.end(), text.begin() + 11);
    const auto parsed = core::parse_iso8601({text.data(), text.size()});
    return parsed ? std::optional{parsed->wall} : std::nullopt;
}

} // namespace

std::optional<WrittenTime> parse_written_time(std::string_view text) noexcept {
    WrittenTime time{};
    if (text.size() > 20 && text[2] == ':' && text[5] == ':' && text[8] == ' ') {
        const std::size_t space = text.rfind(' ');
        const auto wall = wall_of(text.substr(space + 1), text.substr(0, 8));
        if (!wall || space <= 8 || !set_zone(time, text.substr(9, space - 9))) {
            return std::nullopt;
        }
        time.wall = *wall;
        return time;
    }
    if (const auto iso = core::parse_iso8601(text); iso && text.size() > 10) {
        time.wall = iso->wall;
        time.offset = iso->offset;
        return time;
    }
    if (text.size() > 20 && text[4] == '-' && text[7] == '-' && text[19] == ' ') {
        const auto wall = wall_of(text.substr(0, 10), text.substr(11, 8));
        if (!wall || !set_zone(time, text.substr(20))) {
            return std::nullopt;
        }
        time.wall = *wall;
        return time;
    }
    if (const auto mail = core::parse_rfc2822(text); mail && !mail->named_zone) {
        time.wall = mail->wall;
        time.offset = mail->offset;
        return time;
    }
    return std::nullopt;
}

void TimeReader::refuse(std::string_view text, Column column) {
    std::string_view why;
    if (text.find('/') != std::string_view::npos) {
        why = ": whether the day or the month comes first cannot be told";
    } else if (text.find_first_not_of("0123456789.,") == std::string_view::npos) {
        why = ": it is a spreadsheet's number of days";
    }
    throw BadCell{
        column, fmt::format("{} is not a time as in 13:00:53 PDT 2025-05-31, 2025-05-31T20:00:53Z "
                            "or Sat, 31 May 2025 20:00:53 +0000{}",
                            shown(text), why)};
}

std::optional<core::Instant> TimeReader::read(const Cells& cells, Column column) {
    if (!cells.has(column)) {
        return std::nullopt;
    }
    const std::string_view text = cells[column];
    const auto time = parse_written_time(text);
    if (!time) {
        refuse(text, column);
    }
    m_last_wall = time->wall;
    core::Instant instant;
    if (m_is_utc || (time->offset && !m_zone)) {
        if (!time->offset && !time->abbreviation.empty()) {
            throw BadCell{column, fmt::format("{} is not in UTC, as the times of such a file are",
                                              shown(text))};
        }
        instant = core::Instant{time->wall.time_since_epoch() -
                                time->offset.value_or(std::chrono::seconds{0})};
    } else {
        instant = in_zone(*time, text, column);
    }
    if (instant < core::Instant{}) {
        throw BadCell{column, fmt::format("{} is before 1970", shown(text))};
    }
    return instant;
}

core::Instant TimeReader::in_zone(const WrittenTime& time, std::string_view text,
                                  Column column) const {
    if (!m_zone) {
        throw BadCell{column,
                      fmt::format("{} is a local time, and the time zone is not known: name it, as "
                                  "in --zone America/New_York",
                                  shown(text)),
                      true};
    }
    using Outcome = LocalZone::Outcome;
    if (time.offset && time.abbreviation.empty()) {
        // The text says when it was; the zone must agree.
        const core::Instant instant{time.wall.time_since_epoch() - *time.offset};
        if (m_zone->to_local(instant) != time.wall) {
            throw BadCell{column,
                          fmt::format("{} contradicts --zone {}: there it is {}", shown(text),
                                      m_zone->name(),
                                      core::format_datetime(m_zone->to_local(instant)).view()),
                          true};
        }
        return instant;
    }
    const LocalZone::Reading reading = m_zone->read(time.wall, time.abbreviation, m_choice);
    switch (reading.outcome) {
    case Outcome::unique:
        break;
    case Outcome::gap:
        throw BadCell{column, fmt::format("{} never was in {}: the clocks skipped it", shown(text),
                                          m_zone->name())};
    case Outcome::overlap:
        throw BadCell{
            column, fmt::format("{} was twice in {}, as {}: say which with --ambiguous earlier or "
                                "later",
                                shown(text), m_zone->name(), reading.expected)};
    case Outcome::contradiction:
        throw BadCell{column,
                      fmt::format("{} contradicts --zone {}: the clocks there show {} at this time",
                                  shown(text), m_zone->name(), reading.expected),
                      true};
    case Outcome::unknown:
        throw BadCell{column,
                      fmt::format("the zone in {} cannot be checked against --zone {}: name a zone "
                                  "as in America/New_York",
                                  shown(text), m_zone->name()),
                      true};
    }
    return reading.instant;
}

} // namespace calltally::importer
