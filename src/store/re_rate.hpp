// SPDX-License-Identifier: MIT
//
// Rating stored calls again after the rules changed: streams over the calls that the change can
// concern, in the order they lie in the file, and writes only those whose value changes. Memory
// does not grow with their number.
#pragma once

#include "core/rounding_rules.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>

namespace calltally::store {

/// The billed calls that a change of one rule can concern; its number prefix is not looked at.
struct RatingScope {
    std::optional<std::string> account_sid;
    std::optional<std::string> category;
    std::optional<core::Date> from; ///< first UTC start date
    std::optional<core::Date> to;   ///< exclusive
    bool with_undated = false;      ///< calls without a start as well

    static RatingScope of(const core::RoundingRule& rule);
};

struct ReRating {
    std::int64_t calls_looked_at = 0;
    std::int64_t calls_changed = 0;         ///< another rule, or other billed seconds
    std::int64_t billed_seconds_change = 0; ///< after less before; what is not known counts as 0
};

enum class Apply {
    yes,
    dry_run, ///< counts what would change, and writes nothing: a reader's connection will do
};

/// Rates the calls of the scope by `rules`, keeps `call_days` right, and puts their months into
/// `stale_months`. Belongs in the transaction that changes the rules.
ReRating re_rate(SQLite::Database& connection, const core::RoundingRules& rules,
                 const RatingScope& scope, Apply apply);

/// An upper bound of what re_rate() writes into the write-ahead log and adds to the file: the pages
/// that hold the calls of the scope, as if each of them changed.
std::int64_t bytes_to_re_rate(SQLite::Database& connection, const RatingScope& scope);

} // namespace calltally::store
