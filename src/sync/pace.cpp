// SPDX-License-Identifier: MIT
#include "sync/pace.hpp"

#include "api/answer.hpp"
#include "api/errors.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calltally::sync {

namespace {

using std::chrono::milliseconds;

/// A signal handler cannot wake a waiting thread: look this often.
constexpr milliseconds signal_check{50};
constexpr int first_refusal = 400;

[[noreturn]] void end_budget(const std::string& what) {
    throw api::ApiError(
        api::Failure::cancelled, core::ExitCode::budget_reached,
        fmt::format("the run's budget of {} is used up; what was read is kept", what),
        "run the sync again: it goes on where it stopped");
}

} // namespace

Pace::Pace(int concurrency, const Budget& budget, const api::CancelFlag& cancel)
    : m_most(std::max(concurrency, 1)), m_budget(budget), m_cancel(cancel), m_begun(Clock::now()),
      m_limit(m_most) {}

void Pace::check_end() const {
    if (m_cancel) {
        throw api::ApiError(api::Failure::cancelled, core::ExitCode::interrupted,
                            "stopped by a signal",
                            "run the sync again: it goes on where it stopped");
    }
    if (m_budget.duration && Clock::now() - m_begun >= *m_budget.duration) {
        end_budget(fmt::format("{} seconds", m_budget.duration->count()));
    }
    if (m_budget.requests && m_requests >= *m_budget.requests) {
        end_budget(fmt::format("{} requests", *m_budget.requests));
    }
}

std::int64_t Pace::enter() {
    std::unique_lock lock(m_mutex);
    for (;;) {
        check_end();
        const milliseconds rest = m_pause.remaining();
        if (m_under_way < m_limit && rest.count() == 0) {
            ++m_under_way;
            return m_requests++;
        }
        m_changed.wait_for(lock, rest.count() > 0 ? std::min(signal_check, rest) : signal_check);
    }
}

void Pace::leave(std::int64_t ticket, bool was_throttled) {
    const std::lock_guard lock(m_mutex);
    --m_under_way;
    if (was_throttled) {
        m_good_in_a_row = 0;
        // Requests that were under way together are refused together: that is one reason to slow
        // down, not several.
        if (ticket >= m_first_after_cut) {
            m_limit = std::max(m_limit / 2, 1);
            m_first_after_cut = m_requests;
        }
    } else if (m_limit < m_most && ++m_good_in_a_row >= 2 * m_limit) {
        ++m_limit;
        m_good_in_a_row = 0;
    }
    m_changed.notify_all();
}

void Pace::wait(milliseconds duration) {
    const auto end = Clock::now() + duration;
    std::unique_lock lock(m_mutex);
    for (auto now = Clock::now(); now < end; now = Clock::now()) {
        check_end();
        m_changed.wait_for(lock, std::min<Clock::duration>(signal_check, end - now));
    }
    check_end();
}

int Pace::limit() const {
    const std::lock_guard lock(m_mutex);
    return m_limit;
}

std::int64_t Pace::requests() const {
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

api::Response PacedTransport::get(const std::string& target) {
    const std::int64_t ticket = m_pace.enter();
    try {
        api::Response response = m_transport.get(target);
        if (response.status >= first_refusal) {
            // Before the place is free: whoever waits for it must know.
            m_pace.pause().extend(std::min(api::retry_after(response), m_longest_pause));
        }
        m_pace.leave(ticket, response.status == api::http_status::too_many_requests);
        return response;
    } catch (...) {
        m_pace.leave(ticket, false);
        throw;
    }
}

} // namespace calltally::sync
