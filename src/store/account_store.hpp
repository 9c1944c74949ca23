// SPDX-License-Identifier: MIT
//
// The accounts that are mirrored, and the period each is mirrored for.
#pragma once

#include "core/account.hpp"
#include "core/date_range.hpp"
#include "core/source.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::store {

/// Adds the account, or updates what the source says of it; never empties a field.
void put_account(SQLite::Database& connection, const core::Account& account);

/// What is known of the accounts that this one owns, in the order of their sids.
std::vector<core::Account> subaccounts(SQLite::Database& connection, std::string_view owner_sid);

/// The period mirrored so far; empty for an account that was never synced.
std::optional<core::DateRange> synced_period(SQLite::Database& connection,
                                             std::string_view account_sid);
void set_synced_period(SQLite::Database& connection, std::string_view account_sid,
                       const core::DateRange& period);

enum class Side { log, usage };
/// Says that this side came from this source at least once. The one that knows most is kept.
void set_source(SQLite::Database& connection, std::string_view account_sid, Side side,
                core::Source source = core::Source::api);

/// When the account's last sync ended, if that one read it whole and the account was of this
/// status.
std::optional<core::Instant> read_whole_at(SQLite::Database& connection,
                                           std::string_view account_sid, std::string_view status);

/// Records how the account's last sync ended: complete, or the reason why not.
void set_outcome(SQLite::Database& connection, std::string_view account_sid, core::Instant now,
                 const std::optional<std::string>& error);

} // namespace calltally::store
