// SPDX-License-Identifier: MIT
//
// The value of one field, by the rules for its type. Twilio writes numbers as texts; a JSON number
// is taken as well. Null is empty; so is an empty text where no text is wanted. What cannot be
// read exactly refuses the row.
#pragma once

#include "api/json_rows.hpp"
#include "api/row_notes.hpp"
#include "core/decimal.hpp"
#include "core/timestamp.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace calltally::api {

/// `prefix` and 32 hexadecimal digits.
bool is_sid(std::string_view text, std::string_view prefix) noexcept;

/// Verbatim: an empty text stays one. A JSON number is taken as it is written, with a warning.
std::optional<std::string> text_of(const FieldValue& value, RowNotes& notes);
/// Empty, and the row refused, for anything but a sid with the prefix.
std::string sid_of(const FieldValue& value, std::string_view prefix, RowNotes& notes);
/// `61`, `"61"`, `61.0`; not `61.5`, `1e3`, ` 61`.
std::optional<std::int64_t> whole_number_of(const FieldValue& value, RowNotes& notes);
/// As core::parse_decimal reads it, so `1e-3` too.
std::optional<core::Decimal> decimal_of(const FieldValue& value, RowNotes& notes);
/// Upper-cased; a warning for what is not three letters.
std::optional<std::string> currency_of(const FieldValue& value, RowNotes& notes);
/// RFC 2822 with a zone, from 1970 on; warnings for a wrong weekday, a zone by name, a leap
/// second, and a year from 2100 on.
std::optional<core::Instant> rfc2822_of(const FieldValue& value, RowNotes& notes);
/// ISO 8601; without a zone it is UTC, with a warning.
std::optional<core::Instant> iso8601_of(const FieldValue& value, RowNotes& notes);
/// `YYYY-MM-DD` from 1970 to 9998; anything else, null too, refuses the row.
core::Date day_of(const FieldValue& value, RowNotes& notes);

} // namespace calltally::api
