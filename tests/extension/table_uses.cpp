// SPDX-License-Identifier: MIT
#include "table_uses.hpp"

#include "mirror.hpp"

namespace calltally::extension_tests {

std::string Use::with(std::size_t index, const std::string& argument) const {
    std::string text = function + "(";
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        text += (i == 0 ? "" : ", ") + (i == index ? argument : arguments[i]);
    }
    return text + ")";
}

const std::vector<Use>& uses() {
    static const std::vector<Use> all{
        {"attribution_whatif",
         {"for_month", "for_account"},
         {"'2026-07'", quoted(account)},
         {"'2026-08'", quoted(other_account)}},
        {"call_log_bridge_for",
         {"for_month", "zone", "for_account"},
         {"'2026-07'", "'America/New_York'", quoted(account)},
         {"'2026-08'", "'UTC'", quoted(other_account)}},
        {"live_month_report", {}, {}, {}},
        {"rounding_whatif",
         {"for_month", "for_account", "minimum", "increment"},
         {"'2026-07'", quoted(account), "12", "7"},
         {"'2026-08'", quoted(other_account), "13", "8"}},
    };
    return all;
}

std::string count_of(Connection& connection, const std::string& from) {
    return connection.rows("SELECT count(*) FROM " + from);
}

} // namespace calltally::extension_tests
