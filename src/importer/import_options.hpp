// SPDX-License-Identifier: MIT
//
// What the user says of the files.
#pragma once

#include "core/time_zone.hpp"
#include "importer/local_zone.hpp"

#include <optional>
#include <string>
#include <vector>

namespace calltally::importer {

/// Local days: [from, to).
struct LocalDays {
    std::chrono::local_days from;
    std::chrono::local_days to;
};

struct ImportOptions {
    std::optional<LocalZone> zone;
    std::optional<core::OverlapChoice> ambiguous;
    std::vector<std::string> account_sids; ///< whose rows are taken; empty: as the file says
    bool all_accounts = false;             ///< several accounts in a file are all taken
    std::optional<std::string> currency;   ///< of prices in a file that does not say
    std::optional<char> delimiter;         ///< empty: a comma, or what `sep=` says
    std::optional<LocalDays> covers;
    std::optional<bool> includes_subaccounts; ///< of usage
    bool skip_bad = false;
};

} // namespace calltally::importer
