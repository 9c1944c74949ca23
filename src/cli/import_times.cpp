// SPDX-License-Identifier: MIT
#include "cli/import_times.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

namespace calltally::cli {

namespace {

using core::Error;
using core::ExitCode;
using importer::ImportFile;

constexpr std::int64_t first_lookups = 200; ///< rows that are looked up in the API's, all of them
constexpr std::int64_t lookup_step = 97;    ///< later, every so many rows one
constexpr std::int64_t most_lookups = 500;  ///< in a file
constexpr std::int64_t least_lookups = 3;   ///< before they say anything
constexpr std::chrono::minutes quarter{15};

} // namespace

CoveredDays::CoveredDays(const ImportFile& file, const importer::ImportOptions& options,
                         core::Instant now)
    : m_now(now) {
    const auto covered = options.covers ? file.covered() : std::nullopt;
    if (!covered) {
        return;
    }
    // The day that is not over yet is a whole one too, and somewhere it is tomorrow already.
    if (covered->second > now + std::chrono::days{2}) {
        throw Error(ExitCode::usage,
                    fmt::format("--covers of {} ends on {}, which is still to come",
                                importer::ByteSource::quoted(file.name()),
                                core::format_date(core::date_of(covered->second)).view()),
                    "give the days that the file was made of");
    }
    m_given = store::TimeSpan{covered->first, covered->second};
}

void CoveredDays::note(const core::Call& call, importer::Warnings& warnings) const {
    if (!call.start_time) {
        return;
    }
    if (*call.start_time > m_now) {
        ++warnings["a call that starts after now: is the time zone right?"];
    }
    if (m_given && (*call.start_time < m_given->from || *call.start_time >= m_given->to)) {
        ++warnings["a call outside of --covers"];
    }
}

void CoveredDays::note(const core::UsageRecord& record, importer::Warnings& warnings) const {
    if (m_given && (record.days.from < core::date_of(m_given->from) ||
                    record.days.to > core::date_of(m_given->to))) {
        ++warnings["usage of days outside of --covers"];
    }
}

void ZoneCheck::look_up(SQLite::Database& connection, const core::Call& call) {
    const std::int64_t place = m_calls++;
    const bool is_due = place < first_lookups || place % lookup_step == 0;
    if (!call.start_time || !is_due || m_looked_up >= most_lookups) {
        return;
    }
    if (const auto start = store::start_in_api(connection, call.sid)) {
        ++m_looked_up;
        const std::chrono::seconds shift = *call.start_time - *start;
        if (shift.count() != 0 && shift % quarter == std::chrono::seconds{0}) {
            ++m_shifted;
            m_last_shift = shift;
        }
    }
}

void ZoneCheck::finish(const ImportFile& file) const {
    if (m_looked_up < least_lookups || m_shifted < m_looked_up) {
        return;
    }
    throw Error(
        ExitCode::usage,
        fmt::format("{}: all {} calls that were looked up in the mirror start at another "
                    "time than the API says, the last one {:+} minutes off",
                    importer::ByteSource::quoted(file.name()), m_looked_up,
                    std::chrono::floor<std::chrono::minutes>(m_last_shift).count()),
        fmt::format("nothing of the file was imported; the time zone is not {}", file.zone_name()));
}

} // namespace calltally::cli
