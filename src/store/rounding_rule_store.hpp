// SPDX-License-Identifier: MIT
//
// The table `rounding_rules`: reading it, and changing it. A change of the rules and the rating of
// the calls it concerns are one transaction: at any moment every call is rated by the rules that
// stand in the table.
#pragma once

#include "core/rounding_rules.hpp"
#include "store/disk_space.hpp"
#include "store/re_rate.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace calltally::store {

struct StoredRule {
    core::RoundingRule rule;
    std::optional<std::string> note; ///< why the rule is there
};

/// All rules, by id.
std::vector<StoredRule> read_rounding_rules(SQLite::Database& connection);
/// The same, as the rules that rate a call.
core::RoundingRules load_rounding_rules(SQLite::Database& connection);

/// What a change of the rules did, or would do.
struct RuleChange {
    StoredRule rule; ///< as it stands after the change
    ReRating re_rating;
};

class RuleEditor {
public:
    /// \param free_bytes how much may be written beside a file; a test may say so itself
    explicit RuleEditor(SQLite::Database& connection, FreeBytes free_bytes = free_bytes_beside);

    /// Adds the rule, whose id is not looked at, and rates the calls in its scope again.
    /// \throws core::Error usage: the rule cannot be, or is equal to another, which is named;
    ///         storage_failure: the disk may be too small for the change
    RuleChange add(const core::RoundingRule& rule, const std::optional<std::string>& note,
                   Apply apply);

    /// Ends the rule and rates again the calls that it no longer rates. The rule stays in the
    /// table, so that what rated a month can still be looked up.
    /// \param until the first UTC start date it no longer rates; empty: it never held
    /// \throws core::Error usage: there is no such rule, it ends before that anyway, it begins
    ///         later, or it is the default rule; storage_failure as above
    RuleChange end(std::int64_t rule_id, std::optional<core::Date> until, Apply apply);

private:
    void check_disk(const RatingScope& scope) const;

    SQLite::Database& m_connection;
    FreeBytes m_free_bytes;
};

/// The rule in words, as messages name it: `rule 3 (120/60, numbers +86... as to, from
/// 2019-02-28)`.
std::string in_words(const core::RoundingRule& rule);

} // namespace calltally::store
