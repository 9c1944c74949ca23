// SPDX-License-Identifier: MIT
//
// GET .../Calls.json: filters, newest first, a page at the cost of a page.
#pragma once

#include "sample/account.hpp"
#include "sample/call_rows.hpp"
#include "sample/http_message.hpp"

#include <cstdint>
#include <string_view>

namespace calltally::sample {

/// Where a listing is read.
struct CallSource {
    std::uint64_t seed;
    std::uint32_t number; ///< the account's place in the sample
    const Account& account;
    const CallRows& rows;
    UnixTime now;
};

/// A page of calls. `repeat_last` begins a page with the row that ended the one before it.
Answer call_page(const CallSource& source, std::string_view path, const Query& query,
                 bool repeat_last);

/// One call; 404 if there is none of this sid, or no more.
Answer one_call(const CallSource& source, std::string_view sid);

} // namespace calltally::sample
