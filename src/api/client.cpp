// SPDX-License-Identifier: MIT
#include "api/client.hpp"

#include "api/answer.hpp"

#include <algorithm>
#include <thread>

namespace calltally::api {

namespace {

using std::chrono::milliseconds;

/// With so many odd answers to one request it is given up.
constexpr int most_not_json = 3;
constexpr int most_unauthorized = 2;

void sleep_watching(milliseconds duration, const CancelFlag& cancel) {
    constexpr milliseconds step{50};
    const auto end = std::chrono::steady_clock::now() + duration;
    while (!cancel && std::chrono::steady_clock::now() < end) {
        std::this_thread::sleep_for(
            std::min<std::chrono::nanoseconds>(step, end - std::chrono::steady_clock::now()));
    }
}

} // namespace

void Pause::extend(milliseconds from_now) {
    const auto until = std::chrono::steady_clock::now() + from_now;
    auto before = m_until.load();
    while (before < until && !m_until.compare_exchange_weak(before, until)) {
    }
}

milliseconds Pause::remaining() const {
    const auto left = m_until.load() - std::chrono::steady_clock::now();
    return std::max(std::chrono::ceil<milliseconds>(left), milliseconds{0});
}

Client::Client(Transport& transport, std::string who, const CancelFlag& cancel, RetryPolicy policy,
               Sleep sleep, Pause* pause)
    : m_transport(transport), m_who(std::move(who)), m_cancel(cancel), m_policy(policy),
      m_sleep(sleep ? std::move(sleep)
                    : [&cancel](milliseconds duration) { sleep_watching(duration, cancel); }),
      m_pause(pause), m_jitter(std::random_device{}()) {}

void Client::wait_before_retry(int attempt, std::chrono::seconds asked) {
    ++m_retries;
    milliseconds wait = m_policy.first_wait;
    for (int i = 1; i < attempt && wait < m_policy.longest_wait; ++i) {
        wait *= 2;
    }
    wait = std::min(wait, m_policy.longest_wait);
    // A quarter either way, so that clients that failed together do not return together.
    wait = wait * std::uniform_int_distribution<int>(75, 125)(m_jitter) / 100;
    asked = std::min(asked, m_policy.longest_retry_after);
    if (m_pause != nullptr) {
        m_pause->extend(asked);
    }
    m_sleep(std::max<milliseconds>(wait, asked));
}

void Client::send(const std::string& target, Response& response) {
    for (milliseconds rest{}; m_pause != nullptr && !m_cancel; m_sleep(rest)) {
        rest = m_pause->remaining();
        if (rest.count() == 0) {
            break;
        }
    }
    if (m_cancel) {
        throw cancelled();
    }
    ++m_requests;
    response = m_transport.get(target);
}

Response Client::get(const std::string& target, const Take& take, const Tries& tries) {
    const int attempts =
        tries.in_all > 0 ? std::min(tries.in_all, m_policy.attempts) : m_policy.attempts;
    int odd_answers = 0;
    int broken_answers = 0;
    for (int attempt = 1;; ++attempt) {
        Response response;
        try {
            send(target, response);
        } catch (const ApiError& error) {
            if (error.failure() != Failure::temporary || attempt >= attempts) {
                throw;
            }
            wait_before_retry(attempt, std::chrono::seconds{0});
            continue;
        }
        Answer answer = classify(response);
        if (answer.kind == Answer::Kind::good) {
            try {
                if (take) {
                    take(response);
                }
                return response;
            } catch (const ApiError& error) {
                ++odd_answers;
                if (error.failure() != Failure::contract || odd_answers >= most_not_json ||
                    attempt >= attempts) {
                    throw;
                }
            }
            wait_before_retry(attempt, std::chrono::seconds{0});
            continue;
        }
        odd_answers += answer.kind == Answer::Kind::retry_briefly ? 1 : 0;
        broken_answers += answer.http_status >= http_status::first_server_error ? 1 : 0;
        const int most_odd = answer.http_status == 401 ? most_unauthorized : most_not_json;
        const bool is_final =
            answer.kind == Answer::Kind::fail ||
            (answer.kind == Answer::Kind::retry_briefly && odd_answers >= most_odd) ||
            (tries.server_errors > 0 && broken_answers >= tries.server_errors) ||
            attempt >= attempts;
        if (is_final) {
            if (m_pause != nullptr) { // the others have tries left
                m_pause->extend(std::min(retry_after(response), m_policy.longest_retry_after));
            }
            throw to_error(answer, m_who, target);
        }
        wait_before_retry(attempt, retry_after(response));
    }
}

} // namespace calltally::api
