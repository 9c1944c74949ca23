// SPDX-License-Identifier: MIT
//
// The words that the Console shows, and the API's for the same. Words that are not known are kept.
#pragma once

#include <string>
#include <string_view>

namespace calltally::importer {

struct Word {
    std::string text;
    bool is_known = true;
};

Word status_word(std::string_view shown);    ///< `No Answer` -> `no-answer`
Word direction_word(std::string_view shown); ///< `Outgoing Dial` -> `outbound-dial`
Word category_word(std::string_view shown);  ///< `Client Minutes` -> `calls-client`

} // namespace calltally::importer
