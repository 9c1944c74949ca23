// SPDX-License-Identifier: MIT
//
// What an imported file leaves beside its rows: which file it was, which UTC days it covers, and
// what of the quarantine it mends. Everything is written inside the caller's transaction.
#pragma once

#include "core/date_range.hpp"
#include "core/source.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::store {

/// UTC instants: [from, to).
struct TimeSpan {
    core::Instant from;
    core::Instant to;
};

/// One account of one imported file: a row of `imports`.
struct ImportRecord {
    std::int64_t run_id = 0;
    std::string account_sid;
    std::string file_name;
    std::string_view format;
    core::Source source = core::Source::console;
    std::string zone;
    std::string lacks; ///< columns of `calls`; empty: none
    std::optional<core::Instant> first_time;
    std::optional<core::Instant> last_time;
    std::optional<TimeSpan> covered;
    std::optional<bool> includes_subaccounts; ///< of usage
    std::int64_t rows = 0;
    std::int64_t rows_new = 0;
    std::int64_t rows_changed = 0;
    std::int64_t rows_quarantined = 0;
    std::int64_t moved_days = 0;
    std::int64_t moved_months = 0;
};
void record_import(SQLite::Database& connection, const ImportRecord& record);

/// The whole UTC days that files of this source cover together with `span`: two files that meet
/// at a local midnight cover the UTC day that both have a part of. Ends of days that are not
/// whole are left out; empty if no day is. To be called before record_import().
core::DateRange whole_days(SQLite::Database& connection, std::string_view account_sid,
                           core::Source source, const TimeSpan& span);

/// When the API says that a call started; empty if the API did not give it.
std::optional<core::Instant> start_in_api(SQLite::Database& connection, std::string_view sid);

/// A row of a file that waits in the quarantine.
struct WaitingRow {
    std::int64_t quarantine_id = 0;
    std::int64_t line = 0;
    std::optional<std::string> sid;
    std::string raw;
};
/// The rows that a file of this name left in the quarantine.
std::vector<WaitingRow> waiting_rows(SQLite::Database& connection, std::string_view file_name);

} // namespace calltally::store
