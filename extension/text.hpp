// SPDX-License-Identifier: MIT
//
// What a TEXT of SQLite's may hold: SQLite checks nothing, so that any bytes can come in.
#pragma once

#include <string>
#include <string_view>

namespace calltally::extension {

/// Whether the bytes are UTF-8: no stray or missing byte, no overlong form, no surrogate.
bool is_utf8(std::string_view text) noexcept;

/// The text for a message: at most 60 bytes of it, then `...`; what is not printable ASCII
/// as `\x1b`, so that it can neither steer a terminal nor fake a line of a log.
std::string printable(std::string_view text);

} // namespace calltally::extension
