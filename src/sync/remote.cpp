// SPDX-License-Identifier: MIT
#include "sync/remote.hpp"

namespace calltally::sync {

Remote::Remote(RemoteOptions options, api::Credentials credentials, const api::CancelFlag& cancel)
    : m_options(std::move(options)), m_credentials(std::move(credentials)), m_cancel(cancel),
      m_main(m_options, m_credentials, cancel, m_pause) {
    set_clock(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

std::unique_ptr<Connection> Remote::connect() {
    return std::make_unique<Connection>(m_options, m_credentials, m_cancel, m_pause);
}

void Remote::account_for(const api::Client& client) noexcept {
    m_requests += client.requests();
    m_retries += client.retries();
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
