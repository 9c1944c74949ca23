// SPDX-License-Identifier: MIT
//
// Asks with patience: retries what may pass (429, 5xx, network), honours Retry-After within
// bounds, and turns every other refusal into words that help.
#pragma once

#include "api/errors.hpp"
#include "api/transport.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <random>
#include <string>

namespace calltally::api {

struct RetryPolicy {
    int attempts = 6;                           ///< in all, for one request
    std::chrono::milliseconds first_wait{1000}; ///< doubles with every further attempt, +- jitter
    std::chrono::milliseconds longest_wait{std::chrono::minutes{1}};
    std::chrono::seconds longest_retry_after{std::chrono::minutes{15}};
};

/// What the waits of all clients of a run look at: raised by a signal handler's thread.
using CancelFlag = std::atomic<bool>;

class Client {
public:
    using Sleep = std::function<void(std::chrono::milliseconds)>;

    /// \param who   how the credential is named in messages: the account's or the key's sid
    /// \param sleep how to wait; the default sleeps in short steps and watches `cancel`
    Client(Transport& transport, std::string who, const CancelFlag& cancel, RetryPolicy policy = {},
           Sleep sleep = {});

    /// A good answer: status 200 and not an error in disguise (a 200 whose body is an error).
    /// \param attempts at most so many in all; 0: as the policy says
    /// \throws ApiError
    Response get(const std::string& target, int attempts = 0);

    std::int64_t requests() const noexcept { return m_requests; } ///< sent, retries included
    std::int64_t retries() const noexcept { return m_retries; }

private:
    void wait_before_retry(int attempt, std::chrono::seconds asked);

    Transport& m_transport;
    std::string m_who;
    const CancelFlag& m_cancel;
    RetryPolicy m_policy;
    Sleep m_sleep;
    std::minstd_rand m_jitter;
    std::int64_t m_requests = 0;
    std::int64_t m_retries = 0;
};

} // namespace calltally::api
