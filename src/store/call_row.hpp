// SPDX-License-Identifier: MIT
//
// One row of `calls`: a call with what the rules made of it and what the mirror knows of it.
#pragma once

#include "core/call.hpp"
#include "core/call_rating.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::store {

/// The columns of `calls` that come from the source, in the order of bind_call().
inline constexpr std::string_view call_columns =
    "sid, account_sid, parent_call_sid, from_address, to_address, status, direction, date_created, "
    "date_updated, start_time, end_time, duration, price_micros, price_unit, answered_by, "
    "caller_name, forwarded_from, phone_number_sid, trunk_sid, group_sid, queue_time";
inline constexpr int call_column_count = 21;

/// The columns that the rules make, in the order of bind_rating().
inline constexpr std::string_view rating_columns =
    "usage_date, usage_month, usage_category, is_billed, billed_seconds, rounding_rule_id, settled";
inline constexpr int rating_column_count = 7;

/// What is bound as a text and is none in the call. One that is used again keeps its memory.
class RowTexts {
public:
    /// The place for the next text of a row.
    std::string& next() { return m_texts[m_used++ % m_texts.size()]; }

private:
    std::array<std::string, 10> m_texts; ///< of one row: four times, day, month, category and some
    std::size_t m_used = 0;
};

/// Bind to consecutive parameters from `first` on. Call and texts must outlive the step; a row
/// is bound whole before the next one.
void bind_call(SQLite::Statement& statement, int first, const core::Call& call, RowTexts& texts);
void bind_rating(SQLite::Statement& statement, int first, const core::CallRating& rating,
                 RowTexts& texts);
void bind_text(SQLite::Statement& statement, int index, std::string_view text, RowTexts& texts);

/// Reads `call_columns` from the statement's columns 0 to 20.
core::Call read_call(SQLite::Statement& statement);

/// One field that differs; values as the columns hold them.
struct CallChange {
    std::string_view field; ///< column of `calls`
    std::optional<std::string> old_value;
    std::optional<std::string> new_value;
};
/// Every differing field but `date_updated`, which changes with any of them.
std::vector<CallChange> changes_between(const core::Call& before, const core::Call& after);

} // namespace calltally::store
