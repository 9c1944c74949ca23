// SPDX-License-Identifier: MIT
//
// How fast and how long a run may ask: so many requests at once, fewer when the server says 429
// and more again when it does not, and no more than the run's budget. All connections of a run
// share one.
#pragma once

#include "api/client.hpp"
#include "api/transport.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

namespace calltally::sync {

/// What a run may spend; what is empty is not limited.
struct Budget {
    std::optional<std::chrono::seconds> duration;
    std::optional<std::int64_t> requests; ///< retries included
};

class Pace {
public:
    using Clock = std::chrono::steady_clock;

    /// \param concurrency requests at once, at most; 1 or more
    /// \param cancel outlives this
    Pace(int concurrency, const Budget& budget, const api::CancelFlag& cancel);

    /// Until when the server asked not to be asked; enter() waits for it.
    api::Pause& pause() noexcept { return m_pause; }

    /// Waits until one more request may be under way, and the server wants one.
    /// \returns a ticket for leave()
    /// \throws api::ApiError `cancelled`: by a signal, or with the exit code budget_reached
    std::int64_t enter();

    /// The request of this ticket is over. \param was_throttled the answer was 429
    void leave(std::int64_t ticket, bool was_throttled);

    /// Sleeps. \throws as enter(), as soon as there is reason to
    void wait(std::chrono::milliseconds duration);

    /// How many requests may be under way now.
    int limit() const;
    std::int64_t requests() const; ///< begun so far

private:
    /// Throws if the run is to end. Needs the lock.
    void check_end() const;

    const int m_most;
    const Budget m_budget;
    const api::CancelFlag& m_cancel;
    const Clock::time_point m_begun;
    api::Pause m_pause; ///< what the server asked one connection to wait, all wait
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_limit;
    int m_under_way = 0;
    int m_good_in_a_row = 0;
    std::int64_t m_requests = 0;
    std::int64_t m_first_after_cut = 0; ///< tickets before this one were asked at the old pace
};

/// A transport whose requests keep the pace.
class PacedTransport : public api::Transport {
public:
    /// Both outlive this. \param longest_pause of what the server may ask for
    PacedTransport(api::Transport& transport, Pace& pace,
                   std::chrono::seconds longest_pause = api::RetryPolicy{}.longest_retry_after)
        : m_transport(transport), m_pace(pace), m_longest_pause(longest_pause) {}
    api::Response get(const std::string& target) override;
    void reuse(std::string&& body) override { m_transport.reuse(std::move(body)); }

private:
    api::Transport& m_transport;
    Pace& m_pace;
    std::chrono::seconds m_longest_pause;
};

} // namespace calltally::sync
