// SPDX-License-Identifier: MIT
#include "api/requests.hpp"

#include <fmt/format.h>

namespace calltally::api {

namespace {

std::string percent_encoded(std::string_view text) {
    std::string encoded;
    for (const char character : text) {
        const bool is_unreserved = (character >= 'A' && character <= 'Z') ||
                                   (character >= 'a' && character <= 'z') ||
                                   (character >= '0' && character <= '9') || character == '-' ||
                                   character == '_' || character == '.' || character == '~';
        if (is_unreserved) {
            encoded += character;
        } else {
            encoded += fmt::format("%{:02X}", static_cast<unsigned char>(character));
        }
    }
    return encoded;
}

std::string account_path(std::string_view account_sid) {
    return "/2010-04-01/Accounts/" + percent_encoded(account_sid);
}

} // namespace

std::string account_target(std::string_view account_sid) {
    return account_path(account_sid) + ".json";
}

std::string accounts_target(int page_size) {
    return fmt::format("/2010-04-01/Accounts.json?PageSize={}", page_size);
}

std::string call_target(std::string_view account_sid, std::string_view call_sid) {
    return fmt::format("{}/Calls/{}.json", account_path(account_sid), percent_encoded(call_sid));
}

std::string calls_target(std::string_view account_sid, core::Date from,
                         std::optional<core::Date> to, int page_size) {
    // The keys are `StartTime>` (on or after) and `StartTime<` (before).
    std::string target = fmt::format("{}/Calls.json?StartTime%3E={}", account_path(account_sid),
                                     core::format_date(from).view());
    if (to) {
        target += fmt::format("&StartTime%3C={}", core::format_date(*to).view());
    }
    return target + fmt::format("&PageSize={}", page_size);
}

std::string calls_by_status_target(std::string_view account_sid, std::string_view status,
                                   int page_size) {
    return fmt::format("{}/Calls.json?Status={}&PageSize={}", account_path(account_sid),
                       percent_encoded(status), page_size);
}

std::string usage_target(std::string_view account_sid, UsageGrain grain, std::string_view category,
                         const core::DateRange& range, bool include_subaccounts, int page_size) {
    const core::UsageDates dates = core::to_usage_dates(range);
    std::string target =
        fmt::format("{}/Usage/Records/{}.json?StartDate={}&EndDate={}&IncludeSubaccounts={}",
                    account_path(account_sid), grain == UsageGrain::daily ? "Daily" : "Monthly",
                    core::format_date(dates.start).view(),
                    core::format_date(dates.end_inclusive).view(), include_subaccounts);
    if (!category.empty()) {
        target += "&Category=" + percent_encoded(category);
    }
    return target + fmt::format("&PageSize={}", page_size);
}

} // namespace calltally::api
