// SPDX-License-Identifier: MIT
//
// R8: local time to UTC and back, by IANA zone name, with the gaps and overlaps of summer time
// shown as what they are. Reads the tz database and nothing else: the system's, or the one in the
// folder that the environment variable TZDIR names.
#pragma once

#include "core/timestamp.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace calltally::core {

/// Which of the two readings of a repeated local hour is meant.
enum class OverlapChoice { earlier, later };

/// What a local time is in UTC.
struct ZonedReading {
    enum class Kind {
        unique,  ///< `earlier` and `later` are the same instant
        gap,     ///< the clocks skipped it; the instants read it by the rules after and before
        overlap, ///< it happened twice
    };
    Kind kind;
    Instant earlier;
    Instant later;

    /// The instant meant: none in a gap, none in an overlap without a choice.
    std::optional<Instant> resolve(std::optional<OverlapChoice> choice) const noexcept;
};

/// A zone of the tz database. Cheap to copy.
class TimeZone {
public:
    /// Finds `America/New_York`, `Etc/GMT+5`, `UTC`. Case matters. Empty for a name that is not
    /// in the tz database, and for what the database's folder holds beside zones or what depends
    /// on the machine: `localtime`, `posixrules`, `Factory`, `posix/…`, `right/…`, and any name
    /// with a character outside [A-Za-z0-9_+/-], a leading `/` or an empty part.
    static std::optional<TimeZone> find(std::string_view name);

    ZonedReading to_utc(std::chrono::local_seconds wall) const;
    std::chrono::local_seconds to_local(Instant instant) const;
    /// The abbreviation in force, such as `PDT` or `+0530`.
    std::string abbreviation(Instant instant) const;

private:
    struct Rules;
    explicit TimeZone(std::shared_ptr<const Rules> rules) noexcept : m_rules(std::move(rules)) {}
    std::shared_ptr<const Rules> m_rules;
};

} // namespace calltally::core
