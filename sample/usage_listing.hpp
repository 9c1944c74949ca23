// SPDX-License-Identifier: MIT
//
// GET .../Usage/Records[/Daily|Monthly|AllTime].json. Unlike those of calls, its date ranges
// include their last day.
#pragma once

#include "sample/account.hpp"
#include "sample/http_message.hpp"
#include "sample/scenario.hpp"
#include "sample/usage_ledger.hpp"

#include <string_view>
#include <vector>

namespace calltally::sample {

/// Where usage is read.
struct UsageSource {
    const Account& account;
    std::vector<const UsageLedger*> own;       ///< the account's
    std::vector<const UsageLedger*> inclusive; ///< with its subaccounts'
    UsageScheme scheme;
    UnixTime now;
    UnixTime as_of;
};

/// A page of records; `granularity` is `Daily`, `Monthly`, or `AllTime`.
Answer usage_page(const UsageSource& source, std::string_view granularity, std::string_view path,
                  const Query& query);

} // namespace calltally::sample
