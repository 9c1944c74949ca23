// SPDX-License-Identifier: MIT
//
// Calls whose record may still change, and those that a listing should hold: the questions the
// sync asks of the mirror.
#pragma once

#include "core/date_range.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::store {

/// Billed calls that have waited long enough for their price: they are to be judged anew.
std::vector<std::string> calls_to_settle(SQLite::Database& connection, std::string_view account_sid,
                                         core::Instant now);

struct AwaitedCall {
    std::string sid;
    std::optional<core::Date> usage_date;
};
/// Unfinished and unpriced calls that are to be asked for again: 1, 2, 4, 8, 16 and 30 days have
/// passed since the call's end, and it was not asked for since.
std::vector<AwaitedCall> calls_to_ask_again(SQLite::Database& connection,
                                            std::string_view account_sid, core::Instant now);

/// How many calls the mirror holds for the days of an account; with all that are missing.
std::int64_t stored_calls(SQLite::Database& connection, std::string_view account_sid,
                          const core::DateRange& days);

/// The same by UTC day, only days that have any.
std::map<core::Date, std::int64_t> stored_calls_by_day(SQLite::Database& connection,
                                                       std::string_view account_sid,
                                                       const core::DateRange& days);

/// The calls that were billed, by UTC day, those among them that are gone from the log; only days
/// that have any. What usage should count.
std::map<core::Date, std::int64_t> billed_calls_by_day(SQLite::Database& connection,
                                                       std::string_view account_sid,
                                                       const core::DateRange& days);

/// The API's calls of the days that are not missing: what a complete listing of them should hold.
void for_each_listed_call(SQLite::Database& connection, std::string_view account_sid,
                          const core::DateRange& days,
                          const std::function<void(std::string_view sid)>& visit);

/// Listed calls of the API's without a start that are not over: queued ones, as far as is known.
std::vector<std::string> calls_without_start(SQLite::Database& connection,
                                             std::string_view account_sid);

} // namespace calltally::store
