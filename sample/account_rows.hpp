// SPDX-License-Identifier: MIT
//
// Writes accounts as Twilio's JSON rows.
#pragma once

#include "sample/account.hpp"

#include <string>

namespace calltally::sample {

/// The row of an account; `owner_sid` is the parent's sid, a parent's own its own.
std::string account_row(const Account& account, const std::string& owner_sid);

} // namespace calltally::sample
