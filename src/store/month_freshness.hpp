// SPDX-License-Identifier: MIT
//
// How late a month stands, where a reading of usage brought nothing but a later time.
#pragma once

#include "core/date_range.hpp"
#include "core/timestamp.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <string_view>

namespace calltally::store {

/// All usage of the days was listed by month; what changed in it is marked already. A closed month
/// that waits for its usage to be complete, or to have reached calls that it may not count yet, is
/// to be closed again. Any other one stays as it was worked out, and stands as of the reading.
/// \param as_of up to when the reading is complete
void note_usage_reading(SQLite::Database& connection, std::string_view account_sid,
                        const core::DateRange& days, core::Instant as_of, core::Instant now);

} // namespace calltally::store
