// SPDX-License-Identifier: MIT
#include "api/url.hpp"

#include "core/error.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>
#include <string_view>

namespace calltally::api {

namespace {

/// A part of the URL; empty if it has none.
std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, which, &text, flags) != CURLUE_OK) {
        return {};
    }
    std::string copy(text);
    curl_free(text);
    return copy;
}

std::string lower(std::string text) {
    for (char& character : text) {
        if (character >= 'A' && character <= 'Z') {
            character = static_cast<char>(character - 'A' + 'a');
        }
    }
    return text;
}

/// What stands between `://` and the path, the query or the fragment.
std::string_view authority_of(std::string_view text) {
    const std::size_t start = text.find("://");
    if (start == std::string_view::npos) {
        return {};
    }
    text.remove_prefix(start + 3);
    return text.substr(0, text.find_first_of("/?#\\"));
}

} // namespace

std::string Url::origin() const {
    return fmt::format("{}://{}:{}", scheme, host, port);
}

std::optional<Url> parse_url(const std::string& text) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
    // libcurl also takes `https:/host` and `https:///host`; nobody who means well writes that.
    const std::string_view authority = authority_of(text);
    if (!url || authority.empty() ||
        curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_PATH_AS_IS) != CURLUE_OK) {
        return std::nullopt;
    }
    return Url{lower(part(url.get(), CURLUPART_SCHEME)),
               lower(part(url.get(), CURLUPART_HOST)),
               part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT),
               part(url.get(), CURLUPART_PATH),
               part(url.get(), CURLUPART_QUERY),
               authority.find('@') != std::string_view::npos,
               text.find('#') != std::string::npos};
}

Url parse_base_url(const std::string& base_url) {
    const char* const remedy = "give scheme, host and port only, as in https://api.twilio.com";
    // A user or password in it must not be repeated in the message.
    if (base_url.find('@') != std::string::npos) {
        throw core::Error(core::ExitCode::usage, "the base URL carries a user or a password",
                          remedy);
    }
    const auto refusal = [&](const char* why) {
        return core::Error(core::ExitCode::usage,
                           fmt::format("the base URL '{}' {}", base_url, why), remedy);
    };
    for (const char character : base_url) {
        if (static_cast<unsigned char>(character) <= ' ' || character == '\x7f') {
            throw core::Error(core::ExitCode::usage,
                              "the base URL has a space or a control character", remedy);
        }
    }
    const auto url = parse_url(base_url);
    if (!url) {
        throw refusal("is not a URL");
    }
    if (!base_url.ends_with(authority_of(base_url))) {
        throw refusal("goes on after the host and the port");
    }
    if (url->scheme != "https" && !(url->scheme == "http" && is_loopback(*url))) {
        throw refusal("is not https (http is for this machine's own loopback address only)");
    }
    return *url;
}

bool is_loopback(const Url& url) {
    if (url.host == "localhost" || url.host == "[::1]") {
        return true;
    }
    // A name such as 127.example.com is none: only what parses as an address counts.
    in_addr address{};
    return inet_pton(AF_INET, url.host.c_str(), &address) == 1 &&
           (ntohl(address.s_addr) >> 24U) == 127U;
}

} // namespace calltally::api
