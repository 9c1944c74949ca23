// SPDX-License-Identifier: MIT
//
// An absolute address in its parts, taken apart by libcurl itself: what is checked here is then
// what libcurl connects to.
#pragma once

#include <optional>
#include <string>

namespace calltally::api {

struct Url {
    std::string scheme; ///< lower case
    std::string host;   ///< lower case; IPv6 in brackets
    std::string port;   ///< the scheme's own if none is given
    std::string path;   ///< as written: dot segments and percent signs untouched
    std::string query;  ///< without the question mark; may be empty
    bool has_user = false;
    bool has_fragment = false;

    std::string origin() const; ///< `https://api.twilio.com:443`
};

/// Empty for what is not an absolute URL with a host.
std::optional<Url> parse_url(const std::string& text);

/// Checks a base URL, as api/curl_transport declares it.
/// \throws core::Error (usage)
Url parse_base_url(const std::string& base_url);

/// 127.0.0.0/8, ::1 and `localhost`, which libcurl resolves to those without asking anybody.
bool is_loopback(const Url& url);

} // namespace calltally::api
