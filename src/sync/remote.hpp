// SPDX-License-Identifier: MIT
//
// The far side of a sync: one API, one credential, several connections that keep one pace, and its
// clock.
#pragma once

#include "api/client.hpp"
#include "api/curl_transport.hpp"
#include "sync/pace.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace calltally::sync {

struct RemoteOptions {
    api::TransportOptions transport;
    api::RetryPolicy retries;
    int concurrency = 4; ///< requests at once; 1 or more
    Budget budget;
};

/// A connection with its client, for one thread at a time. Kept for the whole run, so that the
/// handshake is paid once.
class Connection {
public:
    Connection(const RemoteOptions& options, const api::Credentials& credentials, Pace& pace,
               const api::CancelFlag& cancel);
    api::Client& client() noexcept { return m_client; }
    const api::Client& client() const noexcept { return m_client; }

private:
    api::CurlTransport m_transport;
    PacedTransport m_paced;
    api::Client m_client;
};

class Remote {
public:
    /// \param cancel outlives this
    Remote(RemoteOptions options, api::Credentials credentials, const api::CancelFlag& cancel);

    /// The connection of the calling thread.
    api::Client& client() { return connection(0).client(); }
    /// One of the run's connections, made when it is first asked for. For the thread that sets up
    /// the others.
    Connection& connection(std::size_t index);
    /// How many threads keep `concurrency` requests under way: some read while others ask.
    std::size_t workers() const noexcept;

    const std::string& base_url() const noexcept { return m_options.transport.base_url; }
    int concurrency() const noexcept { return m_options.concurrency; }
    const Pace& pace() const noexcept { return m_pace; }

    /// Takes the server's clock as the time of this run: windows must not depend on this machine's.
    void set_clock(core::Instant server_now);
    core::Instant now() const;

    std::int64_t requests() const { return m_pace.requests(); }
    std::int64_t retries() const noexcept;

private:
    RemoteOptions m_options;
    api::Credentials m_credentials;
    const api::CancelFlag& m_cancel;
    Pace m_pace;
    std::vector<std::unique_ptr<Connection>> m_connections;
    core::Instant m_clock;
    std::chrono::steady_clock::time_point m_clock_set;
};

/// How many requests of a run look once more at what was read and does not add up: a few, or a
/// twentieth of what it took so far. The rest is for the runs to come.
inline std::int64_t requests_to_look_again(const Remote& remote) {
    constexpr std::int64_t few = 4;
    constexpr std::int64_t share = 20;
    return few + remote.requests() / share;
}

} // namespace calltally::sync
