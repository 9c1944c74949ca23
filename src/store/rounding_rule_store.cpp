// SPDX-License-Identifier: MIT
#include "store/rounding_rule_store.hpp"

#include "core/error.hpp"
#include "store/bindings.hpp"
#include "store/database.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calltally::store {

namespace {

using core::Error;
using core::ExitCode;

std::vector<core::RoundingRule> without_notes(const std::vector<StoredRule>& stored) {
    std::vector<core::RoundingRule> rules;
    rules.reserve(stored.size());
    for (const StoredRule& entry : stored) {
        rules.push_back(entry.rule);
    }
    return rules;
}

void check_addable(const std::vector<core::RoundingRule>& rules, const core::RoundingRule& rule) {
    if (const std::string objection = core::objection_to(rule); !objection.empty()) {
        throw Error(ExitCode::usage, fmt::format("the rule cannot be added: {}", objection),
                    "see `calltally rules add --help`; nothing was changed");
    }
    if (const core::RoundingRule* equal = core::find_equal(rules, rule)) {
        throw Error(ExitCode::usage,
                    fmt::format("the rule cannot be added: nothing would decide between it and {}",
                                in_words(*equal)),
                    (equal->id == core::default_rule_id
                         ? std::string{"give the new one a --since"}
                         : fmt::format("end rule {} first, or give the new one another --since",
                                       equal->id)) +
                        ": the later one wins");
    }
}

/// The rule as it stands when it ends on `until`, or never held.
core::RoundingRule ended(const core::RoundingRule& rule, std::optional<core::Date> until) {
    if (rule.id == core::default_rule_id) {
        throw Error(ExitCode::usage, "rule 1 is the default rule: it cannot be ended",
                    "add a rule without scope and with --since: it rates every call from then on");
    }
    if (until && rule.valid_from && *until <= *rule.valid_from) {
        throw Error(ExitCode::usage,
                    fmt::format("{} does not begin before {}", in_words(rule),
                                core::format_date(*until).view()),
                    "leave --until away to undo it altogether");
    }
    core::RoundingRule result = rule;
    // The empty range says that it never held: the first day there is, for a rule without one.
    result.valid_to =
        until ? *until : rule.valid_from.value_or(core::month_range(std::chrono::year{1} / 1).from);
    if (rule.valid_to && *rule.valid_to <= *result.valid_to) {
        throw Error(ExitCode::usage, fmt::format("{} has ended by then anyway", in_words(rule)),
                    "add another rule to rate calls after it; nothing was changed");
    }
    return result;
}

std::int64_t insert(SQLite::Database& connection, const core::RoundingRule& rule,
                    const std::optional<std::string>& note) {
    SQLite::Statement statement(connection, R"sql(
        INSERT INTO rounding_rules (minimum_seconds, increment_seconds, account_sid, category,
            number_prefix, number_side, valid_from, valid_to, note)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9))sql");
    bind_value(statement, 1, rule.model.minimum);
    bind_value(statement, 2, rule.model.increment);
    bind_value(statement, 3, rule.account_sid);
    bind_value(statement, 4, rule.category);
    bind_value(statement, 5, rule.number_prefix);
    bind_value(statement, 6, rule.number_side);
    bind_value(statement, 7, rule.valid_from);
    bind_value(statement, 8, rule.valid_to);
    bind_value(statement, 9, note);
    statement.exec();
    return connection.getLastInsertRowid();
}

/// While it lives, SQLite looks up no reference to a rule for each call that is rated: the rules
/// were read in the same transaction. It then also writes a call as soon as it is rated, where
/// else it would go over the calls a second time.
class UncheckedReferences {
public:
    explicit UncheckedReferences(SQLite::Database& connection) : m_connection(connection) {
        m_connection.exec("PRAGMA foreign_keys = OFF");
    }
    ~UncheckedReferences() { m_connection.tryExec("PRAGMA foreign_keys = ON"); }
    UncheckedReferences(const UncheckedReferences&) = delete;
    UncheckedReferences& operator=(const UncheckedReferences&) = delete;

private:
    SQLite::Database& m_connection;
};

} // namespace

std::vector<StoredRule> read_rounding_rules(SQLite::Database& connection) {
    SQLite::Statement query(connection, R"sql(
        SELECT rule_id, minimum_seconds, increment_seconds, account_sid, category, number_prefix,
            number_side, valid_from, valid_to, note
        FROM rounding_rules ORDER BY rule_id)sql");
    std::vector<StoredRule> rules;
    while (query.executeStep()) {
        StoredRule& entry = rules.emplace_back();
        entry.rule.id = query.getColumn(0).getInt64();
        entry.rule.model = {query.getColumn(1).getInt64(), query.getColumn(2).getInt64()};
        entry.rule.account_sid = text_column(query, 3);
        entry.rule.category = text_column(query, 4);
        entry.rule.number_prefix = text_column(query, 5);
        entry.rule.number_side = text_column(query, 6);
        entry.rule.valid_from = date_column(query, 7);
        entry.rule.valid_to = date_column(query, 8);
        entry.note = text_column(query, 9);
    }
    return rules;
}

core::RoundingRules load_rounding_rules(SQLite::Database& connection) {
    return core::RoundingRules(without_notes(read_rounding_rules(connection)));
}

RuleEditor::RuleEditor(SQLite::Database& connection, FreeBytes free_bytes)
    : m_connection(connection), m_free_bytes(free_bytes) {}

RuleChange RuleEditor::add(const core::RoundingRule& rule, const std::optional<std::string>& note,
                           Apply apply) {
    if (apply == Apply::dry_run) {
        SQLite::Transaction snapshot(m_connection);
        auto rules = without_notes(read_rounding_rules(m_connection));
        check_addable(rules, rule);
        RuleChange change{{rule, note}, {}};
        change.rule.rule.id = rules.empty() ? 1 : rules.back().id + 1;
        rules.push_back(change.rule.rule);
        change.re_rating = re_rate(m_connection, core::RoundingRules(std::move(rules)),
                                   RatingScope::of(rule), Apply::dry_run);
        return change;
    }
    const UncheckedReferences unchecked(m_connection);
    Transaction transaction(m_connection);
    check_addable(without_notes(read_rounding_rules(m_connection)), rule);
    check_disk(RatingScope::of(rule));
    RuleChange change{{rule, note}, {}};
    change.rule.rule.id = insert(m_connection, rule, note);
    change.re_rating =
        re_rate(m_connection, load_rounding_rules(m_connection), RatingScope::of(rule), Apply::yes);
    transaction.commit();
    return change;
}

RuleChange RuleEditor::end(std::int64_t rule_id, std::optional<core::Date> until, Apply apply) {
    const bool is_dry_run = apply == Apply::dry_run;
    const UncheckedReferences unchecked(m_connection);
    SQLite::Transaction transaction(m_connection, is_dry_run
                                                      ? SQLite::TransactionBehavior::DEFERRED
                                                      : SQLite::TransactionBehavior::IMMEDIATE);
    auto stored = read_rounding_rules(m_connection);
    const auto found = std::find_if(stored.begin(), stored.end(), [rule_id](const auto& entry) {
        return entry.rule.id == rule_id;
    });
    if (found == stored.end()) {
        throw Error(ExitCode::usage, fmt::format("there is no rule {}", rule_id),
                    "`calltally rules list` shows them");
    }
    // Only what it rated until now can be rated otherwise.
    RatingScope scope = RatingScope::of(found->rule);
    found->rule = ended(found->rule, until);
    scope.from = found->rule.valid_to;
    RuleChange change{*found, {}};
    core::RoundingRules rules(without_notes(stored));
    if (is_dry_run) {
        change.re_rating = re_rate(m_connection, rules, scope, Apply::dry_run);
        return change;
    }
    check_disk(scope);
    SQLite::Statement update(m_connection,
                             "UPDATE rounding_rules SET valid_to = ?2 WHERE rule_id = ?1");
    bind_value(update, 1, rule_id);
    bind_value(update, 2, change.rule.rule.valid_to);
    update.exec();
    change.re_rating = re_rate(m_connection, rules, scope, Apply::yes);
    transaction.commit();
    return change;
}

void RuleEditor::check_disk(const RatingScope& scope) const {
    const std::string file = m_connection.getFilename();
    const std::int64_t needed = bytes_to_re_rate(m_connection, scope);
    const std::int64_t free = m_free_bytes(file);
    if (free < needed) {
        throw Error(ExitCode::storage_failure,
                    fmt::format("rating the calls again may write up to {} MB beside '{}', and {} "
                                "MB are free there",
                                needed / 1'000'000 + 1, file, free / 1'000'000),
                    "free space; nothing was changed");
    }
}

std::string in_words(const core::RoundingRule& rule) {
    std::string scope;
    const auto add = [&scope](const std::string& part) { scope += ", " + part; };
    if (rule.account_sid) {
        add("account " + *rule.account_sid);
    }
    if (rule.category) {
        add(*rule.category);
    }
    if (rule.number_prefix) {
        add(fmt::format("{} {}...", rule.number_side.value_or("from or to"), *rule.number_prefix));
    }
    if (core::is_never_valid(rule)) {
        add("undone");
    } else {
        if (rule.valid_from) {
            add("since " + core::format_date(*rule.valid_from).str());
        }
        if (rule.valid_to) {
            add("until " + core::format_date(*rule.valid_to).str());
        }
    }
    return fmt::format("rule {} ({}/{}{})", rule.id, rule.model.minimum, rule.model.increment,
                       scope);
}

} // namespace calltally::store
