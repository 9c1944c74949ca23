// SPDX-License-Identifier: MIT
#include "importer/local_zone.hpp"

#include <algorithm>
#include <array>

namespace calltally::importer {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// What an abbreviation can stand for. The tz database has no letters for many zones (`+08`),
/// while exports may; and a fixed offset has none at all.
struct Abbreviation {
    std::string_view name;
    minutes offset;
};
constexpr std::array<Abbreviation, 56> abbreviations{{
    {"ACDT", minutes{630}},  {"ACST", minutes{570}},  {"ADT", minutes{-180}},
    {"AEDT", minutes{660}},  {"AEST", minutes{600}},  {"AKDT", minutes{-480}},
    {"AKST", minutes{-540}}, {"ART", minutes{-180}},  {"AST", minutes{-240}},
    {"AWST", minutes{480}},  {"BRST", minutes{-120}}, {"BRT", minutes{-180}},
    {"BST", minutes{60}},    {"CAT", minutes{120}},   {"CDT", minutes{-300}},
    {"CEST", minutes{120}},  {"CET", minutes{60}},    {"CLST", minutes{-180}},
    {"CLT", minutes{-240}},  {"COT", minutes{-300}},  {"CST", minutes{-360}},
    {"CST", minutes{480}},   {"EAT", minutes{180}},   {"EDT", minutes{-240}},
    {"EEST", minutes{180}},  {"EET", minutes{120}},   {"EST", minutes{-300}},
    {"GST", minutes{240}},   {"HKT", minutes{480}},   {"HST", minutes{-600}},
    {"ICT", minutes{420}},   {"IDT", minutes{180}},   {"IST", minutes{60}},
    {"IST", minutes{120}},   {"IST", minutes{330}},   {"JST", minutes{540}},
    {"KST", minutes{540}},   {"LHDT", minutes{660}},  {"LHST", minutes{630}},
    {"MDT", minutes{-360}},  {"MSK", minutes{180}},   {"MST", minutes{-420}},
    {"MYT", minutes{480}},   {"NPT", minutes{345}},   {"NST", minutes{-210}},
    {"NDT", minutes{-150}},  {"NZDT", minutes{780}},  {"NZST", minutes{720}},
    {"PDT", minutes{-420}},  {"PET", minutes{-300}},  {"PHT", minutes{480}},
    {"PKT", minutes{300}},   {"PST", minutes{-480}},  {"SAST", minutes{120}},
    {"SGT", minutes{480}},   {"WIB", minutes{420}},
}};

bool is_known(std::string_view name) noexcept {
    return std::any_of(abbreviations.begin(), abbreviations.end(),
                       [name](const Abbreviation& each) { return each.name == name; });
}

bool can_mean(std::string_view name, seconds offset) noexcept {
    return std::any_of(abbreviations.begin(), abbreviations.end(),
                       [name, offset](const Abbreviation& each) {
                           return each.name == name && each.offset == offset;
                       });
}

/// Whether the tz database has no letters here, only the offset: `+1030`.
bool is_numeric(std::string_view abbreviation) noexcept {
    return abbreviation.starts_with('+') || abbreviation.starts_with('-');
}

int two_digits(std::string_view text) noexcept {
    const bool are_digits =
        text.size() >= 2 && text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9';
    return are_digits ? (text[0] - '0') * 10 + (text[1] - '0') : -1;
}

} // namespace

std::optional<seconds> parse_offset(std::string_view text) noexcept {
    if (text == "Z" || text == "UTC" || text == "GMT") {
        return seconds{0};
    }
    if (text.starts_with("UTC") || text.starts_with("GMT")) {
        text.remove_prefix(3);
    }
    if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) {
        return std::nullopt;
    }
    const bool is_negative = text[0] == '-';
    const int hour = two_digits(text.substr(1));
    text.remove_prefix(3);
    if (text.starts_with(':')) {
        text.remove_prefix(1);
        if (text.empty()) {
            return std::nullopt;
        }
    }
    const int minute = text.empty() ? 0 : text.size() == 2 ? two_digits(text) : -1;
    constexpr int largest_hour = 15;
    if (hour < 0 || hour > largest_hour || minute < 0 || minute > 59) {
        return std::nullopt;
    }
    const seconds offset = hours{hour} + minutes{minute};
    return is_negative ? -offset : offset;
}

std::optional<LocalZone> LocalZone::parse(std::string_view text) {
    if (const auto offset = parse_offset(text)) {
        return LocalZone(std::string{text}, *offset);
    }
    if (auto zone = core::TimeZone::find(text)) {
        return LocalZone(std::string{text}, std::move(*zone));
    }
    return std::nullopt;
}

bool LocalZone::has_abbreviation(core::Instant instant, std::string_view abbreviation) const {
    const seconds offset = to_local(instant).time_since_epoch() - instant.time_since_epoch();
    if (const auto numeric = parse_offset(abbreviation)) {
        if (*numeric == offset) {
            return true;
        }
    }
    const auto* const zone = std::get_if<core::TimeZone>(&m_rules);
    if (zone == nullptr) {
        return can_mean(abbreviation, offset);
    }
    const std::string own = zone->abbreviation(instant);
    return own == abbreviation || (is_numeric(own) && can_mean(abbreviation, offset));
}

LocalZone::Reading LocalZone::read(std::chrono::local_seconds wall, std::string_view abbreviation,
                                   std::optional<core::OverlapChoice> choice) const {
    const auto* const zone = std::get_if<core::TimeZone>(&m_rules);
    if (zone == nullptr) {
        const core::Instant instant{wall.time_since_epoch() - std::get<seconds>(m_rules)};
        if (abbreviation.empty() || has_abbreviation(instant, abbreviation)) {
            return {Outcome::unique, instant};
        }
        const bool can_be_checked = parse_offset(abbreviation) || is_known(abbreviation);
        return {can_be_checked ? Outcome::contradiction : Outcome::unknown, instant, m_name};
    }
    const core::ZonedReading both = zone->to_utc(wall);
    if (both.kind == core::ZonedReading::Kind::gap) {
        return {Outcome::gap, both.earlier, zone->abbreviation(both.earlier)};
    }
    const bool fits_earlier = abbreviation.empty() || has_abbreviation(both.earlier, abbreviation);
    if (both.kind == core::ZonedReading::Kind::unique) {
        if (fits_earlier) {
            return {Outcome::unique, both.earlier};
        }
        return {Outcome::contradiction, both.earlier, zone->abbreviation(both.earlier)};
    }
    const bool fits_later = abbreviation.empty() || has_abbreviation(both.later, abbreviation);
    if (fits_earlier != fits_later) {
        return {Outcome::unique, fits_earlier ? both.earlier : both.later};
    }
    std::string expected =
        zone->abbreviation(both.earlier) + " or " + zone->abbreviation(both.later);
    if (!fits_earlier) {
        return {Outcome::contradiction, both.earlier, std::move(expected)};
    }
    if (const auto instant = both.resolve(choice)) {
        return {Outcome::unique, *instant};
    }
    return {Outcome::overlap, both.earlier, std::move(expected)};
}

core::Instant LocalZone::start_of(std::chrono::local_days day) const {
    const std::chrono::local_seconds midnight{day};
    if (const auto* const zone = std::get_if<core::TimeZone>(&m_rules)) {
        const core::ZonedReading both = zone->to_utc(midnight);
        // A midnight that the clocks skip is read by the rules before: the instant they jump.
        return both.kind == core::ZonedReading::Kind::gap ? both.later : both.earlier;
    }
    return core::Instant{midnight.time_since_epoch() - std::get<seconds>(m_rules)};
}

std::chrono::local_seconds LocalZone::to_local(core::Instant instant) const {
    if (const auto* const zone = std::get_if<core::TimeZone>(&m_rules)) {
        return zone->to_local(instant);
    }
    return std::chrono::local_seconds{instant.time_since_epoch() + std::get<seconds>(m_rules)};
}

} // namespace calltally::importer
