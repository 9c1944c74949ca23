// SPDX-License-Identifier: MIT
//
// Rows that could not be read: kept as they came, so that nothing is lost and nothing is guessed.
#pragma once

#include "core/source.hpp"
#include "core/timestamp.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::store {

struct QuarantinedRow {
    std::string_view account_sid;
    std::string_view resource;      ///< calls, usage_daily, usage_monthly, usage_with_subaccounts,
                                    ///< accounts; calls_gone: a call that is gone upstream
    std::optional<std::string> sid; ///< of the call, where it was readable
    std::string_view reason;
    std::string_view raw; ///< JSON text
    core::Source source = core::Source::api;
    std::optional<std::string> file_name{}; ///< of a file's row
    std::optional<std::int64_t> line{};
};

/// Keeps the row; the same row seen again only moves its time.
void quarantine(SQLite::Database& connection, const QuarantinedRow& row, core::Instant now);

/// A call that could be read after all leaves the quarantine, also where its row did not say whose
/// it is. \returns how many rows of it there were
std::int64_t release_from_quarantine(SQLite::Database& connection, std::string_view account_sid,
                                     std::string_view sid);

/// The call is gone upstream: its row stays as evidence, but nothing can be read any more.
void call_is_gone(SQLite::Database& connection, std::string_view account_sid, std::string_view sid);

/// A row of the API's, as it is kept.
struct KeptRow {
    std::int64_t id = 0;
    std::string account_sid;
    std::string resource; ///< calls, usage_daily, usage_monthly, usage_with_subaccounts
    std::string raw;
    std::optional<std::string> sid{}; ///< of the call, where it was readable
};
/// The calls and the usage that were put aside from the API; the longest kept first, at most
/// 10 000.
std::vector<KeptRow> kept_rows(SQLite::Database& connection);
/// The accounts that the list of the account's subaccounts could not show.
std::vector<KeptRow> kept_accounts(SQLite::Database& connection, std::string_view account_sid);
/// \returns 1, or 0 where it was not there any more
std::int64_t release_row(SQLite::Database& connection, std::int64_t id);

/// The account's rows of the API that can still be asked for: calls, by their sid where they have
/// one, else by listing their days, and usage. Those seen longest ago first, at most 10 000.
std::vector<KeptRow> rows_to_ask_for(SQLite::Database& connection, std::string_view account_sid);
/// Their number.
std::int64_t count_rows_to_ask_for(SQLite::Database& connection, std::string_view account_sid);

std::int64_t quarantined_rows(SQLite::Database& connection);

} // namespace calltally::store
