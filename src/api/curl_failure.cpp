// SPDX-License-Identifier: MIT
#include "api/curl_failure.hpp"

#include "api/printable.hpp"

#include <fmt/format.h>

namespace calltally::api {

namespace {

using core::ExitCode;

enum class Class { temporary, certificate, protocol };

Class class_of(CURLcode code, bool had_answer) noexcept {
    switch (code) {
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_HTTP2:
    case CURLE_PARTIAL_FILE:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2_STREAM:
    case CURLE_PROXY:
        return Class::temporary;
    case CURLE_SSL_CONNECT_ERROR:
        return had_answer ? Class::temporary : Class::protocol;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return Class::certificate;
    default:
        return Class::protocol;
    }
}

/// libcurl has no code of its own for a proxy that refuses to open the way.
bool is_of_proxy(CURLcode code, const std::string& text) {
    return code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_PROXY ||
           text.find("tunnel") != std::string::npos;
}

std::string words_of(CURLcode code, const std::string& text) {
    constexpr std::size_t longest = 200;
    if (code == CURLE_OUT_OF_MEMORY) {
        return "its headers are too long"; // libcurl calls that, too, out of memory
    }
    return printable(text.empty() ? curl_easy_strerror(code) : text, longest);
}

} // namespace

ApiError curl_failure(CURLcode code, const std::string& text, const std::string& host,
                      bool had_answer) {
    const std::string words = words_of(code, text);
    switch (class_of(code, had_answer)) {
    case Class::temporary:
        return {Failure::temporary, ExitCode::temporary_failure,
                fmt::format("the connection to {} failed: {}", host, words),
                is_of_proxy(code, text)
                    ? "check the proxy that https_proxy or ALL_PROXY names; everything read so far "
                      "is kept"
                    : "run the sync again later; everything read so far is kept"};
    case Class::certificate:
        return {Failure::contract, ExitCode::contract_broken,
                fmt::format("the certificate of {} is not trusted: {}", host, words),
                "check the host name and this machine's clock; a server with a certificate "
                "authority of its own needs that authority's file"};
    case Class::protocol:
        break;
    }
    return {Failure::contract, ExitCode::contract_broken,
            fmt::format("{} does not speak HTTP as it should: {}", host, words),
            "check the base URL, and what stands between here and there"};
}

ApiError proxy_refusal(const std::string& host) {
    return {Failure::contract, ExitCode::refused,
            fmt::format("the proxy on the way to {} wants credentials (HTTP 407)", host),
            "put them into https_proxy or ALL_PROXY, as http://USER:PASSWORD@HOST:PORT",
            http_status::proxy_wants_credentials};
}

} // namespace calltally::api
