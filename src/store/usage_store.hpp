// SPDX-License-Identifier: MIT
//
// The mirror of the usage records.
#pragma once

#include "core/source.hpp"
#include "core/usage_record.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace calltally::store {

/// `range`: days of a file's record that are neither one day nor days of one month.
enum class Granularity { daily, monthly, range };
std::string_view name_of(Granularity granularity) noexcept;

enum class UsageScope { own, with_subaccounts };

/// Stores a record of a source as read at `now`. A revised one leaves what it said before in
/// `usage_record_changes`; one with an older `as_of` than the stored is not taken. A month's
/// record replaces an earlier one of the same month that ended on another day.
/// A category that is not known is added as `unknown`.
/// \returns whether the reported amounts are new or changed
bool put_usage_record(SQLite::Database& connection, const core::UsageRecord& record,
                      Granularity granularity, UsageScope scope, core::Instant now,
                      core::Source source = core::Source::api);

/// A record that was listed and could not be read: its category and days are taken note of, so that
/// they do not count as zero. What is stored of them already stays.
void put_unread_usage(SQLite::Database& connection, const core::UsageRecord& record,
                      Granularity granularity, UsageScope scope, core::Instant now,
                      core::Source source = core::Source::api);

/// Removes the API's records of the days that a complete listing no longer has: absent is zero.
/// What they said stays in `usage_record_changes`. \param category one, or empty: the listing was
/// of all \param listed   categories and first days of the listing's records
void remove_absent_usage(SQLite::Database& connection, std::string_view account_sid,
                         Granularity granularity, UsageScope scope, std::string_view category,
                         const core::DateRange& days,
                         const std::set<std::pair<std::string, core::Date>>& listed,
                         core::Instant now);

/// The API's record of a month that its days add up to vouches for them: they stand as of it, where
/// it is later. \param month days of one month
void confirm_days(SQLite::Database& connection, std::string_view account_sid,
                  std::string_view category, const core::DateRange& month);

/// Whether the API said anything but zeros for the days (an empty category: for any category).
bool has_usage(SQLite::Database& connection, std::string_view account_sid, Granularity granularity,
               UsageScope scope, std::string_view category, const core::DateRange& days);

/// Whether the API counted a call of the account's own in a record that touches the days.
bool counts_calls(SQLite::Database& connection, std::string_view account_sid,
                  const core::DateRange& days);

/// How many of the source's records that were put at `put_at` are compared with nothing, because
/// their days are neither one day nor one whole month. \param today a month runs up to it
std::int64_t usage_of_no_month(SQLite::Database& connection, core::Source source,
                               core::Instant put_at, core::Date today);

} // namespace calltally::store
