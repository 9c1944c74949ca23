// SPDX-License-Identifier: MIT
//
// The page's style sheet, and its hash, by which the page's own policy allows it and no other.
#pragma once

#include <string_view>

namespace calltally::report {

/// What stands between `<style>` and `</style>`, to the byte.
std::string_view html_style();

/// `sha256-...` of it; a test works it out again.
std::string_view html_style_hash();

} // namespace calltally::report
