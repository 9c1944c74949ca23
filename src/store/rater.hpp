// SPDX-License-Identifier: MIT
//
// Rating stored calls by other rules than those that rated them, from inside of an SQL statement.
#pragma once

#include "core/call_rating.hpp"
#include "core/rounding_rules.hpp"
#include "store/call_days.hpp"
#include "store/re_rate.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct sqlite3_value;

namespace calltally::store {

/// A call's columns as the SQL function `rates_anew` is given them, in SQLite's own memory.
class RatedColumns {
public:
    static constexpr std::string_view names =
        "call_id, account_sid, usage_date, usage_category, from_address, to_address, duration, "
        "billed_seconds, rounding_rule_id, missing_since IS NOT NULL, price_unit";

    explicit RatedColumns(sqlite3_value** values) noexcept : m_values(values) {}

    std::int64_t call_id() const noexcept { return number(0).value_or(0); }
    std::string_view account_sid() const noexcept { return text(1); }
    std::string_view usage_date() const noexcept { return text(2); }
    std::string_view usage_category() const noexcept { return text(3); }
    std::string_view from_address() const noexcept { return text(4); }
    std::string_view to_address() const noexcept { return text(5); }
    std::optional<std::int64_t> duration() const noexcept { return number(6); }
    core::BilledTime billed() const noexcept { return {number(7), number(8)}; }
    bool is_missing() const noexcept { return number(9) != 0; }
    std::string_view price_unit() const noexcept { return text(10); }

private:
    std::string_view text(int index) const noexcept; ///< empty for NULL
    std::optional<std::int64_t> number(int index) const noexcept;

    sqlite3_value** m_values;
};

/// Rates calls in the order of their ids, and keeps the new ratings until they are written.
class Rater {
public:
    Rater(const core::RoundingRules& rules, const RatingScope& scope)
        : m_rules(rules), m_scope(scope) {}

    /// Whether the call is in scope and the rules rate it otherwise than before.
    bool rates_anew(const RatedColumns& call);

    /// \throws std::out_of_range for a call that is not rated anew
    const core::BilledTime& new_rating(std::int64_t call_id) const;

    void forget_new_ratings() noexcept { m_new_ratings.clear(); }
    std::int64_t new_ratings() const noexcept {
        return static_cast<std::int64_t>(m_new_ratings.size());
    }
    CallDays& days() noexcept { return m_days; }
    const ReRating& result() const noexcept { return m_result; }

private:
    core::RatedLeg leg_of(const RatedColumns& call);
    bool is_in_scope(const core::RatedLeg& leg) const;

    const core::RoundingRules& m_rules;
    const RatingScope& m_scope;
    std::string m_date_text;
    std::optional<core::Date> m_date;
    std::vector<std::pair<std::int64_t, core::BilledTime>> m_new_ratings; ///< by call_id
    CallDays m_days; ///< what changes in them: as many as days and categories, not calls
    ReRating m_result;
};

/// The rater as SQL functions of the connection, for as long as this lives: SQLite then reads and
/// writes a row without leaving the statement, which takes half the time.
class RatingFunctions {
public:
    RatingFunctions(SQLite::Database& connection, Rater& rater);
    ~RatingFunctions();
    RatingFunctions(const RatingFunctions&) = delete;
    RatingFunctions& operator=(const RatingFunctions&) = delete;

private:
    SQLite::Database& m_connection;
};

} // namespace calltally::store
