// SPDX-License-Identifier: MIT
#include "core/rounding_rules.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace calltally::core;

namespace {

constexpr std::string_view account = "AC00000000000000000000000000000001";
constexpr std::string_view other_account = "AC00000000000000000000000000000002";

Date on(const char* text) {
    return parse_date(text).value();
}

RoundingRule rule(std::int64_t id) {
    RoundingRule result;
    result.id = id;
    return result;
}

RatedLeg leg() {
    return {account, "calls-outbound", "+14155550100", "+8613800138000", on("2026-07-31")};
}

std::int64_t chosen(const RoundingRules& rules, const RatedLeg& rated) {
    const RoundingRule* found = rules.select(rated);
    return found == nullptr ? 0 : found->id;
}

std::int64_t chosen(const RoundingRule& only, const RatedLeg& rated) {
    return chosen(RoundingRules({only}), rated);
}

} // namespace

TEST_CASE("without a rule there is none, and a rule without scope takes every call") {
    CHECK(RoundingRules({}).select(leg()) == nullptr);
    CHECK(chosen(rule(7), leg()) == 7);
    CHECK(chosen(rule(7), {"", {}, "", "", {}}) == 7);
}

TEST_CASE("an account or a category must be the call's") {
    RoundingRule by_account = rule(1);
    by_account.account_sid = account;
    CHECK(chosen(by_account, leg()) == 1);
    RatedLeg foreign = leg();
    foreign.account_sid = other_account;
    CHECK(chosen(by_account, foreign) == 0);

    RoundingRule by_category = rule(1);
    by_category.category = "calls-outbound";
    CHECK(chosen(by_category, leg()) == 1);
    RatedLeg inbound = leg();
    inbound.category = "calls-inbound";
    CHECK(chosen(by_category, inbound) == 0);
    inbound.category.reset();
    CHECK(chosen(by_category, inbound) == 0);
}

TEST_CASE("a number prefix looks at the side it names, or at both") {
    RoundingRule by_prefix = rule(1);
    by_prefix.number_prefix = "+86";
    CHECK(chosen(by_prefix, leg()) == 1);
    by_prefix.number_side = "to";
    CHECK(chosen(by_prefix, leg()) == 1);
    by_prefix.number_side = "from";
    CHECK(chosen(by_prefix, leg()) == 0);
    by_prefix.number_prefix = "+1415";
    CHECK(chosen(by_prefix, leg()) == 1);
    by_prefix.number_prefix = "+14155550100";
    CHECK(chosen(by_prefix, leg()) == 1);
    by_prefix.number_prefix = "+141555501000"; // longer than the address
    CHECK(chosen(by_prefix, leg()) == 0);
    by_prefix.number_prefix = "1415"; // a prefix, not a part
    CHECK(chosen(by_prefix, leg()) == 0);
}

TEST_CASE("validity holds from its first day until before its last") {
    RoundingRule limited = rule(1);
    limited.valid_from = on("2026-07-01");
    limited.valid_to = on("2026-08-01");
    const auto chosen_on = [&](const char* date) {
        RatedLeg rated = leg();
        rated.start_date = on(date);
        return chosen(limited, rated);
    };
    CHECK(chosen_on("2026-06-30") == 0);
    CHECK(chosen_on("2026-07-01") == 1);
    CHECK(chosen_on("2026-07-31") == 1);
    CHECK(chosen_on("2026-08-01") == 0);
    limited.valid_from.reset();
    CHECK(chosen_on("1999-01-01") == 1);
    CHECK(chosen_on("2026-08-01") == 0);
    limited.valid_from = on("2026-07-01");
    limited.valid_to.reset();
    CHECK(chosen_on("2026-06-30") == 0);
    CHECK(chosen_on("2999-01-01") == 1);
}

TEST_CASE("a call without a start meets only rules without validity") {
    RatedLeg queued = leg();
    queued.start_date.reset();
    RoundingRule since = rule(1);
    since.valid_from = on("2020-01-01");
    RoundingRule until = rule(2);
    until.valid_to = on("2030-01-01");
    CHECK(chosen(since, queued) == 0);
    CHECK(chosen(until, queued) == 0);
    CHECK(chosen(RoundingRules({since, until, rule(3)}), queued) == 3);
}

TEST_CASE("each criterion outranks all that come after it, whatever the order of the rules") {
    // From the least specific to the most. Ids rise, so that the lower one never decides.
    RoundingRule plain = rule(90);
    RoundingRule since = rule(91);
    since.valid_from = on("2020-01-01");
    RoundingRule since_later = rule(92);
    since_later.valid_from = on("2026-01-01");
    RoundingRule side = rule(93);
    side.number_side = "to";
    RoundingRule prefix = rule(94);
    prefix.number_prefix = "+8";
    RoundingRule longer_prefix = rule(95);
    longer_prefix.number_prefix = "+86";
    RoundingRule longer_prefix_and_side = rule(96);
    longer_prefix_and_side.number_prefix = "+86";
    longer_prefix_and_side.number_side = "to";
    RoundingRule category = rule(97);
    category.category = "calls-outbound";
    RoundingRule by_account = rule(98);
    by_account.account_sid = account;
    RoundingRule account_and_category = rule(99);
    account_and_category.account_sid = account;
    account_and_category.category = "calls-outbound";
    std::vector<RoundingRule> rules{plain,
                                    since,
                                    since_later,
                                    side,
                                    prefix,
                                    longer_prefix,
                                    longer_prefix_and_side,
                                    category,
                                    by_account,
                                    account_and_category};
    std::mt19937 random(5);
    while (!rules.empty()) {
        const auto strongest =
            std::max_element(rules.begin(), rules.end(), [](const auto& a, const auto& b) {
                return a.id < b.id;
            })->id;
        for (int i = 0; i < 20; ++i) {
            std::shuffle(rules.begin(), rules.end(), random);
            CHECK(chosen(RoundingRules(rules), leg()) == strongest);
        }
        std::erase_if(rules, [&](const RoundingRule& r) { return r.id == strongest; });
    }
}

TEST_CASE("equal rules go by the lower id") {
    CHECK(chosen(RoundingRules({rule(5), rule(3), rule(4)}), leg()) == 3);
}

TEST_CASE("a stronger rule that does not apply gives way to a weaker one that does") {
    RoundingRule foreign = rule(1);
    foreign.account_sid = other_account;
    RoundingRule china = rule(2);
    china.number_prefix = "+86";
    china.model = {120, 60};
    const RoundingRules rules({foreign, china, rule(3)});
    CHECK(chosen(rules, leg()) == 2);
    CHECK(rules.select(leg())->model == PricingModel{120, 60});
    RatedLeg home = leg();
    home.to_address = "+14155550101";
    CHECK(chosen(rules, home) == 3);
}
