// SPDX-License-Identifier: MIT
//
// The transport over libcurl: https with verification (http to loopback only), one origin, no
// redirects, no netrc, bounded times and sizes, one kept-alive connection.
#pragma once

#include "api/transport.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace calltally::api {

/// Basic authentication: the Auth Token with the account's sid, or an API key with its secret.
struct Credentials {
    std::string account_sid; ///< `AC…`, whose data is asked for
    std::string username;    ///< the account's sid or `SK…`
    std::string password;    ///< the secret; never logged, never in an error
};

struct TransportOptions {
    std::string base_url; ///< scheme, host, port; no path, no user. `https://api.twilio.com`
    std::string ca_file;  ///< PEM bundle to trust instead of the system's; may be empty
    std::string user_agent = "calltally";
    std::chrono::seconds connect_timeout{10};
    std::chrono::seconds stall_timeout{30}; ///< less than a byte a second for this long
    std::chrono::seconds request_timeout{120};
    std::size_t max_body_bytes = 32U << 20U; ///< of the decoded answer
    const CancelFlag* cancel = nullptr;      ///< ends a transfer under way; may be null
    /// How long an answer under way may still take once the flag is raised.
    std::chrono::seconds cancel_grace{5};
};

/// Checks a base URL: https, or http to a loopback address; no path, query, fragment or user.
/// \throws core::Error (usage) with the reason
void check_base_url(const std::string& base_url);

/// libcurl's version and TLS library at run time.
std::string transport_version();

/// One connection; not for use by two threads at once.
class CurlTransport : public Transport {
public:
    /// \throws core::Error (usage, configuration) for a base URL or a CA file that cannot be used
    CurlTransport(TransportOptions options, const Credentials& credentials);
    ~CurlTransport() override;
    CurlTransport(const CurlTransport&) = delete;
    CurlTransport& operator=(const CurlTransport&) = delete;

    Response get(const std::string& target) override;
    void reuse(std::string&& body) override;

private:
    struct Handle;
    std::unique_ptr<Handle> m_handle;
};

} // namespace calltally::api
