// SPDX-License-Identifier: MIT
#include "api/next_page.hpp"

#include "api/errors.hpp"
#include "api/printable.hpp"
#include "api/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace calltally::api {

namespace {

constexpr std::size_t longest_uri = 4096;

[[noreturn]] void refuse(const std::string& why) {
    throw ApiError(Failure::contract, core::ExitCode::contract_broken,
                   "the server named a next page that is not followed: " + why,
                   "no request was made to it; if the server is Twilio's, report this");
}

bool is_forbidden(char character) noexcept {
    return static_cast<unsigned char>(character) <= ' ' || character == '\x7f' ||
           character == '\\' || character == '#';
}

/// Whether a server could read the path as another one: dot segments, empty segments, and the
/// encoded forms of dot, slash and backslash.
bool is_ambiguous(std::string_view path) {
    constexpr std::array<std::string_view, 8> pieces{"/.",  "//",  "%2e", "%2E",
                                                     "%2f", "%2F", "%5c", "%5C"};
    return std::any_of(pieces.begin(), pieces.end(), [path](std::string_view piece) {
        return path.find(piece) != std::string_view::npos;
    });
}

} // namespace

std::string next_page_target(std::string_view next_page_uri, const std::string& base_url,
                             std::string_view path_prefix) {
    if (next_page_uri.size() > longest_uri) {
        refuse(fmt::format("its address has {} bytes", next_page_uri.size()));
    }
    if (std::any_of(next_page_uri.begin(), next_page_uri.end(), is_forbidden)) {
        refuse("its address has a space, a backslash, a fragment or a control character");
    }
    const Url base = parse_base_url(base_url);
    const bool is_relative = next_page_uri.starts_with('/') && !next_page_uri.starts_with("//");
    const auto next =
        parse_url(is_relative ? base_url + std::string{next_page_uri} : std::string{next_page_uri});
    if (!next) {
        refuse("its address cannot be parsed");
    }
    if (next->has_user) {
        refuse("its address carries a user");
    }
    // The scheme as written too: Twilio writes it in lower case.
    if (next->origin() != base.origin() ||
        (!is_relative && !next_page_uri.starts_with(base.scheme))) {
        refuse(
            fmt::format("it is on {}, not on {}", printable(next->origin(), 200), base.origin()));
    }
    if (!next->path.starts_with(path_prefix) || is_ambiguous(next->path)) {
        refuse(fmt::format("its path {} is not under {}", printable(next->path, 200), path_prefix));
    }
    return next->query.empty() ? next->path : next->path + "?" + next->query;
}

bool has_page_token(std::string_view next_page_uri) noexcept {
    constexpr std::string_view name = "PageToken=";
    const std::size_t at = next_page_uri.find(name);
    return at != std::string_view::npos && at > 0 &&
           (next_page_uri[at - 1] == '?' || next_page_uri[at - 1] == '&');
}

} // namespace calltally::api
