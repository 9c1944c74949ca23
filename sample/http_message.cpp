// SPDX-License-Identifier: MIT
#include "sample/http_message.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace calltally::sample {

namespace {

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '~';
}

} // namespace

std::optional<std::string> find(const Query& query, const std::string& name) {
    const auto found = query.find(name);
    return found == query.end() ? std::nullopt : std::optional{found->second};
}

std::string percent_encoded(std::string_view text) {
    std::string encoded;
    for (const char c : text) {
        if (is_unreserved(c)) {
            encoded += c;
        } else {
            encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return encoded;
}

std::string uri_without_paging(std::string_view path, const Query& query) {
    std::string uri{path};
    char separator = '?';
    for (const auto& [name, value] : query) {
        if (name == "Page" || name == "PageToken" || name == "PageSize") {
            continue;
        }
        uri += fmt::format("{}{}={}", separator, percent_encoded(name), percent_encoded(value));
        separator = '&';
    }
    return uri;
}

Answer error_answer(int status, int code, std::string_view message) {
    const nlohmann::ordered_json body{
        {"code", code},
        {"message", message},
        {"more_info", fmt::format("https://www.twilio.com/docs/errors/{}", code)},
        {"status", status}};
    return {.status = status, .body = body.dump()};
}

Answer bad_request(std::string_view message) {
    return error_answer(400, 20001, message);
}

} // namespace calltally::sample
