// SPDX-License-Identifier: MIT
//
// The targets (path and query) of the requests calltally makes. Ranges come in half-open; the
// inclusive end dates of usage are made here, by core/date_range.
#pragma once

#include "core/date_range.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace calltally::api {

inline constexpr int largest_page = 1000;

std::string account_target(std::string_view account_sid);
std::string accounts_target(int page_size = largest_page);
std::string call_target(std::string_view account_sid, std::string_view call_sid);

/// Calls that start on one of the UTC days [from, to); without `to` there is no upper bound.
std::string calls_target(std::string_view account_sid, core::Date from,
                         std::optional<core::Date> to, int page_size = largest_page);
/// Calls of one status whatever their start: queued calls have none.
std::string calls_by_status_target(std::string_view account_sid, std::string_view status,
                                   int page_size = largest_page);

enum class UsageGrain { daily, monthly };
/// Usage records of whole days or months within the range (not empty).
/// \param category one category, or empty for all
std::string usage_target(std::string_view account_sid, UsageGrain grain, std::string_view category,
                         const core::DateRange& range, bool include_subaccounts,
                         int page_size = largest_page);

} // namespace calltally::api
