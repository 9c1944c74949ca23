// SPDX-License-Identifier: MIT
//
// What an HTTP answer of Twilio's means: good, worth another try, or an error in words.
#pragma once

#include "api/errors.hpp"
#include "api/transport.hpp"

#include <chrono>
#include <string>

namespace calltally::api {

struct Answer {
    enum class Kind {
        good,
        retry,         ///< 408, 425, 429, 5xx: busy or broken, and said so
        retry_briefly, ///< odd, but seen to pass: 401; status 200 with something that is no JSON
        fail,
    };
    Kind kind = Kind::good;
    int http_status = 200; ///< of the answer, or the one its body states
    int twilio_code = 0;   ///< 0: none in the body
    std::string message;   ///< Twilio's own words, or ours for what is not Twilio's; printable
};

/// Status 200 is good only with a body that begins and ends as JSON does and is no error body.
Answer classify(const Response& response);

/// The error to end with, for an answer that is not good.
/// \param who    the credential's sid
/// \param target only its path is named
ApiError to_error(const Answer& answer, const std::string& who, const std::string& target);

/// Seconds to wait as the server asks: a whole number, or a date against the answer's own date.
/// 0 for anything else, and for the past. Not clamped.
std::chrono::seconds retry_after(const Response& response);

} // namespace calltally::api
