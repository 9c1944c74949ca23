// SPDX-License-Identifier: MIT
//
// A request and an answer, free of any HTTP library.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace calltally::sample {

/// The parameters of a query, decoded, by name.
using Query = std::multimap<std::string, std::string>;

/// The first value of a parameter, if it is there.
std::optional<std::string> find(const Query& query, const std::string& name);

/// `path?name=value&...`, percent-encoded, without the parameters that paging sets.
std::string uri_without_paging(std::string_view path, const Query& query);

/// Percent-encodes all that is not a letter, a digit or one of `-_.~`.
std::string percent_encoded(std::string_view text);

struct Request {
    std::string method;
    std::string path;
    Query query;
    std::string user;     ///< of the Authorization header; empty: none
    std::string password; ///< of the same
};

struct Answer {
    int status = 200;
    std::string body{};
    std::string content_type = "application/json;charset=utf-8";
    std::optional<std::string> retry_after{};
    bool drop_connection = false; ///< close it instead of answering
};

/// Twilio's error body: `code` is its own number, `message` what it says.
Answer error_answer(int status, int code, std::string_view message);
/// A parameter that makes no sense.
Answer bad_request(std::string_view message);

} // namespace calltally::sample
