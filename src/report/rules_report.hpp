// SPDX-License-Identifier: MIT
//
// Rounding rules for people: which there are, what a change of them did, which one rates a call
// and why the others do not.
#pragma once

#include "report/table.hpp"
#include "store/rounding_rule_store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace calltally::report {

/// Table `rules`: the most specific first.
Table rules_table(const std::vector<store::StoredRule>& rules);

/// Table `rule_change`, of one row.
/// \param title         what was done, as a sentence without its stop
/// \param months_closed empty: nothing was written
Table rule_change_table(const std::string& title, const store::RuleChange& change,
                        std::optional<std::int64_t> months_closed);

/// Table `rule_usage`: how many calls each rule rates, and those that none does. Reads every call.
Table rule_usage_table(SQLite::Database& connection);

/// Table `rule_test`: every rule, the most specific first, with what becomes of it for a call.
/// \param duration whole seconds
Table rule_test_table(const core::RoundingRules& rules, const core::RatedLeg& leg,
                      std::int64_t duration);

} // namespace calltally::report
