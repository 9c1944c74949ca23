// SPDX-License-Identifier: MIT
#include "core/time_zone.hpp"

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>

namespace calltally::core {

struct TimeZone::Rules {
    cctz::time_zone zone;
};

namespace {

bool is_letter(char character) noexcept {
    return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
}

/// Whether the name may be handed to the tz database: no path tricks, nothing that depends on the
/// machine or that cctz treats in a way of its own.
bool is_zone_name(std::string_view name) noexcept {
    constexpr std::size_t longest_name = 64;
    if (name.empty() || name.size() > longest_name || !is_letter(name.front())) {
        return false;
    }
    char previous = '/';
    for (const char character : name) {
        const bool is_allowed = is_letter(character) || (character >= '0' && character <= '9') ||
                                character == '_' || character == '+' || character == '-' ||
                                character == '/';
        if (!is_allowed || (character == '/' && previous == '/')) {
            return false;
        }
        previous = character;
    }
    if (previous == '/') {
        return false;
    }
    return name != "localtime" && name != "posixrules" && name != "Factory" && name != "posix" &&
           name != "right" && !name.starts_with("posix/") && !name.starts_with("right/") &&
           !name.starts_with("Fixed/") && !name.starts_with("SystemV/");
}

cctz::time_point<cctz::seconds> to_cctz(Instant instant) {
    return cctz::time_point<cctz::seconds>(cctz::seconds(instant.time_since_epoch().count()));
}

Instant from_cctz(const cctz::time_point<cctz::seconds>& point) {
    return Instant{std::chrono::seconds{point.time_since_epoch().count()}};
}

} // namespace

std::optional<Instant> ZonedReading::resolve(std::optional<OverlapChoice> choice) const noexcept {
    switch (kind) {
    case Kind::unique:
        return earlier;
    case Kind::overlap:
        if (choice) {
            return *choice == OverlapChoice::earlier ? earlier : later;
        }
        break;
    case Kind::gap:
        break;
    }
    return std::nullopt;
}

std::optional<TimeZone> TimeZone::find(std::string_view name) {
    if (!is_zone_name(name)) {
        return std::nullopt;
    }
    cctz::time_zone zone;
    if (!cctz::load_time_zone(std::string{name}, &zone)) {
        return std::nullopt;
    }
    return TimeZone(std::make_shared<const Rules>(Rules{zone}));
}

ZonedReading TimeZone::to_utc(std::chrono::local_seconds wall) const {
    const auto day = std::chrono::floor<std::chrono::days>(wall);
    const std::chrono::year_month_day date{day};
    const auto second_of_day = (wall - day).count();
    const cctz::civil_second civil(static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()),
                                   static_cast<unsigned>(date.day()), 0, 0, second_of_day);
    const auto lookup = m_rules->zone.lookup(civil);
    switch (lookup.kind) {
    case cctz::time_zone::civil_lookup::UNIQUE:
        return {ZonedReading::Kind::unique, from_cctz(lookup.pre), from_cctz(lookup.pre)};
    case cctz::time_zone::civil_lookup::SKIPPED:
        return {ZonedReading::Kind::gap, from_cctz(lookup.post), from_cctz(lookup.pre)};
    case cctz::time_zone::civil_lookup::REPEATED:
        break;
    }
    return {ZonedReading::Kind::overlap, from_cctz(lookup.pre), from_cctz(lookup.post)};
}

std::chrono::local_seconds TimeZone::to_local(Instant instant) const {
    const auto lookup = m_rules->zone.lookup(to_cctz(instant));
    return std::chrono::local_seconds{instant.time_since_epoch()} +
           std::chrono::seconds{lookup.offset};
}

std::string TimeZone::abbreviation(Instant instant) const {
    return m_rules->zone.lookup(to_cctz(instant)).abbr;
}

} // namespace calltally::core
