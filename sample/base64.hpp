// SPDX-License-Identifier: MIT
//
// Base 64, for page tokens and the Authorization header.
#pragma once

#include <string>
#include <string_view>

namespace calltally::sample {

std::string base64_encoded(std::string_view text);

/// Stops at the first character that is not of the alphabet, padding among them.
std::string base64_decoded(std::string_view text);

} // namespace calltally::sample
