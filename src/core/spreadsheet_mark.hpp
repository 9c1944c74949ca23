// SPDX-License-Identifier: MIT
//
// The apostrophe that keeps a spreadsheet from running a text as a formula: put in front by what
// we export, taken off again by what we import.
#pragma once

#include <string>
#include <string_view>

namespace calltally::core {

/// Whether a spreadsheet may take the text for a formula: it begins with `=`, `+`, `-`, `@`, their
/// full-width forms, a tab or a line break, spaces before it or not. A signed number, such as the
/// phone number +14155550100 or the price -0.0085, is none.
bool looks_like_formula(std::string_view text);

/// The text with an apostrophe in front if it looks like a formula, or like one that is marked.
/// without_spreadsheet_mark() gives back any text.
std::string spreadsheet_safe(std::string_view text);

/// The text behind the apostrophe. Others mark signed numbers too: that mark is taken off as well.
std::string_view without_spreadsheet_mark(std::string_view text);

} // namespace calltally::core
