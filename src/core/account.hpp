// SPDX-License-Identifier: MIT
//
// One Twilio account or subaccount, without its secrets.
#pragma once

#include "core/timestamp.hpp"

#include <optional>
#include <string>

namespace calltally::core {

struct Account {
    std::string sid; ///< `AC` and 32 hexadecimal digits
    std::optional<std::string> friendly_name;
    std::optional<std::string> status; ///< active, suspended, closed
    std::optional<std::string> type;
    std::optional<std::string> owner_account_sid; ///< its own sid for a parent
    std::optional<Instant> date_created;
};

} // namespace calltally::core
