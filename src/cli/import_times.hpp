// SPDX-License-Identifier: MIT
//
// Whether the times of an imported file can be right: the days that the user says it covers, and
// the zone in which it is read.
#pragma once

#include "importer/import_file.hpp"
#include "store/import_store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <chrono>
#include <cstdint>
#include <optional>

namespace calltally::cli {

/// Notes what lies outside of `--covers`, and what is still to come.
class CoveredDays {
public:
    /// \throws core::Error usage: `--covers` ends on a day that is still to come
    CoveredDays(const importer::ImportFile& file, const importer::ImportOptions& options,
                core::Instant now);

    void note(const core::Call& call, importer::Warnings& warnings) const;
    void note(const core::UsageRecord& record, importer::Warnings& warnings) const;

private:
    core::Instant m_now;
    std::optional<store::TimeSpan> m_given; ///< what the user says
};

/// Looks some calls up in the API's: a file that is read in the wrong zone is shifted throughout.
class ZoneCheck {
public:
    void look_up(SQLite::Database& connection, const core::Call& call);
    /// \throws core::Error usage: all that were looked up start at another time
    void finish(const importer::ImportFile& file) const;

private:
    std::int64_t m_calls = 0;
    std::int64_t m_looked_up = 0; ///< calls whose start in the API was looked at
    std::int64_t m_shifted = 0;   ///< of those, by a multiple of a quarter of an hour
    std::chrono::seconds m_last_shift{0};
};

} // namespace calltally::cli
