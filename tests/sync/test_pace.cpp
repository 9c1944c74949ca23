// SPDX-License-Identifier: MIT
#include "api/errors.hpp"
#include "sync/pace.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

using namespace calltally;
using sync::Budget;
using sync::Pace;

namespace {

/// One request after the other, each answered well.
void good_requests(Pace& pace, int count) {
    for (int i = 0; i < count; ++i) {
        pace.leave(pace.enter(), false);
    }
}

/// How the pace ended the run.
core::ExitCode end_of(Pace& pace) {
    try {
        pace.enter();
    } catch (const api::ApiError& error) {
        CHECK(error.failure() == api::Failure::cancelled);
        return error.exit_code();
    }
    return core::ExitCode::done;
}

} // namespace

TEST_CASE("a 429 halves the requests at once, and good answers bring them back one by one") {
    const api::CancelFlag cancel{false};
    Pace pace(8, {}, cancel);
    CHECK(pace.limit() == 8);
    pace.leave(pace.enter(), true);
    CHECK(pace.limit() == 4);
    pace.leave(pace.enter(), true);
    CHECK(pace.limit() == 2);
    good_requests(pace, 3);
    CHECK(pace.limit() == 2);
    good_requests(pace, 1);
    CHECK(pace.limit() == 3);
    good_requests(pace, 6 + 8 + 10 + 12 + 14);
    CHECK(pace.limit() == 8);
    good_requests(pace, 100);
    CHECK(pace.limit() == 8); // never above what was allowed
    CHECK(pace.requests() == 2 + 4 + 50 + 100);
}

TEST_CASE("requests that were under way together are one reason to slow down") {
    const api::CancelFlag cancel{false};
    Pace pace(8, {}, cancel);
    std::vector<std::int64_t> tickets;
    for (int i = 0; i < 8; ++i) {
        tickets.push_back(pace.enter());
    }
    for (const std::int64_t ticket : tickets) {
        pace.leave(ticket, true);
    }
    CHECK(pace.limit() == 4);
    for (int i = 0; i < 10; ++i) {
        pace.leave(pace.enter(), true);
    }
    CHECK(pace.limit() == 1); // one is always allowed
}

TEST_CASE("no more requests are under way than the limit allows") {
    const api::CancelFlag cancel{false};
    Pace pace(3, {}, cancel);
    std::atomic<int> at_once{0};
    std::atomic<int> most{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            for (int request = 0; request < 50; ++request) {
                const std::int64_t ticket = pace.enter();
                const int now = ++at_once;
                int before = most;
                while (before < now && !most.compare_exchange_weak(before, now)) {
                }
                std::this_thread::yield();
                --at_once;
                pace.leave(ticket, false);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    CHECK(most <= 3);
    CHECK(pace.requests() == 400);
}

TEST_CASE("the budgets end the run with their own code") {
    const api::CancelFlag cancel{false};
    Pace requests(4, Budget{std::nullopt, 2}, cancel);
    good_requests(requests, 2);
    CHECK(end_of(requests) == core::ExitCode::budget_reached);
    Pace duration(4, Budget{std::chrono::seconds{0}, std::nullopt}, cancel);
    CHECK(end_of(duration) == core::ExitCode::budget_reached);
    // A wait is no way around it, however long.
    CHECK_THROWS_AS(duration.wait(std::chrono::hours{1}), api::ApiError);
}

TEST_CASE("a signal ends requests and waits") {
    const api::CancelFlag cancel{true};
    Pace pace(4, {}, cancel);
    CHECK(end_of(pace) == core::ExitCode::interrupted);
    CHECK_THROWS_AS(pace.wait(std::chrono::hours{1}), api::ApiError);
}

TEST_CASE("a transport keeps the pace, also where it fails") {
    class Answers : public api::Transport {
    public:
        api::Response get(const std::string& target) override {
            if (target == "/fails") {
                throw api::ApiError(api::Failure::temporary, core::ExitCode::temporary_failure,
                                    "no network");
            }
            api::Response response;
            response.status = target == "/busy" ? 429 : 200;
            return response;
        }
    };
    const api::CancelFlag cancel{false};
    Pace pace(4, {}, cancel);
    Answers answers;
    sync::PacedTransport transport(answers, pace);
    CHECK(transport.get("/").status == 200);
    CHECK(pace.limit() == 4);
    CHECK(transport.get("/busy").status == 429);
    CHECK(pace.limit() == 2);
    for (int i = 0; i < 10; ++i) { // each gives its place back
        CHECK_THROWS_AS(transport.get("/fails"), api::ApiError);
    }
    CHECK(pace.requests() == 12);
}

TEST_CASE("a request that waits for its place waits for what the server asked as well") {
    class Refusing : public api::Transport {
    public:
        api::Response get(const std::string& /*target*/) override {
            api::Response response;
            response.status = 429;
            response.retry_after = "1";
            std::this_thread::sleep_for(std::chrono::milliseconds{50});
            return response;
        }
    };
    const api::CancelFlag cancel{false};
    Pace pace(1, {}, cancel);
    Refusing transport;
    sync::PacedTransport paced(transport, pace);
    std::thread first([&] { paced.get("/first"); });
    while (pace.requests() == 0) {
        std::this_thread::yield();
    }
    const auto begun = Pace::Clock::now();
    pace.leave(pace.enter(), false); // waited while the answer came
    CHECK(Pace::Clock::now() - begun >= std::chrono::milliseconds{900});
    first.join();
}
