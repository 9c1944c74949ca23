// SPDX-License-Identifier: MIT
//
// Calls that a complete re-read of their day did not hold, and that were not answered by sid yet:
// only that tells whether they are gone.
#pragma once

#include "core/timestamp.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::store {

/// The account's suspects, in the order of their sids.
std::vector<std::string> suspected_calls(SQLite::Database& connection,
                                         std::string_view account_sid);
bool has_suspects(SQLite::Database& connection);

/// \param now when the re-read did not hold it; a call that is suspected already keeps its time
void suspect(SQLite::Database& connection, std::string_view account_sid, std::string_view sid,
             core::Instant now);
/// It was asked for, or listed again.
void no_longer_suspect(SQLite::Database& connection, std::string_view sid);

} // namespace calltally::store
