// SPDX-License-Identifier: MIT
//
// An account as the files that people have of it: the Console's exports, the API's lists as CSV,
// a Bulk Export.
#pragma once

#include "sample/call_listing.hpp"
#include "sample/http_message.hpp"
#include "sample/usage_listing.hpp"

#include <functional>

namespace calltally::sample {

/// What lies below /_sample/export/:
///   console_calls  ?zone=Europe/London [&from=2026-07-01&before=2026-08-01, local days]
///   rest_calls, bulk_calls  [?from=...&before=..., UTC days]
///   rest_usage, console_usage  ?granularity=Daily [&start=...&end=..., both included]
///                              [&subaccounts=yes]
/// and for all of them &account=AC...
struct ExportSource {
    CallSource calls;
    UsageSource usage;
};
Answer export_answer(const ExportSource& source, std::string_view what, const Query& query);

} // namespace calltally::sample
