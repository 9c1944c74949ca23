// SPDX-License-Identifier: MIT
//
// Words of a server's that go into a message or a log: cut, and without anything that could
// steer a terminal or fake a line of a log.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace calltally::api {

/// At most `longest` bytes of the text, cut between characters (then with an ellipsis); control
/// characters, C1 among them, as `\x1b`.
std::string printable(std::string_view text, std::size_t longest);

} // namespace calltally::api
