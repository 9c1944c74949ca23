// SPDX-License-Identifier: MIT
//
// The times of a file, in every form that is known, to UTC.
#pragma once

#include "importer/cells.hpp"
#include "importer/local_zone.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace calltally::importer {

/// A time as a file writes it: a wall clock, and what it says of its zone.
struct WrittenTime {
    std::chrono::local_seconds wall;
    std::optional<std::chrono::seconds> offset; ///< where it is written as a number, or UTC
    std::string_view abbreviation;              ///< where it is written in letters
};

/// `13:00:53 PDT 2025-05-31` (the Console), `2025-05-31 13:00:53 PDT`, ISO 8601, RFC 2822.
std::optional<WrittenTime> parse_written_time(std::string_view text) noexcept;

class TimeReader {
public:
    /// \param zone   of times that do not carry theirs; empty: the user named none
    /// \param is_utc whether a time without any zone is UTC in this kind of file
    TimeReader(std::optional<LocalZone> zone, std::optional<core::OverlapChoice> choice,
               bool is_utc)
        : m_zone(std::move(zone)), m_choice(choice), m_is_utc(is_utc) {}

    /// Empty for a cell without text.
    /// \throws BadCell; it concerns the file where a zone is missing or is contradicted
    std::optional<core::Instant> read(const Cells& cells, Column column);

    /// The wall clock that read() saw last: the time as the file shows it.
    std::chrono::local_seconds last_wall() const noexcept { return m_last_wall; }
    const std::optional<LocalZone>& zone() const noexcept { return m_zone; }

private:
    core::Instant in_zone(const WrittenTime& time, std::string_view text, Column column) const;
    [[noreturn]] static void refuse(std::string_view text, Column column);

    std::optional<LocalZone> m_zone;
    std::optional<core::OverlapChoice> m_choice;
    bool m_is_utc;
    std::chrono::local_seconds m_last_wall{};
};

} // namespace calltally::importer
