// SPDX-License-Identifier: MIT
#include "api/client.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

using namespace calltally;
using namespace std::chrono_literals;
using api::ApiError;
using api::Failure;
using std::chrono::milliseconds;

namespace {

const std::string target = "/2010-04-01/Accounts/AC1/Calls.json?PageToken=secretToken";
const std::string page = R"({"calls": [], "next_page_uri": null})";

/// Answers by a script; the last answer is repeated.
class ScriptedTransport : public api::Transport {
public:
    using Step = std::function<api::Response()>;
    explicit ScriptedTransport(std::deque<Step> steps) : m_steps(std::move(steps)) {}

    api::Response get(const std::string&) override {
        ++requests;
        const Step step = m_steps.front();
        if (m_steps.size() > 1) {
            m_steps.pop_front();
        }
        return step();
    }
    int requests = 0;

private:
    std::deque<Step> m_steps;
};

ScriptedTransport::Step answer(int status, const std::string& body = "",
                               std::optional<std::string> retry_after = std::nullopt) {
    return [=] {
        api::Response response;
        response.status = status;
        response.body = body;
        response.retry_after = retry_after;
        response.date = core::to_instant(*core::parse_rfc2822("Fri, 31 Jul 2026 23:59:00 GMT"));
        return response;
    };
}

ScriptedTransport::Step failure(Failure kind, core::ExitCode exit_code) {
    return [=]() -> api::Response { throw ApiError(kind, exit_code, "the network failed"); };
}

const auto reset = failure(Failure::temporary, core::ExitCode::temporary_failure);
const auto bad_certificate = failure(Failure::contract, core::ExitCode::contract_broken);

/// A client whose waits are written down instead of waited for.
struct Run {
    explicit Run(std::deque<ScriptedTransport::Step> steps, api::RetryPolicy policy = {})
        : transport(std::move(steps)),
          client(transport, "SK0123", cancel, policy,
                 [this](milliseconds wait) { waits.push_back(wait); }) {}

    /// How the request ended; empty: well.
    std::optional<Failure> get(int server_errors = 0, const api::Client::Take& take = {}) {
        try {
            body = client.get(target, take, {server_errors, 0}).body;
            return std::nullopt;
        } catch (const ApiError& error) {
            return error.failure();
        }
    }

    ScriptedTransport transport;
    api::CancelFlag cancel = false;
    std::vector<milliseconds> waits;
    std::string body;
    api::Client client;
};

} // namespace

TEST_CASE("a good answer is returned at once") {
    Run run({answer(200, page)});
    CHECK_FALSE(run.get());
    CHECK(run.body == page);
    CHECK(run.waits.empty());
    CHECK(run.client.requests() == 1);
    CHECK(run.client.retries() == 0);
}

TEST_CASE("busy servers and broken connections are tried again") {
    Run run({answer(429), answer(503, "<html>"), reset, answer(500), answer(200, page)});
    CHECK_FALSE(run.get());
    CHECK(run.client.requests() == 5);
    CHECK(run.client.retries() == 4);
    CHECK(run.waits.size() == 4);
}

TEST_CASE("the waits double, within a quarter of jitter, up to the longest") {
    api::RetryPolicy policy;
    policy.attempts = 9;
    Run run({answer(503)}, policy);
    CHECK(run.get() == Failure::temporary);
    REQUIRE(run.waits.size() == 8);
    const std::vector<milliseconds> expected{1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CAPTURE(i);
        CHECK(run.waits[i] >= expected[i] * 3 / 4);
        CHECK(run.waits[i] <= expected[i] * 5 / 4);
    }
}

TEST_CASE("it gives up after the policy's attempts, or after fewer where asked") {
    Run patient({answer(500)});
    CHECK(patient.get() == Failure::temporary);
    CHECK(patient.transport.requests == 6);
    Run brief({answer(500)});
    CHECK(brief.get(2) == Failure::temporary);
    CHECK(brief.transport.requests == 2);
    // Only a server that breaks is asked for less: patience with the rest stays.
    Run busy({answer(429), answer(429), answer(429), answer(200, page)});
    CHECK_FALSE(busy.get(2));
    Run offline({reset});
    CHECK(offline.get(2) == Failure::temporary);
    CHECK(offline.transport.requests == 6);
    CHECK(offline.waits.size() == 5);
}

TEST_CASE("an answer in another shape is asked for twice more") {
    const auto failing = [](Failure kind, int times) {
        return [=](const api::Response&) mutable {
            if (times-- > 0) {
                throw ApiError(kind, core::ExitCode::contract_broken, "no page");
            }
        };
    };
    Run passing({answer(200, page)});
    CHECK_FALSE(passing.get(0, failing(Failure::contract, 2)));
    CHECK(passing.transport.requests == 3);
    CHECK(passing.waits.size() == 2);
    Run lasting({answer(200, page)});
    CHECK(lasting.get(0, failing(Failure::contract, 3)) == Failure::contract);
    CHECK(lasting.transport.requests == 3);
    Run other({answer(200, page)});
    CHECK(other.get(0, failing(Failure::bad_page_token, 1)) == Failure::bad_page_token);
    CHECK(other.transport.requests == 1);
}

TEST_CASE("what one client is asked to wait, the others wait as well") {
    api::Pause pause;
    api::CancelFlag cancel = false;
    std::vector<milliseconds> waits;
    const auto sleep = [&](milliseconds wait) {
        waits.push_back(wait);
        std::this_thread::sleep_for(wait);
    };
    api::RetryPolicy policy;
    policy.first_wait = 1ms;
    policy.longest_retry_after = 1s;
    ScriptedTransport busy({answer(429, "", "1"), answer(200, page)});
    api::Client told(busy, "SK0123", cancel, policy, sleep, &pause);
    ScriptedTransport free({answer(200, page)});
    api::Client other(free, "SK0123", cancel, policy, sleep, &pause);
    other.get(target);
    CHECK(waits.empty());
    pause.extend(20ms);
    pause.extend(10ms); // never shortened
    other.get(target);
    REQUIRE(!waits.empty());
    CHECK(waits.front() > 10ms);
    CHECK(waits.front() <= 20ms);
    told.get(target);
    CHECK(waits.back() >= 1s);
}

TEST_CASE("the last try's Retry-After holds for the others") {
    api::Pause pause;
    api::CancelFlag cancel = false;
    api::RetryPolicy policy;
    policy.attempts = 1;
    ScriptedTransport busy({answer(429, "", "7")});
    api::Client told(
        busy, "SK0123", cancel, policy, [](milliseconds) {}, &pause);
    CHECK_THROWS_AS(told.get(target), api::ApiError);
    CHECK(pause.remaining() > 5s);
}

TEST_CASE("Retry-After is obeyed, but never longer than a quarter of an hour") {
    struct Case {
        const char* text;
        milliseconds least, most;
    };
    // Without a usable Retry-After it is the ordinary first wait.
    const std::vector<Case> cases{{"5", 5s, 5s},
                                  {"0", 750ms, 1250ms},
                                  {"1.5", 750ms, 1250ms},
                                  {"-5", 750ms, 1250ms},
                                  {"soon", 750ms, 1250ms},
                                  {"99999999999", 15min, 15min},
                                  {"Fri, 31 Jul 2026 23:59:40 GMT", 40s, 40s},
                                  {"Fri, 31 Jul 2015 00:00:00 GMT", 750ms, 1250ms},
                                  {"Fri, 31 Jul 2099 00:00:00 GMT", 15min, 15min}};
    for (const Case& each : cases) {
        CAPTURE(std::string(each.text));
        Run run({answer(429, "", each.text), answer(200, page)});
        CHECK_FALSE(run.get());
        REQUIRE(run.waits.size() == 1);
        CHECK(run.waits[0] >= each.least);
        CHECK(run.waits[0] <= each.most);
    }
}

TEST_CASE("a passing 401 is tried once more, a lasting one is a refusal") {
    Run passing({answer(401), answer(200, page)});
    CHECK_FALSE(passing.get());
    Run lasting({answer(401, R"({"code":20003,"message":"Authenticate"})")});
    CHECK(lasting.get() == Failure::refused);
    CHECK(lasting.transport.requests == 2);
    // Its one more try is not used up by what went wrong before.
    Run mixed({answer(503), answer(429), answer(401), answer(200, page)});
    CHECK_FALSE(mixed.get());
}

TEST_CASE("a web page or nothing instead of JSON is tried twice more, then a broken contract") {
    for (const char* body : {"<html>Log in</html>", "", "{\"calls\":["}) {
        CAPTURE(std::string(body));
        Run passing({answer(200, body), answer(200, body), answer(200, page)});
        CHECK_FALSE(passing.get());
        Run lasting({answer(200, body)});
        CHECK(lasting.get() == Failure::contract);
        CHECK(lasting.transport.requests == 3);
    }
    Run no_content({answer(204)});
    CHECK(no_content.get() == Failure::contract);
}

TEST_CASE("an error in a body with status 200 is treated as that error") {
    Run refused({answer(200, R"({"status":401,"code":20003})")});
    CHECK(refused.get() == Failure::refused);
    Run busy({answer(200, R"({"code":20429})"), answer(200, page)});
    CHECK_FALSE(busy.get());
    CHECK(busy.waits.size() == 1);
}

TEST_CASE("what will not pass is asked once") {
    const std::vector<std::pair<ScriptedTransport::Step, Failure>> cases{
        {answer(403), Failure::refused},
        {answer(404), Failure::not_found},
        {answer(400, R"({"code":21481})"), Failure::bad_page_token},
        {answer(400, R"({"code":20004})"), Failure::contract},
        {bad_certificate, Failure::contract},
    };
    for (const auto& [step, expected] : cases) {
        Run run({step});
        CHECK(run.get() == expected);
        CHECK(run.transport.requests == 1);
        CHECK(run.waits.empty());
    }
}

TEST_CASE("a raised cancel flag stops before the next request") {
    Run run({answer(200, page)});
    run.cancel = true;
    CHECK(run.get() == Failure::cancelled);
    CHECK(run.transport.requests == 0);
}

TEST_CASE("a raised cancel flag ends a long wait soon") {
    ScriptedTransport transport({answer(429, "", "900")});
    api::CancelFlag cancel = false;
    api::Client client(transport, "SK0123", cancel);
    const auto start = std::chrono::steady_clock::now();
    std::thread signal([&cancel] {
        std::this_thread::sleep_for(100ms);
        cancel = true;
    });
    try {
        client.get(target);
        FAIL_CHECK("answered");
    } catch (const ApiError& error) {
        CHECK(error.failure() == Failure::cancelled);
        CHECK(error.exit_code() == core::ExitCode::interrupted);
    }
    signal.join();
    CHECK(std::chrono::steady_clock::now() - start < 5s);
}
