// SPDX-License-Identifier: MIT
#include "sample/scenario.hpp"

#include <algorithm>

namespace calltally::sample {

const std::vector<Scenario>& scenarios() {
    static const std::vector<Scenario> all{
        {"sample", "three months, two subaccounts, and differences of every known cause", 3, true,
         true, UsageScheme::native, std::int64_t{6} * 3600, 600},
        {"agreeing", "two subaccounts; log and usage agree in everything", 3, true, false,
         UsageScheme::native, 0, 600},
        {"flex", "a Flex project: usage under pstnconnectivity and programmablevoiceconn", 3, false,
         false, UsageScheme::flex, 0, 600},
        {"sparse", "few calls in as many months as the call log keeps", 12, false, false,
         UsageScheme::native, 0, 300},
        {"parts", "usage breaks inbound calls down and does not sum them", 3, false, false,
         UsageScheme::parts, 0, 600},
    };
    return all;
}

const Scenario* find_scenario(std::string_view name) {
    const auto& all = scenarios();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Scenario& s) { return s.name == name; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace calltally::sample
