// SPDX-License-Identifier: MIT
//
// A Twilio-shaped server inside the test: answers come from a function or from the sample API, and
// every target that was asked for is kept, in order of arrival.
#pragma once

#include "sample/sample_api.hpp"
#include "sync/remote.hpp"

#include <httplib.h>

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace calltally::sync::testing {

struct Reply {
    int status = 200;
    std::string body;
};

class ServedApi {
public:
    /// \param answer called by several threads at once, with path and query as they came
    explicit ServedApi(std::function<Reply(const std::string& target)> answer)
        : ServedApi([answer = std::move(answer)](const httplib::Request& request) {
              return answer(request.target);
          }) {}
    /// Serves the API, all of whose accounts may be read.
    explicit ServedApi(sample::SampleApi& api)
        : ServedApi([&api](const httplib::Request& request) {
              sample::Request asked;
              asked.method = request.method;
              asked.path = request.path;
              asked.query = {request.params.begin(), request.params.end()};
              asked.user = api.credentials().account_sid;
              asked.password = api.credentials().auth_token;
              const sample::Answer answer = api.answer(asked);
              return Reply{answer.status, answer.body};
          }) {
        m_date = sample::http_text(api.now());
    }
    ~ServedApi() {
        m_server.stop();
        m_thread.join();
    }
    ServedApi(const ServedApi&) = delete;
    ServedApi& operator=(const ServedApi&) = delete;

    std::string url() const { return "http://127.0.0.1:" + std::to_string(m_port); }
    void set_date(const std::string& date) { m_date = date; }

    /// What was asked for since the last time.
    std::vector<std::string> take_targets() {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_targets, {});
    }

    RemoteOptions options(int concurrency = 2) const {
        RemoteOptions options;
        options.transport.base_url = url();
        options.retries.first_wait = std::chrono::milliseconds{1};
        options.retries.longest_wait = std::chrono::milliseconds{1};
        options.concurrency = concurrency;
        return options;
    }

private:
    explicit ServedApi(std::function<Reply(const httplib::Request&)> answer) {
        m_server.set_tcp_nodelay(true);
        m_server.set_keep_alive_max_count(100'000);
        m_server.set_keep_alive_timeout(1);
        m_server.Get(".*", [this, answer = std::move(answer)](const httplib::Request& request,
                                                              httplib::Response& response) {
            {
                const std::lock_guard lock(m_mutex);
                m_targets.push_back(request.target);
                if (!m_date.empty()) {
                    response.set_header("Date", m_date);
                }
            }
            const Reply reply = answer(request);
            response.status = reply.status;
            response.set_content(reply.body, "application/json;charset=utf-8");
        });
        m_port = m_server.bind_to_any_port("127.0.0.1");
        m_thread = std::thread([this] { m_server.listen_after_bind(); });
        while (!m_server.is_running()) {
            std::this_thread::yield();
        }
    }

    httplib::Server m_server;
    std::thread m_thread;
    int m_port = 0;
    std::mutex m_mutex;
    std::vector<std::string> m_targets;
    std::string m_date;
};

} // namespace calltally::sync::testing
