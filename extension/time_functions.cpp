// SPDX-License-Identifier: MIT
#include "extension/time_functions.hpp"

#include "core/date_range.hpp"
#include "core/time_zone.hpp"

#include <algorithm>

namespace calltally::extension {

namespace {

/// What (timestamp [, zone [, choice]]) means. The parameters are checked also where the timestamp
/// does not need them.
std::optional<core::Instant> instant_of(const Arguments& arguments) {
    if (arguments.any_null()) {
        return std::nullopt;
    }
    std::optional<core::TimeZone> zone;
    if (arguments.count() > 1) {
        zone = arguments.zone_parameter(1);
    }
    std::optional<core::OverlapChoice> choice;
    if (arguments.count() > 2) {
        choice = arguments.choice_parameter(2);
    }
    auto time = arguments.time(0);
    if (!time) {
        return std::nullopt;
    }
    if (zone && !time->offset) {
        const auto instant = zone->to_utc(time->wall).resolve(choice);
        // Around the first and the last midnight UTC may be outside the years.
        return instant ? core::instant_from_epoch(instant->time_since_epoch().count())
                       : std::nullopt;
    }
    time->offset = time->offset.value_or(std::chrono::seconds{0});
    return core::to_instant(*time);
}

/// The first characters of a time as it is stored, which are its day or month already: nearly every
/// row has one. Empty where there is more to do.
template <std::size_t length>
std::optional<core::FixedText<length>> beginning_of_stored(const Arguments& arguments) {
    const auto stored = arguments.stored_time();
    if (!stored) {
        return std::nullopt;
    }
    core::FixedText<length> beginning;
    std::copy_n(stored->begin(), length, beginning.characters.begin());
    return beginning;
}

} // namespace

std::optional<core::FixedText<19>> utc_time(const Arguments& arguments) {
    if (const auto stored = beginning_of_stored<19>(arguments)) {
        return stored;
    }
    const auto instant = instant_of(arguments);
    return instant ? std::optional{core::format_datetime(*instant)} : std::nullopt;
}

std::optional<core::FixedText<10>> utc_date(const Arguments& arguments) {
    if (const auto stored = beginning_of_stored<10>(arguments)) {
        return stored;
    }
    const auto instant = instant_of(arguments);
    return instant ? std::optional{core::format_date(core::date_of(*instant))} : std::nullopt;
}

std::optional<core::FixedText<7>> utc_month(const Arguments& arguments) {
    if (const auto stored = beginning_of_stored<7>(arguments)) {
        return stored;
    }
    const auto instant = instant_of(arguments);
    return instant ? std::optional{core::format_month(core::month_of(*instant))} : std::nullopt;
}

std::optional<core::FixedText<19>> local_time(const Arguments& arguments) {
    if (arguments.any_null()) {
        return std::nullopt;
    }
    const core::TimeZone zone = arguments.zone_parameter(1);
    auto time = arguments.time(0);
    if (!time) {
        return std::nullopt;
    }
    time->offset = time->offset.value_or(std::chrono::seconds{0});
    const auto instant = core::to_instant(*time);
    if (!instant) {
        return std::nullopt;
    }
    const auto wall = zone.to_local(*instant);
    const bool is_in_years = core::instant_from_epoch(wall.time_since_epoch().count()).has_value();
    return is_in_years ? std::optional{core::format_datetime(wall)} : std::nullopt;
}

std::optional<core::FixedText<10>> month_start(const Arguments& arguments) {
    if (arguments.any_null()) {
        return std::nullopt;
    }
    return core::format_date(core::month_range(arguments.month_parameter(0)).from);
}

std::optional<core::FixedText<10>> month_end(const Arguments& arguments) {
    if (arguments.any_null()) {
        return std::nullopt;
    }
    const core::Month month = arguments.month_parameter(0);
    constexpr core::Month last_month = std::chrono::year{9999} / std::chrono::December;
    if (month == last_month) {
        return std::nullopt;
    }
    return core::format_date(core::month_range(month).to);
}

} // namespace calltally::extension
