// SPDX-License-Identifier: MIT
#include "core/discrepancy_causes.hpp"
#include "report/cause_words.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

using namespace calltally;
using namespace calltally::report;

TEST_CASE("a cause is told of one call, of several, and of an unknown number") {
    CHECK(cause_in_words("zero_second_calls", 1) ==
          "1 completed call of 0 seconds is in the log and usage does not count it");
    CHECK(cause_in_words("zero_second_calls", 12'345) ==
          "12,345 completed calls of 0 seconds are in the log and usage does not count them");
    CHECK(cause_in_words("zero_second_calls", std::nullopt).starts_with("Some completed calls"));
    CHECK(cause_in_words("usage_without_call", 0) ==
          "Usage counts some calls that the log does not have as completed");
    CHECK(cause_in_words("a_cause_of_a_later_version", 1).empty());
}

TEST_CASE("every cause has its words, and a reason why its calls may not be listed") {
    namespace causes = core::causes;
    for (const std::string_view cause :
         {causes::before_retention, causes::coverage_gap, causes::deleted_upstream,
          causes::usage_behind, causes::no_usage_category, causes::price_not_observed,
          causes::zero_second_calls, causes::subaccounts_included, causes::usage_rounding,
          causes::price_rounding, causes::rounding_rule_fits, causes::attributed_to_other_month,
          causes::attributed_to_other_day, causes::never_in_log, causes::unbilled_status_billed,
          causes::rollup_includes_other, causes::usage_without_call, causes::call_without_usage,
          causes::minutes_off_rule}) {
        const std::string name{cause};
        CAPTURE(name);
        for (const std::int64_t calls : {0, 1, 2}) {
            CHECK_FALSE(cause_in_words(name, calls).empty());
            CHECK(cause_in_words(name, calls).find('{') == std::string::npos);
        }
        CHECK_FALSE(why_not_listed(name).empty());
    }
    CHECK(why_not_listed("unexplained") == "no cause is known");
}
