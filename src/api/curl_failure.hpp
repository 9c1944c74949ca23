// SPDX-License-Identifier: MIT
//
// What a failed transfer means: worth another try, a certificate that is not trusted, or a server
// that does not speak HTTP as it should.
#pragma once

#include "api/errors.hpp"

#include <curl/curl.h>

#include <string>

namespace calltally::api {

/// \param text       libcurl's own words; may be empty
/// \param host       named in the message
/// \param had_answer whether this connection's host has answered before: then a broken TLS
///                   handshake may pass
ApiError curl_failure(CURLcode code, const std::string& text, const std::string& host,
                      bool had_answer);

/// The proxy on the way to the host asks for credentials (HTTP 407): that does not pass by itself.
ApiError proxy_refusal(const std::string& host);

} // namespace calltally::api
