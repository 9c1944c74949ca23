// SPDX-License-Identifier: MIT
#include "sample/server.hpp"

#include "sample/base64.hpp"
#include "sample/request_log.hpp"

#include <fmt/format.h>
#include <httplib.h>

#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <stdexcept>
#include <thread>

namespace calltally::sample {

namespace {

constexpr std::size_t worker_count = 32; // each open connection holds one

/// The user name and password of an Authorization header.
std::pair<std::string, std::string> credentials_of(const httplib::Request& request) {
    const std::string header = request.get_header_value("Authorization");
    constexpr std::string_view scheme = "Basic ";
    if (!header.starts_with(scheme)) {
        return {};
    }
    const std::string text = base64_decoded(std::string_view{header}.substr(scheme.size()));
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) {
        return {};
    }
    return {text.substr(0, colon), text.substr(colon + 1)};
}

Request request_of(const httplib::Request& from) {
    auto [user, password] = credentials_of(from);
    return {from.method, from.path, Query{from.params.begin(), from.params.end()}, std::move(user),
            std::move(password)};
}

void put_answer(Answer answer, UnixTime now, httplib::Response& response) {
    response.status = answer.status;
    // Clients take the time from here: theirs says nothing about a clock that stands still.
    response.set_header("Date", http_text(now));
    if (answer.retry_after) {
        response.set_header("Retry-After", *answer.retry_after);
    }
    if (answer.status == 401) {
        response.set_header("WWW-Authenticate", "Basic realm=\"Twilio API\"");
    }
    if (answer.drop_connection) {
        // A body that never comes makes the library close the connection.
        response.set_content_provider(
            1, answer.content_type,
            [](std::size_t, std::size_t, httplib::DataSink&) { return false; });
        return;
    }
    response.set_header("Content-Type", answer.content_type);
    response.body = std::move(answer.body);
}

/// So that whoever waits for the file never reads half of it.
void write_whole_file(const std::string& path, const std::string& text) {
    const std::string draft = path + ".part";
    std::ofstream file{draft};
    file << text;
    file.close();
    if (!file) {
        throw std::runtime_error(fmt::format("cannot write {}", draft));
    }
    std::filesystem::rename(draft, path);
}

/// Blocks until a signal to end, or for so many seconds; 0: without limit.
void wait_for_the_end(const sigset_t& signals, int max_seconds) {
    if (max_seconds == 0) {
        int received = 0;
        sigwait(&signals, &received);
        return;
    }
    timespec limit{};
    limit.tv_sec = max_seconds;
    sigtimedwait(&signals, nullptr, &limit);
}

} // namespace

void serve(SampleApi& api, const Options& options) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    // Before the first thread, so that all of them inherit it.
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    RequestLog log{options.log_file};
    const bool is_https = !options.tls_certificate.empty();
    const std::unique_ptr<httplib::Server> server =
        is_https ? std::make_unique<httplib::SSLServer>(options.tls_certificate.c_str(),
                                                        options.tls_key.c_str())
                 : std::make_unique<httplib::Server>();
    if (!server->is_valid()) {
        throw std::runtime_error("the certificate or its key cannot be read");
    }
    server->set_tcp_nodelay(true);
    server->set_keep_alive_max_count(std::numeric_limits<std::size_t>::max());
    server->set_keep_alive_timeout(60);
    server->new_task_queue = [] { return new httplib::ThreadPool(worker_count); };
    server->set_pre_routing_handler([&](const httplib::Request& from, httplib::Response& response) {
        api.request_begins();
        if (options.latency_ms > 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds{options.latency_ms});
        }
        const Request request = request_of(from);
        Answer answer = api.answer(request);
        log.write(from.method, from.target, request.user,
                  answer.drop_connection ? 0 : answer.status);
        put_answer(std::move(answer), api.now(), response);
        api.request_ends();
        return httplib::Server::HandlerResponse::Handled;
    });

    const int port = *options.port == 0 ? server->bind_to_any_port("127.0.0.1") : *options.port;
    if (port < 0 || (*options.port != 0 && !server->bind_to_port("127.0.0.1", port))) {
        throw std::runtime_error(fmt::format("cannot listen on 127.0.0.1, port {}", *options.port));
    }
    // The socket listens since it was bound; the thread takes what has come.
    std::thread listener{[&] { server->listen_after_bind(); }};
    fmt::print("CALLTALLY_SAMPLE_URL={}://127.0.0.1:{}\n", is_https ? "https" : "http", port);
    static_cast<void>(std::fflush(stdout));
    if (!options.port_file.empty()) {
        write_whole_file(options.port_file, fmt::format("{}\n", port));
    }
    wait_for_the_end(signals, options.max_seconds);
    // Stopping the library's server would wait for connections that clients keep open.
    static_cast<void>(std::fflush(stdout));
    std::_Exit(0);
}

} // namespace calltally::sample
