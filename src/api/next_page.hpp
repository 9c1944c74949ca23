// SPDX-License-Identifier: MIT
//
// The address of the next page comes from the server, and the credentials go where it points:
// only the same origin and the same account are followed.
#pragma once

#include <string>
#include <string_view>

namespace calltally::api {

/// The target to ask for the next page.
/// \param next_page_uri verbatim from the page: relative, or absolute on the same origin
/// \param base_url      scheme, host and port of this run
/// \param path_prefix   what its path must begin with, `/2010-04-01/Accounts/AC…/`
/// \throws ApiError `contract`, naming the address's origin and path, never its query
std::string next_page_target(std::string_view next_page_uri, const std::string& base_url,
                             std::string_view path_prefix);

/// Whether the page begins after a row that its address names, as Twilio's do, and not at a number.
bool has_page_token(std::string_view next_page_uri) noexcept;

} // namespace calltally::api
