// SPDX-License-Identifier: MIT
//
// Pages of Twilio's three listings, and single resources, from JSON text to core values. Rows are
// built one by one from SAX events. A row that cannot be read is put aside with its raw text and
// the reason; a page that is not a page is an error.
#pragma once

#include "core/account.hpp"
#include "core/call.hpp"
#include "core/usage_record.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::api {

/// Which usage a record is of.
struct UsageKey {
    std::string category;
    core::DateRange days; ///< half-open
};

/// A row that could not be read.
struct BadRow {
    std::optional<std::string> sid; ///< of a call or account, where at least that was readable
    std::optional<UsageKey> usage;  ///< of a usage record, likewise
    std::string reason;             ///< field, value and what is wrong with it
    std::string raw;                ///< the row's JSON text, at most 64 kB; no account's secret
};

/// What a page holds beside its rows.
struct PageNotes {
    std::optional<std::string> next_page_uri; ///< verbatim; empty: the last page
    std::vector<BadRow> bad_rows;
    std::map<std::string, std::int64_t> unknown_fields; ///< name -> how many rows had it
    std::map<std::string, std::int64_t> warnings;       ///< oddity -> how many rows had it
};

template <class Row>
struct Page : PageNotes {
    std::vector<Row> rows;
};

/// All throw ApiError `contract` for text that is not JSON, is nested deeper than 32, or lacks the
/// listing's array or its `next_page_uri`; and for calls none of which has a `direction`, a `from`
/// or a `to`. A sid that is on the page twice comes out twice.
/// Rows of another account than `account_sid` are bad rows. A text that is JSON but for the insides
/// of its values is read as api/json_repair makes it, with warnings; a row whose own structure is
/// broken is a bad row (api/json_salvage).
Page<core::Call> parse_calls_page(std::string_view json, std::string_view account_sid);
/// A record of another span than the grain's, a day or days of one month, is a bad row.
Page<core::UsageRecord> parse_daily_usage_page(std::string_view json, std::string_view account_sid);
Page<core::UsageRecord> parse_monthly_usage_page(std::string_view json,
                                                 std::string_view account_sid);
Page<core::Account> parse_accounts_page(std::string_view json);

/// A single resource: a page of one row, without a next page.
Page<core::Call> parse_call(std::string_view json, std::string_view account_sid);
Page<core::Account> parse_account(std::string_view json);

} // namespace calltally::api
