// SPDX-License-Identifier: MIT
//
// Text from data, made harmless for HTML, SVG and their attributes.
#pragma once

#include <string>
#include <string_view>

namespace calltally::report {

/// `text` with `&`, `<`, `>` and both quotes escaped. Control characters, and bytes that are not
/// UTF-8, become U+FFFD: the result is also well-formed XML.
std::string html_text(std::string_view text);

/// The same for prose of ours: what stands between backticks is code.
std::string html_prose(std::string_view text);

/// A name for an `id`: what is not a letter or digit becomes a hyphen.
std::string html_id(std::string_view text);

} // namespace calltally::report
