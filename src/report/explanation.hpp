// SPDX-License-Identifier: MIT
//
// What there is to say about a month: the two sides, the causes of what differs, the bridge from a
// sum made by hand to usage, and which other way of counting would give just what usage reports.
// Values only; explanation_words has the sentences.
#pragma once

#include "core/amounts.hpp"
#include "report/month_outlook.hpp"
#include "report/table.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace calltally::report {

struct ExplainFilter {
    std::optional<std::string> month; ///< `YYYY-MM`; empty: the newest that can be compared
    std::optional<std::string> zone;  ///< of the bridge's first steps; empty: UTC
    std::optional<std::string> account_sid;
    std::optional<std::string> category; ///< empty: `combined`, and the categories that differ
    bool with_calls = false;
};

struct ExplainedCause {
    std::string cause; ///< never `unexplained`
    core::Amounts part;
    std::optional<std::int64_t> affected_calls;
    std::string certainty;   ///< known, inferred, ambiguous
    std::string explanation; ///< the view's own words
    std::string readings;    ///< what fits, in words; empty where the cause says it all
};

/// Another way of counting that gives exactly the calls and minutes that usage reports.
struct FittingReading {
    std::string name; ///< `shift +05:30`, `60/60 total_once`, as the table functions name it
    std::string words;
};

struct ExplainedCell {
    std::string category;
    bool is_rollup = false;
    std::string state;
    core::Amounts log; ///< completed calls
    core::Amounts usage;
    bool usage_is_read = false;
    bool prices_compare = false; ///< both prices are known and of one currency
    std::string price_unit;
    std::string log_source; ///< empty: none
    std::string usage_source;
    std::vector<ExplainedCause> causes; ///< the largest first
    core::Amounts unexplained;
    std::vector<FittingReading> readings;

    /// Usage minus log; the price is 0 where prices do not compare.
    core::Amounts difference() const;
    bool agrees() const { return state == "agrees"; }
    bool is_compared() const { return state != "pending" && state != "not comparable"; }
    bool differs() const { return is_compared() && !agrees(); }
};

struct BridgeStep {
    std::int64_t step = 0;
    std::string cause;
    std::optional<std::int64_t> calls; ///< empty, as the others: usage was not read
    std::optional<std::int64_t> microseconds;
    std::optional<std::int64_t> running_calls;
    std::optional<std::int64_t> running_microseconds;
    std::string explanation;
};

/// Calls of a cause that no list has.
struct UnlistedCalls {
    std::string cause;
    std::int64_t calls = 0;
    std::int64_t listed = 0; ///< the other calls of this cause
};

struct AccountExplanation {
    MonthOutlook outlook;
    std::string name;                 ///< as AccountNames has it: the sid if it has no name
    std::vector<ExplainedCell> cells; ///< the one asked for, or `combined` and what differs
    std::vector<BridgeStep> bridge;   ///< of all categories; empty if one was asked for
    Table calls;                      ///< filled if asked for
    std::vector<UnlistedCalls> unlisted;
};

struct Explanation {
    std::string month;
    std::optional<std::string> zone;
    bool with_calls = false;
    std::vector<AccountExplanation> accounts; ///< parents first
};

/// \throws core::Error usage: the month, account or category is not in the mirror;
///         temporary_failure: the mirror holds nothing yet
Explanation explain(SQLite::Database& connection, const ExplainFilter& filter);

} // namespace calltally::report
