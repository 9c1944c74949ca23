// SPDX-License-Identifier: MIT
//
// Calls made up by a fixed rule: the same on every machine and in every run.
#pragma once

#include "core/call.hpp"

#include <string>
#include <vector>

namespace calltally::bench {

inline constexpr const char* account = "AC0123456789abcdef0123456789abcdef";

/// Calls of July 2026 with random sids, all completed and priced.
std::vector<core::Call> made_calls(int count);

/// A page of such calls as the API writes it, with everything that a row has: 2 kB each.
std::string made_page(int count);

} // namespace calltally::bench
