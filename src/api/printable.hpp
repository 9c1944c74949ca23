// SPDX-License-Identifier: MIT
//
// Words of a server's that go into a message or a log: cut, without anything that could steer a
// terminal or fake a line of a log, and without the secret, which a server may send back.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace calltally::api {

/// From now on printable() shows this password, and the form in which it is sent (base64 of
/// `username:password`), as `***`. Before any thread is started. A password of less than eight
/// characters, which would blot out words, is none of Twilio's.
void hide(std::string_view username, std::string_view password);

/// At most `longest` bytes of the text, cut between characters (then with an ellipsis); control
/// characters, C1 among them, as `\x1b`.
std::string printable(std::string_view text, std::size_t longest);

} // namespace calltally::api
