// SPDX-License-Identifier: MIT
#include "core/rounding_rules.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
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

TEST_CASE("a rule that does not apply says what keeps it from the call, the first that holds") {
    RoundingRule strict = rule(1);
    strict.account_sid = account;
    strict.category = "calls-outbound";
    strict.number_prefix = "+86";
    strict.number_side = "to";
    strict.valid_from = on("2026-07-01");
    strict.valid_to = on("2026-08-01");
    CHECK(mismatch(strict, leg()) == Mismatch::none);
    RatedLeg other = leg();
    other.start_date = on("2026-08-01");
    CHECK(mismatch(strict, other) == Mismatch::after_validity);
    other.start_date = on("2026-06-30");
    CHECK(mismatch(strict, other) == Mismatch::before_validity);
    other.start_date.reset();
    CHECK(mismatch(strict, other) == Mismatch::no_start);
    other.to_address = "+1";
    CHECK(mismatch(strict, other) == Mismatch::number);
    other.category.reset();
    CHECK(mismatch(strict, other) == Mismatch::category);
    other.account_sid = other_account;
    CHECK(mismatch(strict, other) == Mismatch::account);
}

TEST_CASE("what decides between two rules is the first criterion in which they differ") {
    RoundingRule plain = rule(1);
    RoundingRule specific = rule(2);
    CHECK(deciding_criterion(plain, specific) == Criterion::id);
    specific.valid_from = on("2026-07-01");
    CHECK(deciding_criterion(plain, specific) == Criterion::later_valid_from);
    specific.number_side = "to";
    CHECK(deciding_criterion(plain, specific) == Criterion::number_side);
    specific.number_prefix = "+86";
    CHECK(deciding_criterion(plain, specific) == Criterion::longer_prefix);
    specific.category = "calls-outbound";
    CHECK(deciding_criterion(plain, specific) == Criterion::category);
    specific.account_sid = account;
    CHECK(deciding_criterion(plain, specific) == Criterion::account);
    CHECK(deciding_criterion(specific, plain) == Criterion::account);
}

TEST_CASE("a rule that cannot be is objected to in words") {
    CHECK(objection_to(rule(0)).empty());
    const auto objection = [](auto&& change) {
        RoundingRule bad = rule(0);
        change(bad);
        return objection_to(bad);
    };
    CHECK(objection([](auto& r) { r.model = {-1, 60}; }) == "its minimum is below 0 seconds");
    CHECK(objection([](auto& r) { r.model = {0, 0}; }) == "its increment is below 1 second");
    CHECK(objection([](auto& r) { r.category = "calls"; }) ==
          "no call is in the category 'calls', only in one of calls-inbound, calls-outbound, "
          "calls-client, calls-sip-inbound, calls-sip-outbound, trunking-origination, "
          "trunking-termination");
    CHECK(objection([](auto& r) { r.category = "trunking-termination"; }).empty());
    for (const char* prefix : {"", "+86 ", "+8\n", "\xc3\xa9", "\x7f"}) {
        CAPTURE(prefix);
        CHECK(objection([&](auto& r) { r.number_prefix = prefix; }) ==
              "its number prefix is not what an address begins with, such as +86");
    }
    CHECK(objection([](auto& r) { r.number_prefix = "client:support_"; }).empty());
    CHECK(objection([](auto& r) {
              r.number_prefix = "+86";
              r.number_side = "both";
          }) == "its side is neither from nor to");
    CHECK(objection([](auto& r) { r.number_side = "to"; }) ==
          "it names a side of the call but no number prefix to look for there");
    CHECK(objection([](auto& r) {
              r.valid_from = on("2026-07-01");
              r.valid_to = on("2026-07-01");
          }) == "it would end before its first day");
    CHECK(objection([](auto& r) {
              r.valid_from = on("2026-07-01");
              r.valid_to = on("2026-07-02");
          }).empty());
    CHECK(objection([](auto& r) { r.valid_to = on("0001-01-01"); }) ==
          "it would end before its first day");
}

TEST_CASE("a rule of an empty range of days rates nothing") {
    RoundingRule undone = rule(1);
    undone.valid_to = on("0001-01-01");
    CHECK(is_never_valid(undone));
    CHECK(chosen(undone, leg()) == 0);
    undone.valid_from = undone.valid_to = on("2026-07-31");
    CHECK(is_never_valid(undone));
    CHECK(chosen(undone, leg()) == 0);
    undone.valid_to = on("2026-08-01");
    CHECK_FALSE(is_never_valid(undone));
    CHECK_FALSE(is_never_valid(rule(1)));
}

TEST_CASE("rules of equal rank are equal only where some call meets both") {
    const auto equal = [](const RoundingRule& a, const RoundingRule& b) {
        const std::vector<RoundingRule> ours{a};
        const std::vector<RoundingRule> theirs{b};
        const bool found = find_equal(ours, b) == ours.data();
        CHECK((find_equal(theirs, a) != nullptr) == found);
        return found;
    };
    CHECK(equal(rule(1), rule(2)));
    RoundingRule since = rule(2);
    since.valid_from = on("2026-07-01");
    CHECK_FALSE(equal(rule(1), since)); // the later one wins
    RoundingRule until = rule(3);
    until.valid_to = on("2026-07-01");
    CHECK(equal(rule(1), until)); // before July nothing decides
    RoundingRule undone = rule(4);
    undone.valid_to = on("0001-01-01");
    CHECK_FALSE(equal(rule(1), undone));

    RoundingRule one = rule(5);
    one.account_sid = account;
    RoundingRule other = rule(6);
    other.account_sid = other_account;
    CHECK_FALSE(equal(one, other));
    CHECK_FALSE(equal(one, rule(1)));
    one.category = other.category = "calls-inbound";
    other.account_sid = account;
    CHECK(equal(one, other));
    other.category = "calls-outbound";
    CHECK_FALSE(equal(one, other));

    const auto prefixed = [](const char* prefix, std::optional<std::string> side) {
        RoundingRule result = rule(7);
        result.number_prefix = prefix;
        result.number_side = std::move(side);
        return result;
    };
    CHECK(equal(prefixed("+86", "to"), prefixed("+86", "to")));
    CHECK_FALSE(equal(prefixed("+86", "to"), prefixed("+81", "to")));
    CHECK_FALSE(equal(prefixed("+86", "to"), prefixed("+8", "to")));
    CHECK_FALSE(equal(prefixed("+86", "to"), prefixed("+86", {})));
    // A call from the one number to the other meets both.
    CHECK(equal(prefixed("+86", "to"), prefixed("+81", "from")));
    CHECK(equal(prefixed("+86", {}), prefixed("+81", {})));
}

TEST_CASE("in any set of rules that were not refused, the id never decides") {
    constexpr std::array<std::string_view, 4> numbers{"+12025550100", "+12125550100",
                                                      "+861012345678", "+8112345678"};
    const std::array<std::optional<std::string>, 3> accounts{std::nullopt, std::string{account},
                                                             std::string{other_account}};
    const std::array<std::optional<std::string>, 3> categories{std::nullopt, "calls-inbound",
                                                               "calls-outbound"};
    std::mt19937 random(20260731);
    const auto pick = [&random](const auto& from) {
        return from[std::uniform_int_distribution<std::size_t>(0, std::size(from) - 1)(random)];
    };
    const auto day = [&]() -> std::optional<Date> {
        const int offset = std::uniform_int_distribution<int>(0, 5)(random);
        return offset == 0 ? std::nullopt
                           : std::optional{on("2026-07-01") + std::chrono::days{offset}};
    };
    int refused = 0;
    int contests = 0;
    for (int round = 0; round < 50; ++round) {
        std::vector<RoundingRule> rules;
        for (int i = 1; i <= 30; ++i) {
            RoundingRule candidate = rule(i);
            candidate.account_sid = pick(accounts);
            candidate.category = pick(categories);
            if (const int length = std::uniform_int_distribution<int>(0, 4)(random); length > 0) {
                candidate.number_prefix = pick(numbers).substr(0, static_cast<std::size_t>(length));
                candidate.number_side =
                    pick(std::array<std::optional<std::string>, 3>{std::nullopt, "from", "to"});
            }
            candidate.valid_from = day();
            candidate.valid_to = day();
            if (!objection_to(candidate).empty() || find_equal(rules, candidate) != nullptr) {
                ++refused;
            } else {
                rules.push_back(candidate);
            }
        }
        const RoundingRules sorted(rules);
        for (int i = 0; i < 100; ++i) {
            const auto rated_account = pick(accounts).value_or("AC0");
            const auto rated_category = pick(categories);
            const RatedLeg rated{rated_account, rated_category, pick(numbers), pick(numbers),
                                 day()};
            const RoundingRule* winner = sorted.select(rated);
            for (const RoundingRule& loser : rules) {
                if (winner != nullptr && loser.id != winner->id &&
                    mismatch(loser, rated) == Mismatch::none) {
                    ++contests;
                    REQUIRE(deciding_criterion(*winner, loser) != Criterion::id);
                }
            }
        }
    }
    CHECK(refused > 100);
    CHECK(contests > 1000);
}
