// SPDX-License-Identifier: MIT
//
// Closed months of one account to explain and to check.
#pragma once

#include "extension/register.hpp"
#include "tests/store/mirror.hpp"

namespace calltally::report::testing {

using namespace calltally::store::testing;
using store::Granularity;

inline const core::DateRange july = days("2026-07-01", "2026-08-01");
inline constexpr const char* after_july = "2026-08-02 06:00:00";

/// A mirror whose connection has the SQL functions, as the program's have.
struct ExtendedMirror {
    ExtendedMirror() { extension::register_functions_automatically(); }
};
struct MonthMirror : ExtendedMirror, Mirror {};

/// July: one outbound call of 61 s and just the usage for it.
inline void agreeing_july(Mirror& mirror) {
    mirror.put(outbound_call(1, "2026-07-31 23:59:59", 61, -26'000));
    mirror.put_usage(usage_record("calls-outbound", july, 1, 2, 26'000, after_july),
                     Granularity::monthly);
    mirror.cover_july();
    mirror.close();
}

/// July: two outbound calls, one of 0 s that usage does not count.
inline void july_with_a_zero_second_call(Mirror& mirror) {
    mirror.put(outbound_call(1, "2026-07-10 12:00:00", 61, -26'000));
    mirror.put(outbound_call(2, "2026-07-10 13:00:00", 0, 0));
    mirror.put_usage(usage_record("calls-outbound", july, 1, 2, 26'000, after_july),
                     Granularity::monthly);
    mirror.cover_july();
    mirror.close();
}

/// July: outbound calls of 61 s every fourth hour on so many days; usage by hand.
inline void july_of_calls(Mirror& mirror, int number_of_days) {
    for (int i = 0; i < number_of_days * 6; ++i) {
        const core::Instant start = at("2026-07-01 00:30:00") + std::chrono::hours{4} * i;
        mirror.put(outbound_call(i + 1, core::format_datetime(start).view(), 61, -26'000));
    }
}

} // namespace calltally::report::testing
