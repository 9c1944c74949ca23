// SPDX-License-Identifier: MIT
//
// A field of CSV.
#pragma once

#include <string>
#include <string_view>

namespace calltally::report {

/// Quoted where it must be (RFC 4180).
std::string csv_quoted(std::string_view text);

} // namespace calltally::report
