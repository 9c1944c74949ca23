// SPDX-License-Identifier: MIT
//
// Closing a month: working out, from the roll-up and the usage records, the two sides of every
// cell, their state, and the causes of their differences. Done whenever rows of the month changed,
// in one transaction, so that the views only read.
#pragma once

#include "core/timestamp.hpp"
#include "store/call_days.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <functional>
#include <string_view>
#include <vector>

namespace calltally::store {

/// The months that wait for it.
std::vector<AccountMonth> stale_months(SQLite::Database& connection);

/// Works the month out anew and takes it off the list, in one transaction.
/// \param now the time of judging: whether the month is over, what the API still serves
/// Puts a neighbouring month on the list whose causes are now others, because calls that span the
/// end of a month concern both.
void close_month(SQLite::Database& connection, const AccountMonth& month, core::Instant now);

/// Closes the months that wait, and those that closing them adds. Each is a transaction of its own.
/// \param on_close called before each, with the month
void close_stale_months(SQLite::Database& connection, core::Instant now,
                        const std::function<void(const AccountMonth&)>& on_close);

} // namespace calltally::store
