// SPDX-License-Identifier: MIT
//
// A table or view as a file, row by row: memory does not grow with it, and no number is rounded.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace calltally::report {

enum class ExportFormat { csv, tsv, json, jsonl };
/// `csv`, `tsv`, `json`, `jsonl`; empty for anything else.
std::optional<ExportFormat> export_format_named(std::string_view name) noexcept;

/// Writes every row of a table or view, as one snapshot. Whole numbers go out to the digit, real
/// numbers in the fewest digits that read back as the same number.
///
/// csv: RFC 4180 with a head; NULL is empty, the empty text is `""`. tsv: a tab, line break or
/// backslash in a text is `\t`, `\n`, `\r`, `\\`, and NULL is `\N`. json: an array of objects;
/// jsonl: an object a line.
/// \param is_plain false: csv and tsv texts that a spreadsheet would run get an apostrophe
/// \throws core::Error usage: no such table or view; the message names those there are
void export_relation(SQLite::Database& connection, const std::string& relation, ExportFormat format,
                     bool is_plain, std::ostream& out);

} // namespace calltally::report
