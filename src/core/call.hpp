// SPDX-License-Identifier: MIT
//
// One call of the log, as any source gives it, with Twilio's own names. An empty optional is
// "the source said null or nothing"; an empty string is an empty string.
#pragma once

#include "core/timestamp.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace calltally::core {

struct Call {
    std::string sid;         ///< `CA` and 32 hexadecimal digits
    std::string account_sid; ///< `AC` and 32 hexadecimal digits
    std::string status;
    std::optional<std::string> parent_call_sid;
    std::optional<std::string> from_address; ///< number, `client:name`, `sip:…`: Twilio's `from`
    std::optional<std::string> to_address;   ///< Twilio's `to`
    std::optional<std::string> direction;
    std::optional<Instant> date_created;
    std::optional<Instant> date_updated;
    std::optional<Instant> start_time; ///< null while queued
    std::optional<Instant> end_time;
    std::optional<std::int64_t> duration;     ///< whole seconds
    std::optional<std::int64_t> price_micros; ///< negative: a charge; null until rated
    std::optional<std::string> price_unit;    ///< upper-cased ISO currency
    std::optional<std::string> answered_by;
    std::optional<std::string> caller_name;
    std::optional<std::string> forwarded_from;
    std::optional<std::string> phone_number_sid;
    std::optional<std::string> trunk_sid;
    std::optional<std::string> group_sid;
    std::optional<std::int64_t> queue_time; ///< milliseconds
};

} // namespace calltally::core
