// SPDX-License-Identifier: MIT
#include "api/curl_transport.hpp"

#include "api/errors.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <mutex>

namespace calltally::api {

namespace {

using core::Error;
using core::ExitCode;

std::string url_part(CURLU* url, CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(url, which, &text, 0) != CURLUE_OK) {
        return {};
    }
    std::string copy(text);
    curl_free(text);
    return copy;
}

struct BaseUrl {
    std::string scheme;
    std::string host;
};

bool is_loopback(const std::string& host) {
    return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

BaseUrl parse_base_url(const std::string& base_url) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
    const auto refuse = [&base_url](const char* why) -> Error {
        return {ExitCode::usage, fmt::format("the base URL '{}' {}", base_url, why),
                "give scheme, host and port only, as in https://api.twilio.com"};
    };
    // A user or password in it must not be repeated in the message.
    if (base_url.find('@') != std::string::npos) {
        throw Error(ExitCode::usage, "the base URL carries a user or a password",
                    "give scheme, host and port only; credentials come from the environment");
    }
    if (curl_url_set(url.get(), CURLUPART_URL, base_url.c_str(), 0) != CURLUE_OK) {
        throw refuse("is not a URL");
    }
    const std::string path = url_part(url.get(), CURLUPART_PATH);
    if ((!path.empty() && path != "/") || base_url.ends_with('/') ||
        !url_part(url.get(), CURLUPART_QUERY).empty() ||
        !url_part(url.get(), CURLUPART_FRAGMENT).empty()) {
        throw refuse("has a path or a query");
    }
    BaseUrl parsed{url_part(url.get(), CURLUPART_SCHEME), url_part(url.get(), CURLUPART_HOST)};
    if (parsed.scheme != "https" && !(parsed.scheme == "http" && is_loopback(parsed.host))) {
        throw refuse("is not https (http is for this machine's own loopback address only)");
    }
    return parsed;
}

enum class CurlFailure { temporary, certificate, protocol };

CurlFailure classify(CURLcode code) noexcept {
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
        return CurlFailure::temporary;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
        return CurlFailure::certificate;
    default:
        return CurlFailure::protocol;
    }
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == '\r' || text.back() == '\n' || text.back() == ' ')) {
        text.remove_suffix(1);
    }
    return text;
}

} // namespace

void check_base_url(const std::string& base_url) { parse_base_url(base_url); }

struct CurlTransport::Handle {
    TransportOptions options;
    std::string host;
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{nullptr, &curl_easy_cleanup};
    std::array<char, CURL_ERROR_SIZE> error_text{};
    Response response;
    bool is_too_large = false;

    template <class Value>
    void set(CURLoption option, Value value) {
        if (curl_easy_setopt(curl.get(), option, value) != CURLE_OK) {
            throw Error(ExitCode::bug, fmt::format("libcurl refuses option {}", static_cast<int>(option)));
        }
    }

    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) {
        auto& handle = *static_cast<Handle*>(self);
        const std::size_t bytes = size * count;
        // Counted after decoding: a small compressed answer can be a large one.
        if (handle.response.body.size() + bytes > handle.options.max_body_bytes) {
            handle.is_too_large = true;
            return 0;
        }
        handle.response.body.append(data, bytes);
        return bytes;
    }

    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self) {
        auto& response = static_cast<Handle*>(self)->response;
        const std::string_view line(data, size * count);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) {
            return line.size();
        }
        std::string name(line.substr(0, colon));
        std::transform(name.begin(), name.end(), name.begin(), [](char character) {
            return character >= 'A' && character <= 'Z' ? static_cast<char>(character + 32)
                                                        : character;
        });
        const std::string_view value = trimmed(line.substr(colon + 1));
        if (name == "retry-after") {
            response.retry_after = value;
        } else if (name == "content-type") {
            response.content_type = value;
        } else if (name == "twilio-request-id") {
            response.request_id = value.substr(0, 64);
        } else if (name == "date") {
            if (const auto date = core::parse_rfc2822(value)) {
                response.date = core::to_instant(*date);
            }
        }
        return line.size();
    }
};

CurlTransport::CurlTransport(TransportOptions options, const Credentials& credentials)
    : m_handle(std::make_unique<Handle>()) {
    static std::once_flag initialised;
    std::call_once(initialised, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    const BaseUrl base = parse_base_url(options.base_url);
    Handle& handle = *m_handle;
    handle.options = std::move(options);
    handle.host = base.host;
    handle.curl.reset(curl_easy_init());
    if (!handle.curl) {
        throw Error(ExitCode::bug, "libcurl cannot be initialised");
    }
    const auto& settings = handle.options;
    handle.set(CURLOPT_PROTOCOLS_STR, base.scheme.c_str());
    handle.set(CURLOPT_FOLLOWLOCATION, 0L);
    handle.set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    handle.set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    handle.set(CURLOPT_USERNAME, credentials.username.c_str());
    handle.set(CURLOPT_PASSWORD, credentials.password.c_str());
    handle.set(CURLOPT_SSL_VERIFYPEER, 1L);
    handle.set(CURLOPT_SSL_VERIFYHOST, 2L);
    handle.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    handle.set(CURLOPT_HTTP09_ALLOWED, 0L);
    handle.set(CURLOPT_NOSIGNAL, 1L);
    handle.set(CURLOPT_TCP_NODELAY, 1L);
    handle.set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings.connect_timeout.count()));
    handle.set(CURLOPT_TIMEOUT, static_cast<long>(settings.request_timeout.count()));
    handle.set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    handle.set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(settings.stall_timeout.count()));
    handle.set(CURLOPT_ACCEPT_ENCODING, "gzip");
    handle.set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(settings.max_body_bytes));
    handle.set(CURLOPT_USERAGENT, settings.user_agent.c_str());
    handle.set(CURLOPT_ERRORBUFFER, handle.error_text.data());
    handle.set(CURLOPT_WRITEFUNCTION, &Handle::on_body);
    handle.set(CURLOPT_WRITEDATA, static_cast<void*>(&handle));
    handle.set(CURLOPT_HEADERFUNCTION, &Handle::on_header);
    handle.set(CURLOPT_HEADERDATA, static_cast<void*>(&handle));
    if (!settings.ca_file.empty()) {
        handle.set(CURLOPT_CAINFO, settings.ca_file.c_str());
    }
    if (is_loopback(base.host)) {
        handle.set(CURLOPT_NOPROXY, "*");
    }
}

CurlTransport::~CurlTransport() = default;

Response CurlTransport::get(const std::string& target) {
    Handle& handle = *m_handle;
    handle.response = {};
    handle.is_too_large = false;
    handle.error_text.front() = '\0';
    handle.set(CURLOPT_URL, (handle.options.base_url + target).c_str());
    const CURLcode code = curl_easy_perform(handle.curl.get());
    if (handle.is_too_large || code == CURLE_FILESIZE_EXCEEDED) {
        throw ApiError(Failure::contract, ExitCode::contract_broken,
                       fmt::format("the answer of {} is larger than {} bytes", handle.host,
                                   handle.options.max_body_bytes),
                       "this is not a page of Twilio's; check the base URL");
    }
    if (code != CURLE_OK) {
        const std::string text = handle.error_text.front() != '\0' ? handle.error_text.data()
                                                                   : curl_easy_strerror(code);
        switch (classify(code)) {
        case CurlFailure::temporary:
            throw ApiError(Failure::temporary, ExitCode::temporary_failure,
                           fmt::format("{} cannot be reached: {}", handle.host, text),
                           "run the sync again later; everything read so far is kept");
        case CurlFailure::certificate:
            throw ApiError(Failure::contract, ExitCode::contract_broken,
                           fmt::format("the certificate of {} is not trusted: {}", handle.host, text),
                           "check the host and this machine's clock; for a server with its own "
                           "authority name its certificate with --ca-file");
        case CurlFailure::protocol:
            break;
        }
        throw ApiError(Failure::contract, ExitCode::contract_broken,
                       fmt::format("{} does not answer as an HTTP server should: {}", handle.host, text),
                       "check the base URL, and what stands between here and there");
    }
    long status = 0;
    curl_easy_getinfo(handle.curl.get(), CURLINFO_RESPONSE_CODE, &status);
    handle.response.status = static_cast<int>(status);
    if (status >= 300 && status < 400) {
        throw ApiError(Failure::contract, ExitCode::contract_broken,
                       fmt::format("{} redirects (HTTP {}); redirects are not followed", handle.host, status),
                       "check the base URL", static_cast<int>(status));
    }
    return std::move(handle.response);
}

} // namespace calltally::api
