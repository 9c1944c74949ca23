// SPDX-License-Identifier: MIT
//
// What each cause means, in a sentence about the calls that are concerned.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace calltally::report {

/// `2 completed calls of 0 seconds are in the log and usage does not count them`: no full stop.
/// Empty for a cause that is not known.
/// \param calls how many are concerned; empty or 0: it cannot be said
std::string cause_in_words(const std::string& cause, std::optional<std::int64_t> calls);

/// Why the calls of the cause cannot be told one by one: `they were never in the log`.
std::string why_not_listed(const std::string& cause);

} // namespace calltally::report
