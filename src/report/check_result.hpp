// SPDX-License-Identifier: MIT
//
// For schedules: whether log and usage agree in every month that can be compared, within limits.
// A month that cannot be compared is neither an agreement nor a difference.
#pragma once

#include "core/amounts.hpp"
#include "core/error.hpp"
#include "report/month_outlook.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace calltally::report {

/// Which months are looked at.
struct MonthChoice {
    std::optional<std::string> from;    ///< `YYYY-MM`
    std::optional<std::string> to;      ///< `YYYY-MM`, included
    std::optional<std::int64_t> newest; ///< so many of the newest months that are over
};

struct CheckFilter {
    core::Amounts thresholds; ///< what a difference may come to and still agrees; not negative
    MonthChoice months;
    std::optional<std::string> account_sid;
};

/// A category of a month that differs by more than it may, or `combined`.
struct DifferingCell {
    std::string account_sid;
    std::string account; ///< by its name
    std::string month;
    std::string category;
    core::Amounts difference; ///< usage minus log; the price is 0 where prices do not compare
    std::string price_unit;
    core::Amounts unexplained; ///< what of it no cause takes
};

struct CheckedAccount {
    std::string account_sid;
    std::string account;
    std::int64_t compared = 0; ///< months
    std::int64_t agreeing = 0;
};

/// A month that is left out, or in part, with its account's name.
struct LeftOutMonth {
    MonthOutlook outlook;
    std::string account;
};

struct CheckResult {
    std::vector<CheckedAccount> accounts;
    std::int64_t compared = 0; ///< months, each account's apart
    std::int64_t agreeing = 0;
    std::string first_month; ///< of the compared ones; empty if there is none
    std::string last_month;
    std::vector<DifferingCell> differing;
    std::vector<LeftOutMonth> in_part; ///< compared, but for categories of unknown usage
    std::vector<LeftOutMonth> pending;
    std::vector<LeftOutMonth> not_comparable;
    std::optional<core::Instant> look_again_at; ///< the earliest of the pending months'
    std::optional<core::Instant> mirrored_at;   ///< when the mirror was last brought up to date
    std::string reason;                         ///< why nothing is compared; else empty

    /// done, differences, or temporary_failure: nothing could be compared.
    core::ExitCode exit_code() const noexcept;
};

/// \throws core::Error usage: nothing of the account is mirrored
CheckResult check(SQLite::Database& connection, const CheckFilter& filter);

/// A sentence, the differing cells as a table, and what was left out.
void write_text(std::ostream& out, const CheckResult& result);
/// One line; decimals are exact, times UTC.
void write_json(std::ostream& out, const CheckResult& result);

} // namespace calltally::report
