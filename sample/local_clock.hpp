// SPDX-License-Identifier: MIT
//
// Local time as the C library knows it: not the library that the product reads times with.
#pragma once

#include "sample/calendar.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::sample {

/// `13:00:53 PDT 2025-05-31`, as the Console writes times. The C library has one zone for the whole
/// process: one of these at a time, which a lock sees to.
class LocalClock {
public:
    /// Empty if the tz database has no such zone.
    static bool is_zone(std::string_view zone);

    explicit LocalClock(const std::string& zone);
    LocalClock(const LocalClock&) = delete;
    LocalClock& operator=(const LocalClock&) = delete;
    ~LocalClock();

    // Both are of an object, because the zone is set only while it is there.
    // NOLINTBEGIN(readability-convert-member-functions-to-static)
    std::string console_text(UnixTime time) const;
    /// The local day of a time, as days since 1970-01-01.
    UnixDay day_of(UnixTime time) const;
    // NOLINTEND(readability-convert-member-functions-to-static)
};

} // namespace calltally::sample
