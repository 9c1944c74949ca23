// SPDX-License-Identifier: MIT
#include "sample/account_rows.hpp"

#include <fmt/format.h>

#include <utility>

namespace calltally::sample {

std::string account_row(const Account& account, const std::string& owner_sid) {
    const std::string uri = fmt::format("/2010-04-01/Accounts/{}", account.sid);
    std::string subresources;
    for (const auto& [name, segment] :
         {std::pair{"applications", "Applications"}, std::pair{"balance", "Balance"},
          std::pair{"calls", "Calls"}, std::pair{"conferences", "Conferences"},
          std::pair{"incoming_phone_numbers", "IncomingPhoneNumbers"},
          std::pair{"messages", "Messages"}, std::pair{"recordings", "Recordings"},
          std::pair{"transcriptions", "Transcriptions"}, std::pair{"usage", "Usage"}}) {
        subresources += fmt::format(R"({}"{}": "{}/{}.json")", subresources.empty() ? "" : ", ",
                                    name, uri, segment);
    }
    constexpr std::int64_t ten_o_clock = 36'000;
    const std::string opened = rfc2822_text(midnight(account.opened) + ten_o_clock);
    return fmt::format(
        R"({{"sid": "{}", "owner_account_sid": "{}", "friendly_name": "{}", "status": "{}", )"
        R"("type": "Full", "date_created": "{}", "date_updated": "{}", "auth_token": null, )"
        R"("uri": "{}.json", "subresource_uris": {{{}}}}})",
        account.sid, owner_sid, account.friendly_name, account.status, opened, opened, uri,
        subresources);
}

} // namespace calltally::sample
