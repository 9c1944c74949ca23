// SPDX-License-Identifier: MIT
#include "api/curl_transport.hpp"

#include "api/curl_failure.hpp"
#include "api/errors.hpp"
#include "api/printable.hpp"
#include "api/url.hpp"
#include "core/open_files.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

namespace calltally::api {

namespace {

using core::Error;
using core::ExitCode;

void initialise_curl() {
    static std::once_flag once;
    std::call_once(once, [] {
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
            throw Error(ExitCode::bug, "libcurl cannot be initialised");
        }
    });
}

void check_ca_file(const std::string& path) {
    std::string text;
    if (std::error_code ignored; std::filesystem::is_regular_file(path, ignored)) {
        std::ifstream file(path, std::ios::binary);
        text.assign(std::istreambuf_iterator<char>(file), {});
    }
    if (text.find("-----BEGIN ") == std::string::npos) {
        throw Error(ExitCode::configuration,
                    fmt::format("the CA file '{}' cannot be read or holds no certificate", path),
                    "name a readable file with certificates in PEM form");
    }
}

std::string_view trimmed(std::string_view text) {
    constexpr const char* blanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blanks);
    return first == std::string_view::npos
               ? std::string_view{}
               : text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

bool is_header(std::string_view name, std::string_view lower_name) {
    return std::equal(name.begin(), name.end(), lower_name.begin(), lower_name.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

/// Empty, but for the memory of its body.
void start_again(Response& response) {
    std::string body = std::move(response.body);
    body.clear();
    response = {};
    response.body = std::move(body);
}

void read_header(std::string_view line, Response& response) {
    if (line.starts_with("HTTP/")) {
        // The final answer's headers count, not those of a `100 Continue` before it.
        start_again(response);
        return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
        return;
    }
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (is_header(name, "retry-after")) {
        response.retry_after = value;
    } else if (is_header(name, "content-type")) {
        response.content_type = printable(value, 100);
    } else if (is_header(name, "twilio-request-id")) {
        response.request_id = printable(value, 64);
    } else if (is_header(name, "date")) {
        const auto date = core::parse_rfc2822(value);
        response.date = date ? core::to_instant(*date) : std::nullopt;
    }
}

} // namespace

std::string transport_version() {
    initialise_curl();
    const curl_version_info_data* info = curl_version_info(CURLVERSION_NOW);
    return fmt::format("{}, {}", info->version,
                       info->ssl_version != nullptr ? info->ssl_version : "without TLS");
}

void check_base_url(const std::string& base_url) {
    parse_base_url(base_url);
}

struct CurlTransport::Handle {
    TransportOptions options;
    std::string host;
    bool had_answer = false;
    const SSL* tls = nullptr;   ///< of the connection of the last answer; null: none, or not known
    Response response;          ///< of the request under way
    bool is_head_whole = false; ///< as are these three
    bool is_too_large = false;
    std::optional<std::chrono::steady_clock::time_point> cancelled_at; ///< when it was noticed
    std::exception_ptr exception; ///< thrown in a callback: libcurl is C
    std::array<char, CURL_ERROR_SIZE> error_text{};
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{nullptr, &curl_easy_cleanup};

    template <class Value>
    void set(CURLoption option, Value value) const {
        if (curl_easy_setopt(curl.get(), option, value) != CURLE_OK) {
            throw Error(ExitCode::bug,
                        fmt::format("libcurl refuses option {}", static_cast<int>(option)));
        }
    }

    /// Runs a callback's work. \returns the bytes taken; fewer than given end the transfer
    template <class Work>
    std::size_t guard(std::size_t bytes, Work work) noexcept {
        try {
            return work() ? bytes : 0;
        } catch (...) {
            exception = std::current_exception();
            return 0;
        }
    }

    /// How large the body will be, as far as the answer says: of a compressed one, that at least.
    std::size_t announced_bytes() const {
        curl_off_t length = 0;
        curl_easy_getinfo(curl.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
        return length < 0 ? 0 : std::min(static_cast<std::size_t>(length), options.max_body_bytes);
    }

    /// Within a transfer: libcurl names its connection's TLS only there.
    void remember_tls() {
        const curl_tlssessioninfo* info = nullptr;
        curl_easy_getinfo(curl.get(), CURLINFO_TLS_SSL_PTR, &info);
        tls = info != nullptr && info->backend == CURLSSLBACKEND_OPENSSL
                  ? static_cast<const SSL*>(info->internals)
                  : nullptr;
    }

    /// Whether the kept-alive connection holds what no request asked for: bytes behind a body, or
    /// its end. libcurl takes such bytes for the next request's answer. HTTP/2 says of each byte
    /// what it answers.
    bool has_unasked_input() const {
        curl_socket_t socket = CURL_SOCKET_BAD;
        long version = 0;
        curl_easy_getinfo(curl.get(), CURLINFO_ACTIVESOCKET, &socket);
        curl_easy_getinfo(curl.get(), CURLINFO_HTTP_VERSION, &version);
        if (socket == CURL_SOCKET_BAD || version >= CURL_HTTP_VERSION_2_0) {
            return false;
        }
        pollfd waiting{socket, POLLIN, 0};
        return ::poll(&waiting, 1, 0) != 0 || (tls != nullptr && SSL_has_pending(tls) != 0);
    }

    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) {
        auto& handle = *static_cast<Handle*>(self);
        const std::size_t bytes = size * count;
        return handle.guard(bytes, [&] {
            std::string& body = handle.response.body;
            if (body.empty()) {
                body.reserve(handle.announced_bytes());
            }
            // Counted after decoding: a small compressed answer can be a large one.
            handle.is_too_large = bytes > handle.options.max_body_bytes - body.size();
            if (!handle.is_too_large) {
                body.append(data, bytes);
            }
            return !handle.is_too_large;
        });
    }

    /// Called while data moves, and about once a second while none does.
    static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
        auto& handle = *static_cast<Handle*>(self);
        if (handle.options.cancel == nullptr || !*handle.options.cancel) {
            return 0;
        }
        const auto now = std::chrono::steady_clock::now();
        handle.cancelled_at = handle.cancelled_at.value_or(now);
        return now - *handle.cancelled_at > handle.options.cancel_grace ? 1 : 0;
    }

    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self) {
        auto& handle = *static_cast<Handle*>(self);
        const std::string_view line(data, size * count);
        return handle.guard(line.size(), [&] {
            if (line.starts_with("HTTP/")) {
                handle.remember_tls();
            }
            // Trailers come here too, behind a head that is whole.
            handle.is_head_whole =
                !line.starts_with("HTTP/") && (handle.is_head_whole || trimmed(line).empty());
            read_header(line, handle.response);
            return true;
        });
    }

    void set_security(const Url& base, const Credentials& credentials) const {
        set(CURLOPT_PROTOCOLS_STR, base.scheme.c_str());
        set(CURLOPT_REDIR_PROTOCOLS_STR, "https");
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_PATH_AS_IS, 1L);
        set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
        set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        set(CURLOPT_UNRESTRICTED_AUTH, 0L);
        set(CURLOPT_USERNAME, credentials.username.c_str());
        set(CURLOPT_PASSWORD, credentials.password.c_str());
        set(CURLOPT_SSL_VERIFYPEER, 1L);
        set(CURLOPT_SSL_VERIFYHOST, 2L);
        set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        set(CURLOPT_HTTP09_ALLOWED, 0L);
        if (!options.ca_file.empty()) {
            check_ca_file(options.ca_file);
            set(CURLOPT_CAINFO, options.ca_file.c_str());
            set(CURLOPT_CAPATH, static_cast<const char*>(nullptr)); // not the system's as well
        }
        if (is_loopback(base)) {
            set(CURLOPT_NOPROXY, "*");
        }
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    }

    void set_limits() const {
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_TCP_NODELAY, 1L);
        set(CURLOPT_MAXCONNECTS, 1L); // one that is not used again is closed
        set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(options.connect_timeout.count()));
        set(CURLOPT_TIMEOUT, static_cast<long>(options.request_timeout.count()));
        set(CURLOPT_LOW_SPEED_LIMIT, 1L);
        set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.stall_timeout.count()));
        set(CURLOPT_ACCEPT_ENCODING, "gzip");
        // Ends what announces its size; on_body ends the rest.
        set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(options.max_body_bytes));
    }

    void set_callbacks() {
        set(CURLOPT_USERAGENT, options.user_agent.c_str());
        set(CURLOPT_ERRORBUFFER, error_text.data());
        set(CURLOPT_WRITEFUNCTION, &Handle::on_body);
        set(CURLOPT_WRITEDATA, static_cast<void*>(this));
        set(CURLOPT_HEADERFUNCTION, &Handle::on_header);
        set(CURLOPT_HEADERDATA, static_cast<void*>(this));
        set(CURLOPT_NOPROGRESS, 0L);
        set(CURLOPT_XFERINFOFUNCTION, &Handle::on_progress);
        set(CURLOPT_XFERINFODATA, static_cast<void*>(this));
    }
};

CurlTransport::CurlTransport(TransportOptions options, const Credentials& credentials)
    : m_handle(std::make_unique<Handle>()) {
    const Url base = parse_base_url(options.base_url);
    initialise_curl();
    m_handle->options = std::move(options);
    m_handle->host = base.host;
    m_handle->curl.reset(curl_easy_init());
    if (!m_handle->curl) {
        throw Error(ExitCode::bug, "libcurl cannot be initialised");
    }
    m_handle->set_security(base, credentials);
    m_handle->set_limits();
    m_handle->set_callbacks();
}

CurlTransport::~CurlTransport() = default;

void CurlTransport::reuse(std::string&& body) {
    constexpr std::size_t large = 4U << 20U; // no usual page
    if (body.capacity() <= large) {
        m_handle->response.body = std::move(body);
    }
}

Response CurlTransport::get(const std::string& target) {
    Handle& handle = *m_handle;
    if (!target.starts_with('/')) {
        // Put behind the host, it could name another one.
        throw Error(ExitCode::bug, "a request's target does not begin with a slash");
    }
    handle.set(CURLOPT_FRESH_CONNECT, handle.has_unasked_input() ? 1L : 0L);
    handle.tls = nullptr;
    start_again(handle.response);
    handle.is_head_whole = false;
    handle.is_too_large = false;
    handle.exception = nullptr;
    handle.error_text.front() = '\0';
    handle.set(CURLOPT_URL, (handle.options.base_url + target).c_str());
    const CURLcode code = curl_easy_perform(handle.curl.get());
    if (handle.exception) {
        std::rethrow_exception(handle.exception);
    }
    if (code == CURLE_ABORTED_BY_CALLBACK) {
        throw cancelled();
    }
    if (handle.is_too_large || code == CURLE_FILESIZE_EXCEEDED) {
        throw ApiError(Failure::contract, ExitCode::contract_broken,
                       fmt::format("{} sent an answer larger than {} bytes", handle.host,
                                   handle.options.max_body_bytes),
                       "this is not a page of Twilio's: check the base URL");
    }
    if (code != CURLE_OK) {
        long proxy_status = 0;
        curl_easy_getinfo(handle.curl.get(), CURLINFO_HTTP_CONNECTCODE, &proxy_status);
        if (proxy_status == http_status::proxy_wants_credentials) {
            throw proxy_refusal(handle.host);
        }
        core::check_for_open_files();
        throw curl_failure(code, handle.error_text.data(), handle.host, handle.had_answer);
    }
    if (!handle.is_head_whole) { // libcurl takes it for an answer without a body
        throw curl_failure(CURLE_RECV_ERROR, "the answer broke off within its headers", handle.host,
                           handle.had_answer);
    }
    handle.had_answer = true;
    long status = 0;
    curl_easy_getinfo(handle.curl.get(), CURLINFO_RESPONSE_CODE, &status);
    handle.response.status = static_cast<int>(status);
    if (status >= 300 && status < 400) {
        throw ApiError(Failure::contract, ExitCode::contract_broken,
                       fmt::format("{} redirects (HTTP {}), and redirects are not followed",
                                   handle.host, status),
                       "check the base URL, the region and the edge", static_cast<int>(status));
    }
    return std::move(handle.response);
}

} // namespace calltally::api
