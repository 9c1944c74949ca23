// SPDX-License-Identifier: MIT
#include "core/error.hpp"
#include "mirror.hpp"
#include "store/month_close.hpp"
#include "store/rounding_rule_store.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace calltally::store::testing {

namespace {

core::RoundingRule two_minutes(std::optional<std::string> prefix = "+86") {
    core::RoundingRule rule;
    rule.model = {120, 60};
    rule.number_prefix = std::move(prefix);
    return rule;
}

core::Call call_to(int number, std::string address, std::string_view start = "2026-07-10 10:00:00",
                   std::int64_t duration = 30) {
    core::Call call = outbound_call(number, start, duration);
    call.to_address = std::move(address);
    return call;
}

/// Three calls of 30 s to +86 in July and August, one to +1.
void fill(Mirror& mirror) {
    mirror.put(call_to(1, "+8613800138000"));
    mirror.put(call_to(2, "+8613800138000", "2026-07-31 23:59:59"));
    mirror.put(call_to(3, "+8613800138000", "2026-08-01 00:00:00"));
    mirror.put(call_to(4, "+14155550123"));
}

std::vector<std::string> ratings(Mirror& mirror) {
    return mirror.rows("SELECT billed_seconds || ' by ' || rounding_rule_id FROM calls "
                       "ORDER BY sid");
}

/// What an action is refused with: `<exit code>: <cause>; <remedy>`.
template <class Action>
std::string refusal(Action&& action) {
    try {
        action();
    } catch (const core::Error& error) {
        return fmt::format("{}: {}; {}", static_cast<int>(error.exit_code()), error.what(),
                           error.remedy());
    }
    return "not refused";
}

} // namespace

TEST_CASE("a mirror begins with the default rule, 60/60") {
    Mirror mirror;
    const auto rules = read_rounding_rules(mirror.connection());
    REQUIRE(rules.size() == 1);
    CHECK(rules[0].rule.id == core::default_rule_id);
    core::RoundingRule plain;
    plain.id = core::default_rule_id;
    CHECK(rules[0].rule == plain);
    CHECK(rules[0].note == "Twilio's default: every started minute");
}

TEST_CASE("an added rule is stored as given, and rates its calls at once") {
    Mirror mirror;
    fill(mirror);
    core::RoundingRule rule = two_minutes();
    rule.account_sid = account_a;
    rule.category = "calls-outbound";
    rule.number_side = "to";
    rule.valid_from = day("2026-07-01");
    rule.valid_to = day("2026-08-01");
    const RuleChange change = RuleEditor(mirror.connection()).add(rule, "why", Apply::yes);
    CHECK(change.rule.rule.id == 2);
    CHECK(change.re_rating.calls_changed == 2);
    CHECK(change.re_rating.billed_seconds_change == 120);
    rule.id = 2;
    const auto stored = read_rounding_rules(mirror.connection());
    REQUIRE(stored.size() == 2);
    CHECK(stored[1].rule == rule);
    CHECK(stored[1].note == "why");
    CHECK(ratings(mirror) ==
          std::vector<std::string>{"120 by 2", "120 by 2", "60 by 1", "60 by 1"});
}

TEST_CASE("a rule that ends rates what comes before its end, and undone it rates nothing") {
    Mirror mirror;
    fill(mirror);
    RuleEditor editor(mirror.connection());
    editor.add(two_minutes(), {}, Apply::yes);
    CHECK(ratings(mirror) ==
          std::vector<std::string>{"120 by 2", "120 by 2", "120 by 2", "60 by 1"});
    RuleChange change = editor.end(2, day("2026-08-01"), Apply::yes);
    CHECK(change.re_rating.calls_changed == 1);
    CHECK(change.rule.rule.valid_to == day("2026-08-01"));
    CHECK(ratings(mirror) ==
          std::vector<std::string>{"120 by 2", "120 by 2", "60 by 1", "60 by 1"});
    change = editor.end(2, {}, Apply::yes);
    CHECK(change.re_rating.calls_changed == 2);
    CHECK(core::is_never_valid(change.rule.rule));
    CHECK(ratings(mirror) == std::vector<std::string>{"60 by 1", "60 by 1", "60 by 1", "60 by 1"});
    CHECK(read_rounding_rules(mirror.connection())[1].rule == change.rule.rule);
    // It may be added anew: an undone rule is nobody's equal.
    CHECK(editor.add(two_minutes(), {}, Apply::yes).rule.rule.id == 3);
}

TEST_CASE("a rule without scope that begins some day supersedes the default rule") {
    Mirror mirror;
    fill(mirror);
    core::RoundingRule by_the_second;
    by_the_second.model = {1, 1};
    by_the_second.valid_from = day("2026-07-31");
    RuleEditor(mirror.connection()).add(by_the_second, {}, Apply::yes);
    CHECK(ratings(mirror) == std::vector<std::string>{"60 by 1", "30 by 2", "30 by 2", "60 by 1"});
}

TEST_CASE("calls that no rule takes any more have no billed seconds, and get them back") {
    Mirror mirror;
    fill(mirror);
    // Nobody can end the default rule; whoever takes it out by hand sees it in the calls.
    mirror.connection().exec("UPDATE rounding_rules SET category = 'calls-inbound'");
    RuleEditor editor(mirror.connection());
    editor.add(two_minutes("+1"), {}, Apply::yes);
    CHECK(editor.end(2, {}, Apply::yes).re_rating.calls_changed == 4);
    CHECK(mirror.rows("SELECT coalesce(billed_seconds, 'none'), rounding_rule_id FROM calls") ==
          std::vector<std::string>{"none|-", "none|-", "none|-", "none|-"});
    CHECK(mirror.row("SELECT sum(billed_seconds) FROM call_days") == "0");
    mirror.connection().exec("UPDATE rounding_rules SET category = NULL WHERE rule_id = 1");
    CHECK(editor.add(two_minutes(), {}, Apply::yes).re_rating.calls_changed == 4);
    CHECK(mirror.row("SELECT sum(billed_seconds) FROM call_days") == "420");
}

TEST_CASE("a dry run says what would change and writes nothing, through a reader's connection") {
    Mirror mirror;
    fill(mirror);
    auto reader = Database::open_for_reading(mirror.path());
    RuleEditor preview(reader.connection());
    const auto would = preview.add(two_minutes(), {}, Apply::dry_run);
    CHECK(would.rule.rule.id == 2);
    CHECK(would.re_rating.calls_changed == 3);
    CHECK(would.re_rating.billed_seconds_change == 180);
    CHECK(read_rounding_rules(mirror.connection()).size() == 1);

    const auto did = RuleEditor(mirror.connection()).add(two_minutes(), {}, Apply::yes);
    CHECK(did.rule.rule == would.rule.rule);
    CHECK(did.re_rating.calls_looked_at == would.re_rating.calls_looked_at);
    const auto before = ratings(mirror);
    CHECK(preview.end(2, day("2026-07-31"), Apply::dry_run).re_rating.calls_changed == 2);
    CHECK(preview.end(2, {}, Apply::dry_run).re_rating.calls_changed == 3);
    CHECK(ratings(mirror) == before);
    CHECK(refusal([&] {
              preview.add(two_minutes(), {}, Apply::dry_run);
          }).starts_with("2: the rule cannot be added"));
}

TEST_CASE("a rule that cannot be is refused, and one without a decision names the other rule") {
    Mirror mirror;
    RuleEditor editor(mirror.connection());
    core::RoundingRule bad = two_minutes();
    bad.category = "calls";
    CHECK(refusal([&] {
              editor.add(bad, {}, Apply::yes);
          }).starts_with("2: the rule cannot be added: no call is in the category 'calls'"));

    core::RoundingRule china = two_minutes();
    china.number_side = "to";
    china.valid_from = day("2019-02-28");
    editor.add(china, {}, Apply::yes);
    china.model = {60, 60};
    CHECK(refusal([&] { editor.add(china, {}, Apply::yes); }) ==
          "2: the rule cannot be added: nothing would decide between it and rule 2 (120/60, to "
          "+86..., since 2019-02-28); end rule 2 first, or give the new one another --since: the "
          "later one wins");
    CHECK(refusal([&] { editor.add({}, {}, Apply::yes); }) ==
          "2: the rule cannot be added: nothing would decide between it and rule 1 (60/60); give "
          "the new one a --since: the later one wins");
    CHECK(read_rounding_rules(mirror.connection()).size() == 2);
    china.valid_from = day("2023-01-01");
    CHECK(editor.add(china, {}, Apply::yes).rule.rule.id == 3);
}

TEST_CASE("an end that makes no sense is refused") {
    Mirror mirror;
    RuleEditor editor(mirror.connection());
    core::RoundingRule rule = two_minutes();
    rule.valid_from = day("2026-07-01");
    rule.valid_to = day("2026-08-01");
    editor.add(rule, {}, Apply::yes);
    CHECK(refusal([&] { editor.end(1, {}, Apply::yes); }) ==
          "2: rule 1 is the default rule: it cannot be ended; add a rule without scope and with "
          "--since: it rates every call from then on");
    CHECK(refusal([&] { editor.end(7, {}, Apply::yes); }) ==
          "2: there is no rule 7; `calltally rules list` shows them");
    CHECK(refusal([&] { editor.end(2, day("2026-07-01"), Apply::yes); }) ==
          "2: rule 2 (120/60, from or to +86..., since 2026-07-01, until 2026-08-01) does not "
          "begin before 2026-07-01; leave --until away to undo it altogether");
    CHECK(refusal([&] { editor.end(2, day("2026-08-01"), Apply::yes); }) ==
          "2: rule 2 (120/60, from or to +86..., since 2026-07-01, until 2026-08-01) has ended by "
          "then anyway; add another rule to rate calls after it; nothing was changed");
    editor.end(2, {}, Apply::yes);
    CHECK(refusal([&] { editor.end(2, {}, Apply::yes); }) ==
          "2: rule 2 (120/60, from or to +86..., undone) has ended by then anyway; add another "
          "rule to rate calls after it; nothing was changed");
}

TEST_CASE("without room for the log of the change nothing is begun") {
    Mirror mirror;
    fill(mirror);
    const auto before = mirror.rows("SELECT * FROM calls");
    RuleEditor cramped(mirror.connection(), [](const std::string&) { return std::int64_t{4096}; });
    const std::string expected =
        fmt::format("9: rating the calls again may write up to 1 MB beside '{}', and 0 MB are "
                    "free there; free space; nothing was changed",
                    mirror.path());
    CHECK(refusal([&] { cramped.add(two_minutes(), {}, Apply::yes); }) == expected);
    CHECK(read_rounding_rules(mirror.connection()).size() == 1);
    CHECK(mirror.rows("SELECT * FROM calls") == before);
    // A dry run needs no room, and a rule that concerns no call needs none either.
    CHECK(cramped.add(two_minutes(), {}, Apply::dry_run).re_rating.calls_changed == 3);
    core::RoundingRule elsewhere = two_minutes();
    elsewhere.account_sid = account_b;
    cramped.add(elsewhere, {}, Apply::yes);
    CHECK(ratings(mirror) == std::vector<std::string>{"60 by 1", "60 by 1", "60 by 1", "60 by 1"});
    RuleEditor(mirror.connection()).add(two_minutes(), {}, Apply::yes);
    CHECK(refusal([&] { cramped.end(3, {}, Apply::yes); }) == expected);
    CHECK(ratings(mirror)[0] == "120 by 3");
}

TEST_CASE("a change that fails half-way leaves rules, calls, roll-up and months as they were") {
    Mirror mirror;
    fill(mirror);
    mirror.cover_july();
    for (const AccountMonth& month : stale_months(mirror.connection())) {
        close_month(mirror.connection(), month, at("2026-08-03 09:00:00"));
    }
    const auto everything = [&mirror] {
        std::vector<std::string> all;
        for (const char* table : {"rounding_rules", "calls", "call_days", "stale_months"}) {
            for (std::string& row : mirror.rows(fmt::format("SELECT * FROM {}", table))) {
                all.push_back(std::move(row));
            }
        }
        return all;
    };
    const auto before = everything();
    mirror.connection().exec("CREATE TEMP TRIGGER fail AFTER UPDATE ON main.calls "
                             "WHEN new.call_id = 3 BEGIN SELECT RAISE(ABORT, 'no more'); END");
    CHECK_THROWS_AS(RuleEditor(mirror.connection()).add(two_minutes(), {}, Apply::yes),
                    SQLite::Exception);
    CHECK(everything() == before);
    mirror.connection().exec("DROP TRIGGER fail");
    RuleEditor(mirror.connection()).add(two_minutes(), {}, Apply::yes);
    CHECK(everything() != before);
}

TEST_CASE("the table itself takes no rule that core would read otherwise") {
    Mirror mirror;
    const auto takes = [&mirror](const char* columns, const char* values) {
        try {
            mirror.connection().exec(fmt::format("INSERT INTO rounding_rules (minimum_seconds, "
                                                 "increment_seconds{}) VALUES (60, 60{})",
                                                 columns, values));
        } catch (const SQLite::Exception&) {
            return false;
        }
        return true;
    };
    CHECK(takes(", number_prefix, number_side", ", '+86', 'to'"));
    CHECK_FALSE(takes(", number_side", ", 'to'"));
    CHECK_FALSE(takes(", number_prefix", ", ''"));
    CHECK(takes(", valid_from, valid_to", ", '2026-07-01', '2026-07-01'"));
    CHECK(takes(", valid_to", ", '0001-01-01'"));
    CHECK_FALSE(takes(", valid_from, valid_to", ", '2026-07-01', '2026-06-30'"));
    for (const char* no_date : {", ''", ", 'soon'", ", '2026-7-1'", ", '2026-02-30'",
                                ", '2026-07-01 00:00:00'", ", 20260701"}) {
        CAPTURE(no_date);
        CHECK_FALSE(takes(", valid_from", no_date));
        CHECK_FALSE(takes(", valid_to", no_date));
    }
}

} // namespace calltally::store::testing
