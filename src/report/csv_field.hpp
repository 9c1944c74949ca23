// SPDX-License-Identifier: MIT
//
// A field of CSV, and what a spreadsheet would run as a formula.
#pragma once

#include <string>
#include <string_view>

namespace calltally::report {

/// Whether a spreadsheet may take the text for a formula: it begins with `=`, `+`, `-`, `@`, their
/// full-width forms, a tab or a line break, spaces before it or not. A signed number, such as the
/// phone number +14155550100 or the price -0.0085, is none.
bool looks_like_formula(std::string_view text);

/// The text with an apostrophe in front if it looks like a formula.
std::string spreadsheet_safe(std::string_view text);

/// Quoted where it must be (RFC 4180).
std::string csv_quoted(std::string_view text);

} // namespace calltally::report
