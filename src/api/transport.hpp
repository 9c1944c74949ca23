// SPDX-License-Identifier: MIT
//
// One HTTP GET: the narrow door to the network, so that tests can stand in its place.
#pragma once

#include "core/timestamp.hpp"

#include <atomic>
#include <chrono>
#include <optional>
#include <string>

namespace calltally::api {

/// What all requests and waits of a run look at: raised by a signal handler's thread.
using CancelFlag = std::atomic<bool>;

struct Response {
    int status = 0;
    std::string body;
    std::string content_type;
    std::string request_id;                 ///< Twilio-Request-Id; may be empty
    std::optional<std::string> retry_after; ///< as written
    std::optional<core::Instant> date;      ///< the server's clock, from its Date header
};

class Transport {
public:
    virtual ~Transport() = default;
    /// \param target path and query, beginning with `/`
    /// \returns whatever the server answered, also 4xx and 5xx
    /// \throws ApiError `temporary` for a network failure that may pass, `contract` for TLS
    ///         and protocol failures, redirects and oversized answers, `cancelled` on a signal
    virtual Response get(const std::string& target) = 0;
    /// Takes the memory of a body that was read, for the next one: pages are large, and new memory
    /// costs more than what is received into it.
    virtual void reuse(std::string&& /*body*/) {}
};

} // namespace calltally::api
