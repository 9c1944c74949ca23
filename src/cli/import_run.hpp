// SPDX-License-Identifier: MIT
//
// One file into the mirror, in one transaction: all of it or nothing.
#pragma once

#include "cli/import_times.hpp"
#include "core/packed_calls.hpp"
#include "importer/import_file.hpp"
#include "importer/sid_index.hpp"
#include "store/call_store.hpp"
#include "store/database.hpp"
#include "store/import_store.hpp"
#include "store/sync_ledger.hpp"

#include <future>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace calltally::cli {

/// What became of a file.
struct ImportedFile {
    std::string name;
    importer::FileFormat format = importer::FileFormat::console_calls;
    std::string zone;
    importer::TimeShift shift;
    std::int64_t rows = 0;
    std::int64_t rows_new = 0;
    std::int64_t rows_changed = 0;
    std::int64_t rows_older = 0;    ///< older than what is stored
    std::int64_t rows_repeated = 0; ///< the same row again
    std::int64_t rows_quarantined = 0;
    std::int64_t rows_released = 0; ///< that waited in the quarantine and could be read now
    std::set<std::string> account_sids;
    std::optional<store::TimeSpan> covered;
    std::map<std::string, core::DateRange> covered_days; ///< whole UTC days, by account
    bool covers_was_given = false;
    std::vector<std::string> lacks;
    importer::Warnings warnings;
};

class ImportRun {
public:
    /// \param as_of when the file was written; empty: as the file system says, else now
    ImportRun(SQLite::Database& connection, std::int64_t run_id, core::Instant now,
              std::optional<core::Instant> as_of);

    /// Stores the file's rows and what it covers; the months that changed are left stale.
    /// \throws core::Error: nothing of the file is stored
    ImportedFile import(importer::ImportFile& file, const importer::ImportOptions& options);

private:
    /// Rows that are sorted and stored together.
    struct Batch {
        struct Place {
            std::int64_t line;
            core::Source source;
        };
        core::PackedCalls calls;
        std::vector<Place> places; ///< of each call
    };
    struct Counts {
        std::int64_t rows = 0;
        std::int64_t rows_new = 0;
        std::int64_t rows_changed = 0;
        std::int64_t rows_quarantined = 0;
    };
    /// account, category, first and last day, granularity, subaccounts: what tells records apart
    using UsageKey = std::tuple<std::string, std::string, core::Date, core::Date, bool>;
    struct UsageSeen {
        std::optional<std::int64_t> count;
        std::optional<std::int64_t> usage_micros;
        std::optional<std::int64_t> price_micros;
        std::int64_t line = 0;
    };

    void start(const importer::ImportFile& file, const importer::ImportOptions& options);
    void find_conflicts(importer::ImportFile& file);
    void add_call(importer::ImportFile& file);
    /// Hands the batch to a thread that stores it while the next one is read.
    void store_calls();
    void store_batch();
    void store_call(const core::Call& call, core::Source source);
    /// The connection, once no other thread uses it. \throws what that thread threw
    SQLite::Database& connection();
    void add_usage(importer::ImportFile& file);
    void put_aside(importer::ImportFile& file, const importer::BadRow& row);
    void refuse_conflicts(const importer::ImportFile& file);
    void release(const importer::ImportFile& file, const std::string& account_sid,
                 const std::string& sid);
    void cover(importer::ImportFile& file, const importer::ImportOptions& options);
    void cover_usage(const std::string& account_sid, const core::DateRange& days);
    /// Usage by day says nothing of the categories that are not listed: nothing is compared then.
    void note_uncovered_days(const std::string& account_sid);
    void add_account(const std::string& account_sid);

    SQLite::Database& m_connection;
    std::int64_t m_run_id;
    core::Instant m_now;
    std::optional<core::Instant> m_given_as_of;
    core::Instant m_as_of;
    ImportedFile m_result;
    std::optional<store::CallStore> m_calls;
    Batch m_pending;
    Batch m_being_stored;
    std::map<std::string, Counts> m_counts; ///< by account
    std::map<UsageKey, UsageSeen> m_usage;
    bool m_includes_subaccounts = false; ///< some usage row does
    std::optional<importer::SidIndex> m_sids;
    std::set<std::string> m_conflicting; ///< sids; only where bad rows are skipped
    std::map<std::int64_t, std::vector<store::WaitingRow>> m_waiting; ///< by line
    std::optional<CoveredDays> m_days;
    ZoneCheck m_zone_check;
    bool m_has_quarantine = false;
    std::future<void> m_storing; ///< last: what it works on is above
};

} // namespace calltally::cli
