// SPDX-License-Identifier: MIT
#include "core/discrepancy_causes.hpp"

namespace calltally::core {

std::string_view name_of(Certainty certainty) noexcept {
    switch (certainty) {
    case Certainty::known:
        return "known";
    case Certainty::inferred:
        return "inferred";
    case Certainty::ambiguous:
        break;
    }
    return "ambiguous";
}

Amounts difference(const UsageSide& usage, const LogSide& log) noexcept {
    return usage.reported - log.billed;
}

} // namespace calltally::core
