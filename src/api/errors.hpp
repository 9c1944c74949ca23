// SPDX-License-Identifier: MIT
//
// How asking Twilio can fail. Every failure is also a core::Error with the exit code of its class.
#pragma once

#include "core/error.hpp"

namespace calltally::api {

enum class Failure {
    temporary,      ///< network, 408, 429, 5xx, after all retries; exit code 5
    refused,        ///< 401, 403; exit code 6
    not_found,      ///< 404; exit code 4 if it is the account itself
    bad_page_token, ///< 400 with code 21481: the listing must start again; exit code 7
    contract,       ///< TLS, redirect, not JSON, another shape; exit code 7
    cancelled,      ///< stopped by a signal while waiting; exit code 130
};

namespace http_status {
constexpr int proxy_wants_credentials = 407;
constexpr int too_many_requests = 429;
constexpr int first_server_error = 500; ///< and up
} // namespace http_status

class ApiError : public core::Error {
public:
    ApiError(Failure failure, core::ExitCode exit_code, const std::string& cause,
             std::string remedy = {}, int http_status = 0, int twilio_code = 0)
        : core::Error(exit_code, cause, std::move(remedy)), m_failure(failure),
          m_http_status(http_status), m_twilio_code(twilio_code) {}

    Failure failure() const noexcept { return m_failure; }
    int http_status() const noexcept { return m_http_status; } ///< 0: no HTTP answer
    int twilio_code() const noexcept { return m_twilio_code; } ///< 0: none in the body
    /// Whether Twilio itself says that there is no such thing: what stands in between answers 404
    /// as well.
    bool says_there_is_none() const noexcept;

private:
    Failure m_failure;
    int m_http_status;
    int m_twilio_code;
};

/// What a raised cancel flag ends a request, or a wait, with.
inline ApiError cancelled() {
    return {Failure::cancelled, core::ExitCode::interrupted, "stopped by a signal",
            "run the sync again: it goes on where it stopped"};
}

} // namespace calltally::api
