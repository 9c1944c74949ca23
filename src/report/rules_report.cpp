// SPDX-License-Identifier: MIT
#include "report/rules_report.hpp"

#include "core/amounts.hpp"
#include "report/cells.hpp"
#include "store/bindings.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace calltally::report {

namespace {

using core::Criterion;
using core::Mismatch;
using core::RoundingRule;

Cell minutes_of(const std::optional<std::int64_t>& seconds, bool show_sign = false) {
    return seconds ? minutes(*seconds * core::microseconds_per_second, show_sign) : Cell{};
}

/// Why a rule that matches the call gives way to another that does.
std::string why_outranked(const RoundingRule& winner, const RoundingRule& loser) {
    const auto because = [&winner](const char* reason) {
        return fmt::format("rule {} is more specific: {}", winner.id, reason);
    };
    switch (core::deciding_criterion(winner, loser)) {
    case Criterion::account:
        return because("it names an account");
    case Criterion::category:
        return because("it names a category");
    case Criterion::longer_prefix:
        return because(loser.number_prefix ? "its prefix is longer" : "it names a number");
    case Criterion::number_side:
        return because("it names the side of the number");
    case Criterion::later_valid_from:
        return because("it begins on a later day");
    case Criterion::id:
        break;
    }
    return fmt::format("rule {} is its equal, and was there before", winner.id);
}

std::string why_not_met(const RoundingRule& rule, Mismatch mismatch) {
    if (core::is_never_valid(rule)) {
        return "it was undone";
    }
    switch (mismatch) {
    case Mismatch::account:
        return "for account " + *rule.account_sid;
    case Mismatch::category:
        return "for category " + *rule.category;
    case Mismatch::number:
        return rule.number_side ? fmt::format("{} does not begin with {}", *rule.number_side,
                                              *rule.number_prefix)
                                : fmt::format("neither number begins with {}", *rule.number_prefix);
    case Mismatch::no_start:
        return "for certain days, and the call has none";
    case Mismatch::before_validity:
        return "holds since " + core::format_date(*rule.valid_from).str();
    case Mismatch::after_validity:
        return "held until " + core::format_date(*rule.valid_to).str();
    case Mismatch::none:
        break;
    }
    return {};
}

} // namespace

Table rules_table(const std::vector<store::StoredRule>& rules) {
    Table table{"rules",
                "Rounding rules, the most specific first",
                {{"rule_id", "rule", true},
                 {"minimum_seconds", "minimum s", true},
                 {"increment_seconds", "increment s", true},
                 {"account_sid", "account"},
                 {"category", "category"},
                 {"number_prefix", "prefix"},
                 {"number_side", "side"},
                 {"valid_from", "since"},
                 {"valid_to", "until"},
                 {"state", "state"},
                 {"note", "note"}},
                {},
                {"Any account, category, number or day where there is a dash. Of the rules that a "
                 "call meets, the first in this list rates it."}};
    std::vector<RoundingRule> sorted;
    std::map<std::int64_t, std::optional<std::string>> notes;
    for (const store::StoredRule& entry : rules) {
        sorted.push_back(entry.rule);
        notes[entry.rule.id] = entry.note;
    }
    const core::RoundingRules in_order(std::move(sorted));
    for (const RoundingRule& rule : in_order.in_order()) {
        table.rows.push_back({rule.id, rule.model.minimum, rule.model.increment,
                              text(rule.account_sid), text(rule.category), text(rule.number_prefix),
                              text(rule.number_side), day(rule.valid_from), day(rule.valid_to),
                              std::string{core::is_never_valid(rule) ? "undone" : "holds"},
                              text(notes[rule.id])});
    }
    return table;
}

Table rule_change_table(const std::string& title, const store::RuleChange& change,
                        std::optional<std::int64_t> months_closed) {
    const store::ReRating& rating = change.re_rating;
    return {"rule_change",
            title,
            {{"rule_id", "rule", true},
             {"calls_looked_at", "calls looked at", true},
             {"calls_changed", "calls changed", true},
             {"billed_minutes_change", "billed minutes", true},
             {"months_closed", "months worked out", true}},
            {{change.rule.rule.id, rating.calls_looked_at, rating.calls_changed,
              minutes_of(rating.billed_seconds_change, true), number(months_closed)}},
            {fmt::format("It is {}.", store::in_words(change.rule.rule))}};
}

Table rule_usage_table(SQLite::Database& connection) {
    Table table{"rule_usage",
                "Calls that each rule rates",
                {{"rule_id", "rule", true},
                 {"minimum_seconds", "minimum s", true},
                 {"increment_seconds", "increment s", true},
                 {"calls", "calls", true},
                 {"billed_minutes", "billed minutes", true},
                 {"note", "note"}},
                {},
                {}};
    struct Usage {
        std::int64_t calls = 0;
        std::int64_t billed_seconds = 0;
    };
    // Added up here: SQLite would sort the calls to group them.
    std::map<std::int64_t, Usage> usage;
    SQLite::Statement query(connection, "SELECT rounding_rule_id, billed_seconds FROM calls "
                                        "WHERE is_billed = 1");
    while (query.executeStep()) {
        // No rule has the id 0.
        Usage& sum = usage[query.getColumn(0).getInt64()];
        ++sum.calls;
        sum.billed_seconds += query.getColumn(1).getInt64();
    }
    for (const store::StoredRule& entry : store::read_rounding_rules(connection)) {
        const Usage& sum = usage[entry.rule.id];
        table.rows.push_back({entry.rule.id, entry.rule.model.minimum, entry.rule.model.increment,
                              sum.calls, minutes_of(sum.billed_seconds), text(entry.note)});
    }
    if (const Usage& none = usage[0]; none.calls > 0) {
        table.rows.push_back({Cell{}, Cell{}, Cell{}, none.calls, minutes_of(none.billed_seconds),
                              std::string{"no rule applies"}});
    }
    return table;
}

Table rule_test_table(const core::RoundingRules& rules, const core::RatedLeg& leg,
                      std::int64_t duration) {
    Table table{
        "rule_test",
        fmt::format("Rules for a completed call of {} s, the most specific first", duration),
        {{"rule_id", "rule", true},
         {"verdict", "verdict"},
         {"reason", "reason"},
         {"minimum_seconds", "minimum s", true},
         {"increment_seconds", "increment s", true},
         {"billed_seconds", "would bill s", true},
         {"billed_minutes", "minutes", true}},
        {},
        {}};
    const RoundingRule* winner = rules.select(leg);
    for (const RoundingRule& rule : rules.in_order()) {
        const Mismatch why = core::mismatch(rule, leg);
        const bool wins = &rule == winner;
        const auto billed = core::billed_seconds(duration, rule.model);
        table.rows.push_back({rule.id,
                              std::string{wins                    ? "rates it"
                                          : why == Mismatch::none ? "gives way"
                                                                  : "does not apply"},
                              wins                    ? "the most specific that applies"
                              : why == Mismatch::none ? why_outranked(*winner, rule)
                                                      : why_not_met(rule, why),
                              rule.model.minimum, rule.model.increment, number(billed),
                              minutes_of(billed)});
    }
    if (winner == nullptr) {
        table.notes.emplace_back("No rule applies: the call has no billed seconds.");
    } else {
        const auto billed = core::billed_seconds(duration, winner->model);
        table.notes.push_back(
            billed ? fmt::format("Rule {} bills {} s for {} s.", winner->id, *billed, duration)
                   : fmt::format("Rule {} cannot round {} s.", winner->id, duration));
    }
    return table;
}

} // namespace calltally::report
