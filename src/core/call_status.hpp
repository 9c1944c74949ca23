// SPDX-License-Identifier: MIT
//
// R1, R4: which logged calls are billed, and when a call's record is final.
#pragma once

#include <optional>
#include <string_view>

namespace calltally::core {

/// How the roll-up groups a status. `unknown` is a word Twilio has not documented.
enum class StatusGroup { billed, unbilled, unfinished, unknown };

StatusGroup status_group(std::string_view status) noexcept;
std::string_view name_of(StatusGroup group) noexcept; ///< `billed`, `unbilled`, ...

/// Only `completed` calls are billed. Exact, as the API writes it.
bool is_billed_status(std::string_view status) noexcept;

/// Whether the call is over: a terminal status, or an undocumented one with an end time.
bool is_over(std::string_view status, bool has_end_time) noexcept;

} // namespace calltally::core
