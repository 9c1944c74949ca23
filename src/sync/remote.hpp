// SPDX-License-Identifier: MIT
//
// The far side of a sync: one API, one credential, several connections, and its clock.
#pragma once

#include "api/client.hpp"
#include "api/curl_transport.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace calltally::sync {

struct RemoteOptions {
    api::TransportOptions transport;
    api::RetryPolicy retries;
    int concurrency = 4; ///< connections at once; 1 or more
};

/// A connection with its client, for one thread.
class Connection {
public:
    Connection(const RemoteOptions& options, const api::Credentials& credentials,
               const api::CancelFlag& cancel, api::Pause& pause)
        : m_transport(with_cancel(options.transport, cancel), credentials),
          m_client(m_transport, credentials.username, cancel, options.retries, {}, &pause) {}
    api::Client& client() noexcept { return m_client; }
    const api::Client& client() const noexcept { return m_client; }

private:
    static api::TransportOptions with_cancel(api::TransportOptions options,
                                             const api::CancelFlag& cancel) {
        options.cancel = &cancel;
        return options;
    }

    api::CurlTransport m_transport;
    api::Client m_client;
};

class Remote {
public:
    /// \param cancel outlives this
    Remote(RemoteOptions options, api::Credentials credentials, const api::CancelFlag& cancel);

    /// The connection of the calling thread that does everything but the parallel listings.
    api::Client& client() noexcept { return m_main.client(); }
    std::unique_ptr<Connection> connect();
    /// Adds a connection's counts when it is done with.
    void account_for(const api::Client& client) noexcept;

    const std::string& base_url() const noexcept { return m_options.transport.base_url; }
    int concurrency() const noexcept { return m_options.concurrency; }
    const api::CancelFlag& cancel() const noexcept { return m_cancel; }

    /// Takes the server's clock as the time of this run: windows must not depend on this machine's.
    void set_clock(core::Instant server_now);
    core::Instant now() const;

    std::int64_t requests() const noexcept { return m_requests + m_main.client().requests(); }
    std::int64_t retries() const noexcept { return m_retries + m_main.client().retries(); }

private:
    RemoteOptions m_options;
    api::Credentials m_credentials;
    const api::CancelFlag& m_cancel;
    api::Pause m_pause; ///< what the server asked one connection to wait, all wait
    Connection m_main;
    std::int64_t m_requests = 0;
    std::int64_t m_retries = 0;
    core::Instant m_clock;
    std::chrono::steady_clock::time_point m_clock_set;
};

} // namespace calltally::sync
