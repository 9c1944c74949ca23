// SPDX-License-Identifier: MIT
#include "report/cause_words.hpp"

#include "core/discrepancy_causes.hpp"
#include "report/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace calltally::report {

namespace {

namespace causes = core::causes;

struct Words {
    std::string_view cause;
    std::string_view one;  ///< of one call
    std::string_view many; ///< of several; `{}` is their number
    std::string_view why_not_listed;
};

constexpr std::string_view several_choices =
    "more than one choice of calls makes up the same amount";

constexpr std::array<Words, 19> all_words{{
    {causes::before_retention,
     "Usage has a call of days of which Twilio no longer serves the call log",
     "Usage has {} calls of days of which Twilio no longer serves the call log",
     "the log of their days is not stored"},
    {causes::coverage_gap,
     "Usage has a call of days whose call log is not stored here; sync or import it",
     "Usage has {} calls of days whose call log is not stored here; sync or import it",
     "the log of their days is not stored"},
    {causes::deleted_upstream,
     "1 call was seen in the log, has been deleted from it since, and is billed all the same",
     "{} calls were seen in the log, have been deleted from it since, and are billed all the same",
     several_choices},
    {causes::usage_behind, "1 call is in the log that usage had not counted yet when it was read",
     "{} calls are in the log that usage had not counted yet when it was read", several_choices},
    {causes::no_usage_category,
     "1 completed call is of a kind that this account's usage never reports",
     "{} completed calls are of a kind that this account's usage never reports", several_choices},
    {causes::price_not_observed,
     "1 completed call has no price in the log, and usage charges for it",
     "{} completed calls have no price in the log, and usage charges for them", several_choices},
    {causes::zero_second_calls,
     "1 completed call of 0 seconds is in the log and usage does not count it",
     "{} completed calls of 0 seconds are in the log and usage does not count them",
     "more calls of 0 seconds are in the log than usage leaves out"},
    {causes::subaccounts_included,
     "Usage could be read with the subaccounts only, and has 1 call of theirs",
     "Usage could be read with the subaccounts only, and has {} calls of theirs",
     "their rows are those of other accounts"},
    {causes::usage_rounding, "Usage is reported with fewer decimals than the log adds up to",
     "Usage is reported with fewer decimals than the log adds up to", "it concerns no single call"},
    {causes::price_rounding, "Prices are rounded for each call, and again for each usage record",
     "Prices are rounded for each call, and again for each usage record",
     "it concerns no single call"},
    {causes::rounding_rule_fits, "1 call is billed by another pricing model than the rules say",
     "{} calls are billed by another pricing model than the rules say",
     "the model bills every call of the category"},
    {causes::attributed_to_other_month,
     "1 call across the end of a month is counted by usage on the other side of it",
     "{} calls across the end of a month are counted by usage on the other side of it",
     several_choices},
    {causes::attributed_to_other_day,
     "1 call across midnight is counted by usage on the other side of it",
     "{} calls across midnight are counted by usage on the other side of it", several_choices},
    {causes::never_in_log,
     "1 call is billed that the log never had: it was deleted before it was seen here",
     "{} calls are billed that the log never had: they were deleted before they were seen here",
     "there never was a row of the log"},
    {causes::unbilled_status_billed,
     "1 call of a status that is not billed, such as failed or busy, is billed all the same",
     "{} calls of a status that is not billed, such as failed or busy, are billed all the same",
     several_choices},
    {causes::rollup_includes_other,
     "Twilio's own sum of inbound and outbound calls holds other usage as well",
     "Twilio's own sum of inbound and outbound calls holds other usage as well",
     "it is other usage, and no calls"},
    {causes::usage_without_call, "Usage counts 1 call that the log does not have as completed",
     "Usage counts {} calls that the log does not have as completed", several_choices},
    {causes::call_without_usage, "1 completed call is in the log and usage does not count it",
     "{} completed calls are in the log and usage does not count them", several_choices},
    {causes::minutes_off_rule, "1 call is billed other minutes than the rules give",
     "{} calls are billed other minutes than the rules give", several_choices},
}};

const Words* find(const std::string& cause) {
    const auto* const found =
        std::find_if(all_words.begin(), all_words.end(),
                     [&cause](const Words& words) { return words.cause == cause; });
    return found == all_words.end() ? nullptr : found;
}

} // namespace

std::string cause_in_words(const std::string& cause, std::optional<std::int64_t> calls) {
    const Words* words = find(cause);
    if (words == nullptr) {
        return {};
    }
    if (calls == 1) {
        return std::string{words->one};
    }
    const bool is_first = words->many.starts_with('{');
    return fmt::format(fmt::runtime(words->many), calls.value_or(0) != 0
                                                      ? grouped(std::to_string(*calls))
                                                  : is_first ? "Some"
                                                             : "some");
}

std::string why_not_listed(const std::string& cause) {
    if (cause == "unexplained") {
        return "no cause is known";
    }
    const Words* words = find(cause);
    return std::string{words == nullptr ? several_choices : words->why_not_listed};
}

} // namespace calltally::report
