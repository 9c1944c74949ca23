// SPDX-License-Identifier: MIT
//
// The pieces of work that are measured by themselves.
#pragma once

#include <string>

namespace calltally::bench {

void parse_pages();    ///< pages of the call log into core::Call
void put_calls();      ///< new calls, the same again, and changed ones, into a mirror in memory
void call_functions(); ///< the extension's functions over a table
void read_views();     ///< closes a month and reads every discrepancy view of it

/// Nanoseconds a call of the page parser, of nlohmann's bare SAX walk and of its tree, side by
/// side.
void time_parsers();

/// Microseconds a call of our upsert of calls that are new, known and unchanged, and changed; then
/// of SQLite's bare upsert of the same rows where they are new, and where they are known.
void time_upsert();

/// Seconds of rating every billed call of the mirror by a new rule, until it is durable; its months
/// are left to be closed.
void time_re_rating(const std::string& mirror);

} // namespace calltally::bench
