// SPDX-License-Identifier: MIT
//
// What the parts of one run share.
#pragma once

#include "api/page.hpp"
#include "core/call.hpp"
#include "core/usage_record.hpp"
#include "store/database.hpp"
#include "store/quarantine.hpp"
#include "store/sync_ledger.hpp"
#include "sync/remote.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace calltally::sync {

/// What is told of a run while it goes on.
struct Progress {
    std::string_view step; ///< accounts, usage, calls, settling, single calls, closing
    std::int64_t rows = 0; ///< of calls, that arrived so far
    /// An estimate of `rows` at the end, or more; 0: not known.
    std::int64_t expected_rows = 0;
};

struct RunContext {
    store::Database& database;
    Remote& remote;
    std::int64_t run_id = 0;
    store::RunTotals totals;
    std::function<void(const Progress&)> on_progress;
    std::vector<api::BadRow> bad_accounts;                     ///< stored once the run is begun
    std::set<std::pair<std::string, std::size_t>> seen_unread; ///< resource, hash of the raw text

    SQLite::Database& connection() noexcept { return database.connection(); }

    void report(const Progress& progress) const {
        if (on_progress) {
            on_progress(progress);
        }
    }
    /// Quarantines a row that arrived in this run. Inside a transaction.
    void put_aside(const store::QuarantinedRow& row) {
        ++totals.rows_quarantined;
        store::quarantine(connection(), row, remote.now());
        seen_unread.emplace(row.resource, std::hash<std::string_view>{}(row.raw));
    }
    /// Whether this run saw the row, and could not read it.
    bool has_seen(const store::KeptRow& row) const {
        return seen_unread.contains({row.resource, std::hash<std::string_view>{}(row.raw)});
    }
    /// A time to come is forgotten: it says nothing of which of two snapshots is the later, and
    /// would keep every right one from being taken for as long.
    void forget_if_to_come(core::Call& call) {
        forget_if_to_come(call.date_updated, "date_updated is still to come: not used");
    }
    void forget_if_to_come(core::UsageRecord& record) {
        forget_if_to_come(record.as_of, "as_of is still to come: not used");
    }
    /// Counts what a page holds beside its rows.
    void note(const api::PageNotes& notes) {
        for (const auto& [name, count] : notes.unknown_fields) {
            totals.unknown_fields[name] += count;
        }
        for (const auto& [name, count] : notes.warnings) {
            totals.warnings[name] += count;
        }
    }

private:
    void forget_if_to_come(std::optional<core::Instant>& time, const char* warning) {
        constexpr std::chrono::hours clocks_differ_by{1};
        if (time && *time > remote.now() + clocks_differ_by) {
            time.reset();
            ++totals.warnings[warning];
        }
    }
};

} // namespace calltally::sync
