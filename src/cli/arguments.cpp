// SPDX-License-Identifier: MIT
#include "cli/arguments.hpp"

#include "api/field_values.hpp"
#include "core/decimal.hpp"
#include "core/time_zone.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calltally::cli {

namespace {

CLI::Validator check(const std::string& type, std::function<bool(const std::string&)> is_good,
                     const std::string& expected) {
    return {[is_good = std::move(is_good), expected](std::string& text) {
                return is_good(text) ? std::string{} : "expected " + expected;
            },
            type};
}

} // namespace

std::optional<std::string> given(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional{text};
}

std::int64_t number(const std::string& text) {
    return core::parse_whole_number(text).value_or(0);
}

CLI::Validator whole_number(std::int64_t lowest, std::int64_t highest) {
    return check(
        "N",
        [lowest, highest](const std::string& text) {
            const auto number = core::parse_whole_number(text);
            return number && *number >= lowest && *number <= highest &&
                   std::to_string(*number) == text;
        },
        fmt::format("a whole number from {} to {}", lowest, highest));
}

CLI::Validator seconds(std::int64_t highest) {
    constexpr std::int64_t micros_per_second = core::micros_per_unit;
    constexpr int longest_fraction = 3;
    return check(
        "SECONDS",
        [highest](const std::string& text) {
            const auto number = core::parse_decimal(text);
            return number && text.find_first_not_of("0123456789.") == std::string::npos &&
                   number->decimals <= longest_fraction &&
                   number->micros <= highest * micros_per_second;
        },
        fmt::format("seconds from 0 to {}, such as 0.5", highest));
}

CLI::Validator one_of(std::vector<std::string> words) {
    const std::string type = fmt::format("{{{}}}", fmt::join(words, ","));
    const std::string expected = fmt::format("one of {}", fmt::join(words, ", "));
    return check(
        type,
        [words = std::move(words)](const std::string& text) {
            return std::find(words.begin(), words.end(), text) != words.end();
        },
        expected);
}

CLI::Validator date() {
    return check(
        "DATE", [](const std::string& text) { return core::parse_date(text).has_value(); },
        "a date as in 2026-07-01");
}

CLI::Validator month() {
    return check(
        "MONTH", [](const std::string& text) { return core::parse_month(text).has_value(); },
        "a month as in 2026-07");
}

CLI::Validator amount(std::int64_t highest) {
    return check(
        "NUMBER",
        [highest](const std::string& text) {
            const auto number = core::parse_decimal(text);
            return number && text.find_first_not_of("0123456789.") == std::string::npos &&
                   number->micros <= highest * core::micros_per_unit;
        },
        fmt::format("a number from 0 to {}, such as 0.05", highest));
}

std::optional<std::pair<std::string, std::string>> month_range_of(const std::string& text) {
    const std::size_t dots = text.find("..");
    if (dots == std::string::npos) {
        return std::nullopt;
    }
    const auto from = core::parse_month(text.substr(0, dots));
    const auto to = core::parse_month(text.substr(dots + 2));
    if (!from || !to || *to < *from) {
        return std::nullopt;
    }
    return std::pair{text.substr(0, dots), text.substr(dots + 2)};
}

CLI::Validator months() {
    constexpr std::int64_t most = 1200;
    return check(
        "FROM..TO|N",
        [](const std::string& text) {
            const auto number = core::parse_whole_number(text);
            return month_range_of(text).has_value() ||
                   (number && *number >= 1 && *number <= most && std::to_string(*number) == text);
        },
        "months as in 2026-05..2026-07, or how many, from 1 to 1200");
}

CLI::Validator zone() {
    return check(
        "ZONE", [](const std::string& text) { return core::TimeZone::find(text).has_value(); },
        "a time zone such as UTC or America/New_York");
}

CLI::Validator account_sid() {
    return check(
        "AC...", [](const std::string& text) { return api::is_sid(text, "AC"); },
        "an account SID: AC and 32 hexadecimal digits");
}

} // namespace calltally::cli
