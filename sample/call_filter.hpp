// SPDX-License-Identifier: MIT
//
// Which calls a query asks for. Dates are UTC days; a range is half-open: [from, before).
#pragma once

#include "sample/account.hpp"
#include "sample/call_state.hpp"
#include "sample/http_message.hpp"

#include <limits>
#include <optional>
#include <string>
#include <variant>

namespace calltally::sample {

struct TimeRange {
    UnixTime from = std::numeric_limits<UnixTime>::min();
    UnixTime before = std::numeric_limits<UnixTime>::max();
    bool is_set = false; ///< a call without this time is in no set range

    bool has(std::optional<UnixTime> time) const noexcept {
        return !is_set || (time && *time >= from && *time < before);
    }
};

struct CallFilter {
    TimeRange start;
    TimeRange end;
    std::optional<Status> status;
    std::optional<std::string> to;
    std::optional<std::string> from;
    std::optional<std::string> parent_sid;

    /// Whether the call passes but for its addresses and its parent, which only its row tells.
    bool accepts(const Call& call, UnixTime now) const noexcept {
        return start.has(shown_start(call, now)) && end.has(shown_end(call, now)) &&
               (!status || status_at(call, now) == *status);
    }
};

/// The filter of a query, or the answer that refuses it.
std::variant<CallFilter, Answer> call_filter(const Query& query);

} // namespace calltally::sample
