// SPDX-License-Identifier: MIT
//
// The sentences of an explanation, in the words of somebody who checks an invoice: amounts with
// their units, causes as what happened.
#pragma once

#include "report/explanation.hpp"

#include <cstdint>
#include <string>

namespace calltally::report {

/// `1 call`, `2,345 calls`: the number without its sign.
std::string counted(std::int64_t number, const std::string& singular);
/// Microseconds as minutes in micro-units, rounded to the hundredth of a minute.
std::int64_t rounded_minutes(std::int64_t microseconds);
/// Whole microseconds as minutes without the sign: `4 minutes`, rounded to two decimals.
std::string minutes_in_words(std::int64_t microseconds);
/// `0.0063 USD`, exact, without the sign.
std::string money_in_words(std::int64_t price_micros, const std::string& unit);
/// `-2 calls, -3 minutes, -0.02 USD`: what is not zero; `nothing` if all is.
std::string signed_amounts(const core::Amounts& amounts, const std::string& unit);
/// `July 2026` for `2026-07`.
std::string month_in_words(const std::string& month);
/// `outbound calls (calls-outbound)`.
std::string category_in_words(const std::string& category);

/// The answer in a sentence or two.
std::string headline(const AccountExplanation& account, const ExplainedCell& cell,
                     const std::string& month);
/// `3 calls and 4 minutes fewer, 0.01 USD less`, of usage against the log.
std::string difference_in_words(const ExplainedCell& cell);
/// `agree, 3 calls, 4 minutes`.
std::string agreement_in_words(const ExplainedCell& cell);
/// What stands on either side, and where it came from.
std::string sides_sentence(const AccountExplanation& account, const ExplainedCell& cell);
/// What happened, its part of the difference, and how certain that is.
std::string cause_sentence(const ExplainedCause& cause, const std::string& price_unit);
std::string unexplained_sentence(const ExplainedCell& cell);
/// Which other way of counting gives what usage reports; empty if there is none.
std::string readings_sentence(const ExplainedCell& cell);
std::string unlisted_sentence(const UnlistedCalls& unlisted);
/// When to look again, or why not to.
std::string outlook_sentence(const MonthOutlook& outlook);

/// `every call billed 30/6 ...`
std::string words_of_model(const std::string& model, bool total_once);
/// For a reading of attribution_whatif, by its name.
std::string words_of_attribution(const std::string& name);

} // namespace calltally::report
