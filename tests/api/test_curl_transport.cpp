// SPDX-License-Identifier: MIT
//
// The transport against servers on this machine's loopback: good ones, and ones that break off.
#include "api/curl_transport.hpp"
#include "api/errors.hpp"
#include "loopback_server.hpp"

#include <doctest/doctest.h>
#include <httplib.h>

#include <atomic>
#include <cstdlib>
#include <set>
#include <string>
#include <thread>

using namespace calltally;
using api::CurlTransport;
using api::Failure;
using api::testing::LoopbackServer;
using namespace std::chrono_literals;

namespace {

const api::Credentials credentials{"AC1", "SK0123", "hunter2-the-secret"};
const std::string target = "/2010-04-01/x.json?To=%2B1305&PageToken=secretToken";

api::TransportOptions options_for(const std::string& base_url) {
    api::TransportOptions options;
    options.base_url = base_url;
    options.connect_timeout = 2s;
    options.stall_timeout = 1s;
    options.request_timeout = 5s;
    options.max_body_bytes = 1'000'000;
    return options;
}

/// The failure of one request; no secret is in its words.
api::ApiError failure_of(CurlTransport& transport) {
    try {
        transport.get(target);
    } catch (const api::ApiError& error) {
        const std::string words = std::string(error.what()) + error.remedy();
        for (const char* secret : {"hunter2", "secretToken", "1305", "Basic"}) {
            CHECK(words.find(secret) == std::string::npos);
        }
        return error;
    }
    FAIL("answered");
    throw std::logic_error("unreachable");
}

api::ApiError failure_of(const std::string& base_url) {
    CurlTransport transport(options_for(base_url), credentials);
    return failure_of(transport);
}

/// The failure when the server writes this and closes.
api::ApiError failure_after(const std::string& text, bool with_reset = false) {
    LoopbackServer server([&](int connection) {
        if (with_reset) {
            LoopbackServer::reset(connection);
        }
        LoopbackServer::write(connection, text);
    });
    return failure_of(server.url());
}

/// A proper HTTP server.
struct GoodServer {
    GoodServer() {
        port = server.bind_to_any_port("127.0.0.1");
        server.set_pre_routing_handler([this](const httplib::Request& request, httplib::Response&) {
            ++requests;
            const std::lock_guard lock(mutex);
            clients.insert(request.remote_port);
            authorization = request.get_header_value("Authorization");
            accept_encoding = request.get_header_value("Accept-Encoding");
            seen_target = request.target;
            return httplib::Server::HandlerResponse::Unhandled;
        });
    }
    void start() {
        thread = std::thread([this] { server.listen_after_bind(); });
        while (!server.is_running()) {
            std::this_thread::sleep_for(1ms);
        }
    }
    ~GoodServer() {
        server.stop();
        thread.join();
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port); }

    httplib::Server server;
    int port = 0;
    std::atomic<int> requests = 0;
    std::mutex mutex;
    std::set<int> clients; ///< their ports: one for each connection
    std::string authorization;
    std::string accept_encoding;
    std::string seen_target;
    std::thread thread;
};

} // namespace

TEST_CASE("an answer comes with what the retries need to know") {
    GoodServer server;
    server.server.Get("/2010-04-01/x.json", [](const httplib::Request&, httplib::Response& answer) {
        answer.status = 429;
        answer.set_header("Retry-After", "7");
        answer.set_header("Date", "Fri, 31 Jul 2026 23:59:59 GMT");
        answer.set_header("twilio-request-id", "RQ1\x1b");
        answer.set_content("{}", "application/json");
    });
    server.start();
    CurlTransport transport(options_for(server.url()), credentials);
    const api::Response response = transport.get(target);
    CHECK(response.status == 429);
    CHECK(response.body == "{}");
    CHECK(response.content_type == "application/json");
    CHECK(response.retry_after == "7");
    CHECK(response.date == core::to_instant(*core::parse_iso8601("2026-07-31T23:59:59Z")));
    CHECK(server.seen_target == target);
    // SK0123:hunter2-the-secret
    CHECK(server.authorization == "Basic U0swMTIzOmh1bnRlcjItdGhlLXNlY3JldA==");
    CHECK(server.accept_encoding == "gzip");
}

TEST_CASE("many requests go over one connection, and nothing of one stays for the next") {
    GoodServer server;
    server.server.Get("/a", [](const httplib::Request&, httplib::Response& answer) {
        answer.set_header("Retry-After", "7");
        answer.set_content(std::string(5000, 'a'), "text/plain");
    });
    server.server.Get("/b", [](const httplib::Request&, httplib::Response& answer) {
        answer.set_content("b", "application/json");
    });
    server.start();
    CurlTransport transport(options_for(server.url()), credentials);
    CHECK(transport.get("/a").body == std::string(5000, 'a'));
    const api::Response second = transport.get("/b");
    CHECK(second.body == "b");
    CHECK_FALSE(second.retry_after);
    CHECK(transport.get("/none").status == 404);
    CHECK(server.clients.size() == 1);
}

TEST_CASE("bytes behind a body are not taken for the next answer, also if they come late") {
    std::chrono::milliseconds late{0};
    SUBCASE("at once") {}
    SUBCASE("late") {
        late = 100ms;
    }
    std::atomic<bool> is_written = false;
    const auto answer = [](const std::string& body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
               body;
    };
    const std::string page(100'000, ' '); // not read with its head, and so not with what follows
    int connections = 0;
    LoopbackServer server([&](int connection) {
        if (++connections > 1) {
            LoopbackServer::write(connection, answer("right"));
            return;
        }
        LoopbackServer::write(connection, answer(page) + (late > 0ms ? "" : answer("wrong")));
        std::this_thread::sleep_for(late);
        LoopbackServer::write(connection, late > 0ms ? answer("wrong") : "");
        is_written = true;
        std::this_thread::sleep_for(300ms); // a second request would not meet a closed connection
    });
    CurlTransport transport(options_for(server.url()), credentials);
    CHECK(transport.get("/page").body == page);
    while (!is_written) {
        std::this_thread::sleep_for(1ms);
    }
    CHECK(transport.get("/next").body == "right");
}

TEST_CASE("a redirect is not followed") {
    GoodServer other;
    other.start();
    GoodServer server;
    std::string location;
    int status = 0;
    server.server.Get("/2010-04-01/x.json",
                      [&](const httplib::Request&, httplib::Response& answer) {
                          answer.status = status;
                          answer.set_header("Location", location);
                      });
    server.start();
    for (const int each : {301, 302, 303, 307, 308}) {
        status = each;
        for (const std::string& to : {server.url() + "/other", other.url() + "/x", target,
                                      std::string("file:///etc/passwd")}) {
            location = to;
            const int before = server.requests;
            const auto error = failure_of(server.url());
            CHECK(error.failure() == Failure::contract);
            CHECK(error.exit_code() == core::ExitCode::contract_broken);
            CHECK(error.http_status() == each);
            CHECK(server.requests == before + 1);
        }
    }
    CHECK(other.requests == 0);
}

TEST_CASE("an answer is bounded by what comes out, not by what comes in") {
    GoodServer server;
    server.server.Get("/fits", [](const httplib::Request&, httplib::Response& answer) {
        answer.set_content(std::string(1'000'000, ' '), "application/json");
    });
    server.server.Get("/2010-04-01/x.json", [](const httplib::Request&, httplib::Response& answer) {
        answer.set_content(std::string(30'000'000, ' '), "application/json");
    });
    server.start();
    auto options = options_for(server.url());
    options.stall_timeout = 30s; // packing it takes the server a while
    options.request_timeout = 60s;
    CurlTransport transport(options, credentials);
    CHECK(transport.get("/fits").body.size() == 1'000'000);
    const auto error = failure_of(transport); // thirty megabytes in about thirty kilobytes
    CHECK(error.failure() == Failure::contract);
    CHECK(std::string(error.what()).find("larger than 1000000 bytes") != std::string::npos);
    // The transport is good for the next request.
    CHECK(transport.get("/fits").body.size() == 1'000'000);
}

TEST_CASE("an answer without an announced length, or with a large one, is bounded as well") {
    const auto endless = failure_after("HTTP/1.1 200 OK\r\n\r\n" + std::string(3'000'000, ' '));
    CHECK(endless.failure() == Failure::contract);
    CHECK(std::string(endless.what()).find("larger than") != std::string::npos);
    const auto announced = failure_after("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n{");
    CHECK(announced.failure() == Failure::contract);
    CHECK(std::string(announced.what()).find("larger than") != std::string::npos);
}

TEST_CASE("a connection that breaks off may be better next time") {
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
    CHECK(failure_after(head + "{\"calls\":[").failure() == Failure::temporary);
    CHECK(failure_after(head + "{\"calls\":[", true).failure() == Failure::temporary);
    CHECK(failure_after("").failure() == Failure::temporary);
    CHECK(failure_after("", true).failure() == Failure::temporary);
    CHECK(failure_after("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{\"calls\"")
              .failure() == Failure::temporary);
}

TEST_CASE("a body that ends with the connection arrives as far as it came") {
    LoopbackServer server([](int connection) {
        LoopbackServer::write(connection, "HTTP/1.1 200 OK\r\n\r\n{\"calls\":[");
    });
    CurlTransport transport(options_for(server.url()), credentials);
    CHECK(transport.get(target).body == "{\"calls\":["); // for the parser to refuse
}

TEST_CASE("a server that breaks the protocol is not asked again") {
    CHECK(failure_after("hello\r\n\r\n").failure() == Failure::contract);
    CHECK(failure_after("HTTP/1.1 200 OK\r\nX: " + std::string(400'000, 'x') + "\r\n\r\n{}")
              .failure() == Failure::contract);
    CHECK(failure_after("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}")
              .failure() == Failure::contract);
}

TEST_CASE("the headers that count are those of the last answer") {
    LoopbackServer server([](int connection) {
        LoopbackServer::write(connection, "HTTP/1.1 103 Early Hints\r\nRetry-After: 1\r\n\r\n"
                                          "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
    });
    CurlTransport transport(options_for(server.url()), credentials);
    const api::Response response = transport.get(target);
    CHECK(response.status == 503);
    CHECK_FALSE(response.retry_after);
}

TEST_CASE("silence and dripping end by the timeouts") {
    std::atomic<bool> is_over = false;
    const auto hold = [&is_over](int connection, const std::string& first) {
        LoopbackServer::write(connection, first);
        for (int i = 0; i < 600 && !is_over; ++i) {
            std::this_thread::sleep_for(10ms);
        }
    };
    for (const char* first : {"", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"}) {
        is_over = false;
        LoopbackServer server([&](int connection) { hold(connection, first); });
        const auto start = std::chrono::steady_clock::now();
        CHECK(failure_of(server.url()).failure() == Failure::temporary);
        CHECK(std::chrono::steady_clock::now() - start < 5s);
        is_over = true;
    }
}

TEST_CASE("nobody listening may pass") {
    std::string url;
    {
        const LoopbackServer gone([](int) {});
        url = gone.url();
    }
    const auto refused = failure_of(url);
    CHECK(refused.failure() == Failure::temporary);
    CHECK(refused.exit_code() == core::ExitCode::temporary_failure);
    CHECK(std::string(refused.what()).find("127.0.0.1") != std::string::npos);
}

TEST_CASE("https to a server that does not speak it is no answer, and no plain request is made") {
    LoopbackServer server([](int connection) { LoopbackServer::write(connection, "no TLS\r\n"); });
    const std::string url = "https" + server.url().substr(4);
    CHECK(failure_of(url).failure() == Failure::contract);
}

TEST_CASE("a proxy is not asked about loopback") {
    LoopbackServer proxy([](int connection) {
        LoopbackServer::write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy");
    });
    GoodServer server;
    server.start();
    ::setenv("http_proxy", proxy.url().c_str(), 1);
    CurlTransport transport(options_for(server.url()), credentials);
    CHECK(transport.get("/none").status == 404);
    ::unsetenv("http_proxy");
    CHECK(proxy.requests() == 0);
}

TEST_CASE("a transport is not made for a bad base URL or a CA file that is none") {
    for (const char* url : {"http://example.com", "http://127.0.0.1.example.com", "ftp://h"}) {
        CHECK_THROWS_AS(CurlTransport(options_for(url), credentials), core::Error);
    }
    auto options = options_for("https://127.0.0.1:1");
    for (const char* path : {"/nonexistent/ca.pem", "/dev/null", "/"}) {
        options.ca_file = path;
        try {
            const CurlTransport transport(options, credentials);
            FAIL_CHECK("made");
        } catch (const core::Error& error) {
            CHECK(error.exit_code() == core::ExitCode::configuration);
        }
    }
}

TEST_CASE("a target that could name another host is never sent") {
    GoodServer server;
    server.start();
    CurlTransport transport(options_for(server.url()), credentials);
    for (const char* bad : {"", "@evil.example/x", ".evil.example/x", "0/x"}) {
        CHECK_THROWS_AS(transport.get(bad), core::Error);
    }
    CHECK(server.requests == 0);
}

TEST_CASE("a raised cancel flag lets a request have its answer, if that does not take long") {
    std::chrono::seconds wait = 2s;
    LoopbackServer server([&wait](int connection) {
        std::this_thread::sleep_for(wait);
        LoopbackServer::write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    });
    api::CancelFlag cancel = false;
    auto options = options_for(server.url());
    options.stall_timeout = 60s;
    options.request_timeout = 60s;
    options.cancel = &cancel;
    const auto raise = [&cancel] {
        cancel = false;
        return std::thread([&cancel] {
            std::this_thread::sleep_for(100ms);
            cancel = true;
        });
    };
    SUBCASE("it comes") {
        CurlTransport transport(options, credentials);
        std::thread signal = raise();
        CHECK(transport.get("/page").status == 200);
        signal.join();
    }
    SUBCASE("it does not") {
        wait = 5s;
        options.cancel_grace = 0s;
        CurlTransport transport(options, credentials);
        std::thread signal = raise();
        CHECK(failure_of(transport).failure() == Failure::cancelled);
        signal.join();
    }
}
