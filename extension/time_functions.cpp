// SPDX-License-Identifier: MIT
//
// utc_time, utc_date, utc_month, local_time, month_start, month_end: R5, R7 and R8 in SQL.
#include "core/date_range.hpp"
#include "core/time_zone.hpp"
#include "extension/arguments.hpp"
#include "extension/function_table.hpp"

#include <memory>

SQLITE_EXTENSION_INIT3

namespace calltally::extension {

namespace {

/// The zone of an argument, looked up once a statement. Null, with the error set, for a bad one.
/// The pointer lives as long as `holder`, or as the statement.
const core::TimeZone* zone_of(sqlite3_context* context, const char* function, int index,
                              sqlite3_value* value, std::optional<core::TimeZone>& holder) {
    if (const void* known = sqlite3_get_auxdata(context, index)) {
        return static_cast<const core::TimeZone*>(known);
    }
    const auto name = text_of(value);
    holder = name ? core::TimeZone::find(*name) : std::nullopt;
    if (!holder) {
        parameter_error(context, function,
                        "zone must be an IANA time zone such as 'America/New_York'", value);
        return nullptr;
    }
    auto kept = std::make_unique<core::TimeZone>(*holder);
    sqlite3_set_auxdata(context, index, kept.release(),
                        [](void* zone) { delete static_cast<core::TimeZone*>(zone); });
    return &*holder;
}

/// The instant that the arguments (timestamp [, zone [, choice]]) mean. Empty for what cannot be
/// read, and after an error.
std::optional<core::Instant> instant_of(sqlite3_context* context, const char* function, int count,
                                        sqlite3_value** values) {
    if (any_null(count, values)) {
        return std::nullopt;
    }
    std::optional<core::TimeZone> holder;
    const core::TimeZone* zone = nullptr;
    if (count > 1) {
        zone = zone_of(context, function, 1, values[1], holder);
        if (zone == nullptr) {
            return std::nullopt;
        }
    }
    std::optional<core::OverlapChoice> choice;
    if (count > 2) {
        const auto word = text_of(values[2]);
        if (word == "earlier") {
            choice = core::OverlapChoice::earlier;
        } else if (word == "later") {
            choice = core::OverlapChoice::later;
        } else {
            parameter_error(context, function, "choice must be 'earlier' or 'later'", values[2]);
            return std::nullopt;
        }
    }
    if (sqlite3_value_type(values[0]) != SQLITE_TEXT) {
        const auto seconds = whole_number_of(values[0]);
        return seconds ? core::instant_from_epoch(*seconds) : std::nullopt;
    }
    const auto text = text_of(values[0]);
    auto time = text ? core::parse_time(*text) : std::nullopt;
    if (!time) {
        return std::nullopt;
    }
    if (!time->offset) {
        if (zone != nullptr) {
            const auto instant = zone->to_utc(time->wall).resolve(choice);
            return instant ? core::instant_from_epoch(instant->time_since_epoch().count())
                           : std::nullopt;
        }
        time->offset = std::chrono::seconds{0}; // without a zone a bare time is UTC
    }
    return core::to_instant(*time);
}

std::optional<core::Month> month_of_parameter(sqlite3_context* context, const char* function,
                                              sqlite3_value* value) noexcept {
    const auto text = text_of(value);
    const auto month = text ? core::parse_month(*text) : std::nullopt;
    if (!month) {
        parameter_error(context, function, "month must be as in '2026-07'", value);
    }
    return month;
}

} // namespace

void utc_time(sqlite3_context* context, int count, sqlite3_value** values) noexcept {
    guarded(context, [&] {
        if (const auto instant = instant_of(context, "utc_time", count, values)) {
            result(context, core::format_datetime(*instant).view());
        }
    });
}

void utc_date(sqlite3_context* context, int count, sqlite3_value** values) noexcept {
    guarded(context, [&] {
        if (const auto instant = instant_of(context, "utc_date", count, values)) {
            result(context, core::format_date(core::date_of(*instant)).view());
        }
    });
}

void utc_month(sqlite3_context* context, int count, sqlite3_value** values) noexcept {
    guarded(context, [&] {
        if (const auto instant = instant_of(context, "utc_month", count, values)) {
            result(context, core::format_month(core::month_of(*instant)).view());
        }
    });
}

void local_time(sqlite3_context* context, int count, sqlite3_value** values) noexcept {
    guarded(context, [&] {
        if (any_null(count, values)) {
            return;
        }
        std::optional<core::TimeZone> holder;
        const core::TimeZone* zone = zone_of(context, "local_time", 1, values[1], holder);
        if (zone == nullptr) {
            return;
        }
        const auto instant = instant_of(context, "local_time", 1, values);
        if (!instant) {
            return;
        }
        const auto wall = zone->to_local(*instant);
        if (core::instant_from_epoch(wall.time_since_epoch().count())) {
            result(context, core::format_datetime(wall).view());
        }
    });
}

void month_start(sqlite3_context* context, int count, sqlite3_value** values) noexcept {
    if (any_null(count, values)) {
        return;
    }
    if (const auto month = month_of_parameter(context, "month_start", values[0])) {
        result(context, core::format_date(core::month_range(*month).from).view());
    }
}

void month_end(sqlite3_context* context, int count, sqlite3_value** values) noexcept {
    if (any_null(count, values)) {
        return;
    }
    const auto month = month_of_parameter(context, "month_end", values[0]);
    if (month && *month != std::chrono::year{9999} / 12) {
        result(context, core::format_date(core::month_range(*month).to).view());
    }
}

} // namespace calltally::extension
