// SPDX-License-Identifier: MIT
//
// Whether a month of an account can be compared, and if not, why, and when it is worth looking
// again. Goes by the time at which the mirror was last brought up to date, not by this machine's
// clock.
#pragma once

#include "core/timestamp.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace calltally::report {

struct MonthOutlook {
    enum class Kind {
        compared, ///< over, stored, settled: its state means something
        in_part,  ///< so are some of its categories; usage of the others is not known
        pending,  ///< not yet
        never,    ///< waiting will not help
    };

    std::string account_sid;
    std::string month; ///< `YYYY-MM`
    Kind kind = Kind::pending;
    bool is_over = false; ///< the month ended before the mirror was last brought up to date
    std::string reason;   ///< why not compared, or only in part; empty if it is
    /// When usage and prices should be there, UTC; empty: a sync is what is lacking, not time.
    std::optional<core::Instant> look_again_at;

    /// Whether at least one category is compared.
    bool has_compared() const noexcept { return kind == Kind::compared || kind == Kind::in_part; }
};

/// All months that the mirror knows something of: parent accounts first, then by account, then by
/// month.
std::vector<MonthOutlook> month_outlooks(SQLite::Database& connection);

/// When the mirror was last brought up to date, UTC; empty if it never was.
std::optional<core::Instant> newest_reading(SQLite::Database& connection);

} // namespace calltally::report
