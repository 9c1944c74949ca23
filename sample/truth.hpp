// SPDX-License-Identifier: MIT
//
// What a mirror of the sample must come to: log and usage of every account, month, day and
// category at a moment, and every difference between them with its cause. Added up from the
// billing events; no row is read and no rule applied.
#pragma once

#include "sample/account.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <vector>

namespace calltally::sample {

struct TruthMoment {
    UnixTime first; ///< the clock at the start: what was deleted since has been seen
    UnixTime now;
    UnixTime as_of; ///< usage is complete up to here
};

/// The truth as JSON; `docs` of the format: sample/README.md.
nlohmann::ordered_json truth(std::uint64_t seed, const std::vector<Account>& accounts,
                             const TruthMoment& moment);

} // namespace calltally::sample
