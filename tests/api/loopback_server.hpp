// SPDX-License-Identifier: MIT
//
// A server of bare sockets on 127.0.0.1, for what a proper HTTP server cannot do: cut bodies,
// resets, broken heads, silence. Answers one connection after the other.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

namespace calltally::api::testing {

class LoopbackServer {
public:
    /// \param serve given the connected socket after a request's head was read; it is closed after
    explicit LoopbackServer(std::function<void(int)> serve) : m_serve(std::move(serve)) {
        m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        if (m_listener < 0 || ::bind(m_listener, generic, size) != 0 ||
            ::listen(m_listener, 8) != 0 || ::getsockname(m_listener, generic, &size) != 0) {
            throw std::runtime_error("no loopback socket");
        }
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { run(); });
    }
    ~LoopbackServer() {
        m_is_stopping = true;
        ::shutdown(m_listener, SHUT_RDWR);
        m_thread.join();
        ::close(m_listener);
    }
    LoopbackServer(const LoopbackServer&) = delete;
    LoopbackServer& operator=(const LoopbackServer&) = delete;

    std::string url() const { return "http://127.0.0.1:" + std::to_string(m_port); }
    int requests() const { return m_requests; }
    bool is_stopping() const { return m_is_stopping; }

    static void write(int connection, const std::string& text) {
        std::size_t sent = 0;
        while (sent < text.size()) {
            const ssize_t count =
                ::send(connection, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
            if (count <= 0) {
                return;
            }
            sent += static_cast<std::size_t>(count);
        }
    }
    /// Makes the close a reset.
    static void reset(int connection) {
        const linger at_once{1, 0};
        ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }

private:
    void run() {
        while (!m_is_stopping) {
            const int connection = ::accept(m_listener, nullptr, nullptr);
            if (connection < 0) {
                return;
            }
            std::string head;
            char character = 0;
            // A TLS greeting, which begins so, has no end that we would know.
            while (!head.ends_with("\r\n\r\n") && !head.starts_with('\x16') &&
                   ::recv(connection, &character, 1, 0) == 1) {
                head += character;
            }
            ++m_requests;
            m_serve(connection);
            ::close(connection);
        }
    }

    std::function<void(int)> m_serve;
    int m_listener = -1;
    int m_port = 0;
    std::atomic<bool> m_is_stopping = false;
    std::atomic<int> m_requests = 0;
    std::thread m_thread;
};

} // namespace calltally::api::testing
