// SPDX-License-Identifier: MIT
//
// What the sync has done: runs, and the windows that say which days of which listing are stored.
#pragma once

#include "core/date_range.hpp"
#include "core/error.hpp"
#include "core/source.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::store {

/// What a run reports when it ends.
struct RunTotals {
    std::int64_t requests = 0;
    std::int64_t retries = 0;
    std::int64_t rows_read = 0;
    std::int64_t rows_new = 0;
    std::int64_t rows_changed = 0;
    std::int64_t rows_quarantined = 0;
    std::int64_t months_closed = 0;
    std::map<std::string, std::int64_t> unknown_fields;
    std::map<std::string, std::int64_t> warnings;
};

/// \param command what runs: `sync` or `import`
std::int64_t begin_run(SQLite::Database& connection, core::Instant now, std::string_view version,
                       std::string_view command = "sync");
void end_run(SQLite::Database& connection, std::int64_t run_id, core::Instant now,
             core::ExitCode exit_code, const RunTotals& totals);

/// The server's time when the last run ended, or began if it was cut off; empty: there was none.
/// What is worked out anew without asking the server is judged as of then.
std::optional<core::Instant> last_run_time(SQLite::Database& connection);

enum class Resource { calls, usage_daily, usage_monthly };
std::string_view name_of(Resource resource) noexcept;

/// A stretch of days of one listing, or of a file that holds the same.
struct Window {
    std::int64_t id = 0; ///< 0: not stored yet
    std::string account_sid;
    core::Source source = core::Source::api;
    Resource resource = Resource::calls;
    std::string category; ///< of usage_daily
    bool includes_subaccounts = false;
    core::DateRange days;       ///< that count as stored once it is complete
    bool is_open_ended = false; ///< asked without an upper bound
    bool is_reread = false;     ///< of days that hold calls: finds those that vanished
    core::Instant started_at;
    std::optional<std::string> next_page_uri; ///< where an interrupted window goes on
};

/// What one page added to its window.
struct PageCounts {
    std::int64_t rows = 0;
    std::int64_t duplicates = 0;
    std::int64_t out_of_window = 0;
    std::int64_t quarantined = 0;
};

/// Stores the window as open. \returns its id
std::int64_t open_window(SQLite::Database& connection, std::int64_t run_id, const Window& window);
/// Counts a stored page. Without a next page the window is complete as of `now`: it replaces the
/// earlier windows of its source that lie within it, and its months must be closed again.
void record_page(SQLite::Database& connection, const Window& window, const PageCounts& counts,
                 const std::optional<std::string>& next_page_uri, core::Instant now);
/// Forgets an open window, to begin it again.
void drop_window(SQLite::Database& connection, std::int64_t window_id);

/// Windows of an interrupted run, to be gone on with.
std::vector<Window> open_windows(SQLite::Database& connection, std::string_view account_sid,
                                 Resource resource);

/// The complete windows' days that lie in `within`, as ranges with when they were read; in order
/// of their first day.
struct Coverage {
    core::DateRange days;
    core::Instant started_at; ///< nothing that changed later is sure to be stored
    core::Instant read_at;
    core::Source source = core::Source::api;
    std::int64_t run_id = 0; ///< the run that read them
};
std::vector<Coverage> coverage(SQLite::Database& connection, std::string_view account_sid,
                               Resource resource, std::string_view category,
                               const core::DateRange& within, bool includes_subaccounts = false,
                               core::Source source = core::Source::api);
/// The same of the call log by the API, and only of days that were stored before they were read.
std::vector<Coverage> coverage_by_rereads(SQLite::Database& connection,
                                          std::string_view account_sid,
                                          const core::DateRange& within);
/// The same, whatever the source.
std::vector<Coverage> coverage_of_any_source(SQLite::Database& connection,
                                             std::string_view account_sid, Resource resource,
                                             const core::DateRange& within,
                                             bool includes_subaccounts = false);

/// The days of `within` that no range covers.
std::vector<core::DateRange> gaps(const std::vector<Coverage>& covered,
                                  const core::DateRange& within);

} // namespace calltally::store
