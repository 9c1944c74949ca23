// SPDX-License-Identifier: MIT
#include "extension/arguments.hpp"

#include "core/decimal.hpp"
#include "extension/text.hpp"

#include <sqlite3ext.h>

#include <cmath>
#include <memory>
#include <new>
#include <string>

SQLITE_EXTENSION_INIT3

namespace calltally::extension {

namespace {

std::optional<std::int64_t> exact_integer(double number) noexcept {
    constexpr double two_to_63 = 9223372036854775808.0;
    if (!(number >= -two_to_63 && number < two_to_63) || std::trunc(number) != number) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(number);
}

} // namespace

bool Arguments::any_null() const noexcept {
    for (int i = 0; i < m_count; ++i) {
        if (sqlite3_value_type(m_values[i]) == SQLITE_NULL) {
            return true;
        }
    }
    return false;
}

std::string_view Arguments::bytes_of(int index) const {
    const void* bytes = sqlite3_value_text(m_values[index]);
    if (bytes == nullptr) { // the value is not NULL: turning it into text took more than there was
        throw std::bad_alloc{};
    }
    const int length = sqlite3_value_bytes(m_values[index]);
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(length)};
}

std::optional<std::string_view> Arguments::text(int index) const {
    if (sqlite3_value_type(m_values[index]) != SQLITE_TEXT) {
        return std::nullopt;
    }
    const std::string_view text = bytes_of(index);
    return is_utf8(text) ? std::optional{text} : std::nullopt;
}

std::optional<std::string_view> Arguments::address(int index) const {
    switch (sqlite3_value_type(m_values[index])) {
    case SQLITE_INTEGER:
    case SQLITE_FLOAT:
        return bytes_of(index);
    default:
        return text(index);
    }
}

std::optional<std::int64_t> Arguments::whole_number(int index) const {
    switch (sqlite3_value_type(m_values[index])) {
    case SQLITE_INTEGER:
        return sqlite3_value_int64(m_values[index]);
    case SQLITE_FLOAT:
        return exact_integer(sqlite3_value_double(m_values[index]));
    case SQLITE_TEXT:
        return core::parse_whole_number(bytes_of(index));
    default:
        return std::nullopt;
    }
}

std::optional<core::ParsedTime> Arguments::time(int index) const {
    if (sqlite3_value_type(m_values[index]) == SQLITE_TEXT) {
        return core::parse_time(bytes_of(index));
    }
    const auto seconds = whole_number(index);
    const auto instant = seconds ? core::instant_from_epoch(*seconds) : std::nullopt;
    if (!instant) {
        return std::nullopt;
    }
    core::ParsedTime time;
    time.wall = std::chrono::local_seconds{instant->time_since_epoch()};
    time.offset = std::chrono::seconds{0};
    return time;
}

std::optional<std::string_view> Arguments::stored_time() const {
    if (m_count != 1 || sqlite3_value_type(m_values[0]) != SQLITE_TEXT) {
        return std::nullopt;
    }
    const std::string_view text = bytes_of(0);
    return core::is_datetime(text) ? std::optional{text} : std::nullopt;
}

std::int64_t Arguments::seconds_parameter(int index, std::string_view name,
                                          std::int64_t lowest) const {
    const auto number = whole_number(index);
    if (!number || *number < lowest) {
        refuse(index,
               std::string{name} + " must be " + std::to_string(lowest) + " or more whole seconds");
    }
    return *number;
}

core::TimeZone Arguments::zone_parameter(int index) const {
    if (m_context != nullptr) {
        if (const void* known = sqlite3_get_auxdata(m_context, index)) {
            return *static_cast<const core::TimeZone*>(known);
        }
    }
    const auto name = text(index);
    const auto zone = name ? core::TimeZone::find(*name) : std::nullopt;
    if (!zone) {
        refuse(index, "zone must be a time zone of the tz database, such as 'America/New_York'");
    }
    if (m_context == nullptr) { // looked up once a use
        return *zone;
    }
    // SQLite owns the copy from here on, and may delete it at once.
    sqlite3_set_auxdata(
        m_context, index, std::make_unique<core::TimeZone>(*zone).release(), [](void* kept) {
            const std::unique_ptr<core::TimeZone> last{static_cast<core::TimeZone*>(kept)};
        });
    return *zone;
}

core::OverlapChoice Arguments::choice_parameter(int index) const {
    const auto word = text(index);
    if (word == "earlier") {
        return core::OverlapChoice::earlier;
    }
    if (word == "later") {
        return core::OverlapChoice::later;
    }
    refuse(index, "choice must be 'earlier' or 'later'");
}

core::Month Arguments::month_parameter(int index) const {
    const auto text_of_month = text(index);
    const auto month = text_of_month ? core::parse_month(*text_of_month) : std::nullopt;
    if (!month) {
        refuse(index, "month must be a month such as '2026-07'");
    }
    return *month;
}

void Arguments::refuse(int index, std::string_view requirement) const {
    const char* const function =
        m_function != nullptr ? m_function : static_cast<const char*>(sqlite3_user_data(m_context));
    std::string message = std::string{function} + "(): ";
    message += requirement;
    message += ", not ";
    switch (sqlite3_value_type(m_values[index])) {
    case SQLITE_TEXT:
        message += "'" + printable(bytes_of(index)) + "'";
        break;
    case SQLITE_BLOB:
        message += "a blob of " + std::to_string(sqlite3_value_bytes(m_values[index])) + " bytes";
        break;
    default:
        message += bytes_of(index);
        break;
    }
    throw BadParameter{message};
}

} // namespace calltally::extension
