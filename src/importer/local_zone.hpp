// SPDX-License-Identifier: MIT
//
// The zone that a file's local times are in: one of the tz database, or a fixed offset. Never
// guessed; the abbreviation that the Console writes beside each time is checked against it.
#pragma once

#include "core/time_zone.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace calltally::importer {

class LocalZone {
public:
    /// `America/New_York`, `+05:30`, `-0400`, `UTC`. Empty for anything else.
    static std::optional<LocalZone> parse(std::string_view text);

    /// What a local time is in UTC, as the zone has it.
    enum class Outcome {
        unique,
        gap,           ///< the clocks skipped it
        overlap,       ///< it happened twice, and nothing says which is meant
        contradiction, ///< the abbreviation is not the zone's at this time
        unknown,       ///< the abbreviation cannot be checked against a fixed offset
    };
    struct Reading {
        Outcome outcome = Outcome::unique;
        core::Instant instant{};
        std::string expected{}; ///< abbreviations that the zone has at this time
    };
    /// \param abbreviation as the file has it; empty: it has none
    /// \param choice       of two readings, where the abbreviation does not tell
    Reading read(std::chrono::local_seconds wall, std::string_view abbreviation,
                 std::optional<core::OverlapChoice> choice) const;

    /// When a local day begins: its first instant.
    core::Instant start_of(std::chrono::local_days day) const;
    std::chrono::local_seconds to_local(core::Instant instant) const;
    const std::string& name() const noexcept { return m_name; }

private:
    LocalZone(std::string name, std::variant<core::TimeZone, std::chrono::seconds> rules)
        : m_name(std::move(name)), m_rules(std::move(rules)) {}
    bool has_abbreviation(core::Instant instant, std::string_view abbreviation) const;

    std::string m_name;
    std::variant<core::TimeZone, std::chrono::seconds> m_rules;
};

/// `+0530`, `-04:00`, `+05`, and the same behind `GMT` or `UTC`; `UTC`, `GMT` and `Z` are 0.
std::optional<std::chrono::seconds> parse_offset(std::string_view text) noexcept;

} // namespace calltally::importer
