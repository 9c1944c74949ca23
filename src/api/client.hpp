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
#include <utility>

namespace calltally::api {

struct RetryPolicy {
    int attempts = 6;                           ///< in all, for one request
    std::chrono::milliseconds first_wait{1000}; ///< doubles with every further attempt, +- jitter
    std::chrono::milliseconds longest_wait{std::chrono::minutes{1}};
    std::chrono::seconds longest_retry_after{std::chrono::minutes{15}};
};

/// How often one request is tried, where that is less often than by the policy.
struct Tries {
    int server_errors = 0; ///< answers of 500 and above, at most; 0: as the policy says
    int in_all = 0;        ///< likewise
};

/// Until when a server asked not to be asked: shared by the clients of a run, so that none of them
/// comes back while another was told to wait.
class Pause {
public:
    void extend(std::chrono::milliseconds from_now);
    /// 0: there is nothing to wait for
    std::chrono::milliseconds remaining() const;

private:
    std::atomic<std::chrono::steady_clock::time_point> m_until{};
};

class Client {
public:
    using Sleep = std::function<void(std::chrono::milliseconds)>;
    /// Takes a good answer. An ApiError `contract` from it is an answer in another shape: it is
    /// asked for again as long as a web page would be.
    using Take = std::function<void(const Response&)>;

    /// \param who   how the credential is named in messages: the account's or the key's sid
    /// \param sleep how to wait; the default sleeps in short steps and watches `cancel`
    /// \param pause outlives this; null: one of its own
    Client(Transport& transport, std::string who, const CancelFlag& cancel, RetryPolicy policy = {},
           Sleep sleep = {}, Pause* pause = nullptr);

    /// A good answer: status 200 and not an error in disguise (a 200 whose body is an error).
    /// \throws ApiError
    Response get(const std::string& target, const Take& take = {}, const Tries& tries = {});

    /// Takes the memory of an answer that was read, for the next one.
    void reuse(Response answer) { m_transport.reuse(std::move(answer.body)); }

    std::int64_t requests() const noexcept { return m_requests; } ///< sent, retries included
    std::int64_t retries() const noexcept { return m_retries; }

private:
    void send(const std::string& target, Response& response);
    void wait_before_retry(int attempt, std::chrono::seconds asked);

    Transport& m_transport;
    std::string m_who;
    const CancelFlag& m_cancel;
    RetryPolicy m_policy;
    Sleep m_sleep;
    Pause* m_pause;
    std::minstd_rand m_jitter;
    std::int64_t m_requests = 0;
    std::int64_t m_retries = 0;
};

} // namespace calltally::api
