// SPDX-License-Identifier: MIT
#include "sync/remote.hpp"

namespace calltally::sync {

namespace {

api::TransportOptions with_cancel(api::TransportOptions options, const api::CancelFlag& cancel) {
    options.cancel = &cancel;
    return options;
}

} // namespace

Connection::Connection(const RemoteOptions& options, const api::Credentials& credentials,
                       Pace& pace, const api::CancelFlag& cancel)
    : m_transport(with_cancel(options.transport, cancel), credentials),
      m_paced(m_transport, pace, options.retries.longest_retry_after),
      m_client(
          m_paced, credentials.username, cancel, options.retries,
          [&pace](std::chrono::milliseconds duration) { pace.wait(duration); }, &pace.pause()) {}

Remote::Remote(RemoteOptions options, api::Credentials credentials, const api::CancelFlag& cancel)
    : m_options(std::move(options)), m_credentials(std::move(credentials)), m_cancel(cancel),
      m_pace(m_options.concurrency, m_options.budget, cancel) {
    set_clock(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

Connection& Remote::connection(std::size_t index) {
    while (m_connections.size() <= index) {
        m_connections.push_back(
            std::make_unique<Connection>(m_options, m_credentials, m_pace, m_cancel));
    }
    return *m_connections[index];
}

std::size_t Remote::workers() const noexcept {
    constexpr std::size_t readers = 2;
    return static_cast<std::size_t>(m_options.concurrency) + readers;
}

std::int64_t Remote::retries() const noexcept {
    std::int64_t retries = 0;
    for (const auto& connection : m_connections) {
        retries += connection->client().retries();
    }
    return retries;
}

void Remote::set_clock(core::Instant server_now) {
    m_clock = server_now;
    m_clock_set = std::chrono::steady_clock::now();
}

core::Instant Remote::now() const {
    return m_clock +
           std::chrono::floor<std::chrono::seconds>(std::chrono::steady_clock::now() - m_clock_set);
}

} // namespace calltally::sync
