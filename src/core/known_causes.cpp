// SPDX-License-Identifier: MIT
#include "core/known_causes.hpp"

#include <algorithm>
#include <cstdlib>

namespace calltally::core {

namespace {

/// A rounding of each call's price to five decimals is off by at most half the fifth.
constexpr std::int64_t price_tolerance_per_call_micros = 5;

constexpr const char* readings_by_end = "calls under way at that time among them";

/// Whether taking `part` away brings `rest` nearer to zero without passing it.
bool lies_within(std::int64_t part, std::int64_t rest) noexcept {
    return part == 0 || (part > 0 ? part <= rest : part >= rest);
}

bool fits_into(const Amounts& part, const Amounts& rest) noexcept {
    return lies_within(part.calls, rest.calls) && lies_within(part.microseconds, rest.microseconds);
}

bool fits_exactly(const Amounts& part, const Amounts& rest) noexcept {
    return part.calls == rest.calls && part.microseconds == rest.microseconds;
}

/// The causes that the rows themselves show, whether or not usage agrees with them.
/// \param behind the calls that usage had not counted yet, under one reading of as_of
std::vector<Finding> candidates_of(const ComparedPeriod& period, const LogSide& behind) {
    std::vector<Finding> candidates;
    if (period.missing.billed.calls > 0) {
        candidates.push_back(
            {causes::deleted_upstream, period.missing.billed, period.missing.billed.calls, {}, {}});
    }
    if (behind.billed.calls > 0) {
        candidates.push_back({causes::usage_behind, -behind.billed, behind.billed.calls, {}, {}});
    }
    const std::int64_t zero_second_calls =
        period.listed.zero_second_calls - behind.zero_second_calls;
    if (zero_second_calls > 0) {
        candidates.push_back(
            {causes::zero_second_calls, {-zero_second_calls, 0, 0}, zero_second_calls, {}, {}});
    }
    return candidates;
}

/// The set of candidates that together make up the difference in calls and time; of several such
/// sets the one that also meets the price, then the one with the fewest causes. Empty: none does.
std::vector<Finding> exact_set(const std::vector<Finding>& candidates, const Amounts& rest) {
    std::vector<Finding> best;
    bool best_meets_price = false;
    for (unsigned chosen = 1; chosen < (1U << candidates.size()); ++chosen) {
        Amounts sum;
        std::vector<Finding> set;
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            if ((chosen >> i & 1U) != 0) {
                sum += candidates[i].part;
                set.push_back(candidates[i]);
            }
        }
        if (!fits_exactly(sum, rest)) {
            continue;
        }
        const bool meets_price = sum.price_micros == rest.price_micros;
        if (best.empty() || (meets_price && !best_meets_price) ||
            (meets_price == best_meets_price && set.size() < best.size())) {
            best = std::move(set);
            best_meets_price = meets_price;
        }
    }
    return best;
}

/// The candidates, one after the other, that bring the rest nearer to zero.
std::vector<Finding> partial_set(const std::vector<Finding>& candidates, Amounts rest) {
    std::vector<Finding> taken;
    for (const Finding& candidate : candidates) {
        if (fits_into(candidate.part, rest)) {
            rest -= candidate.part;
            taken.push_back(candidate);
        }
    }
    return taken;
}

/// Causes that take all of a period, whatever it holds; empty: none does.
std::optional<Finding> whole_period_cause(const ComparedPeriod& period, const Amounts& rest) {
    if (!period.log_covered) {
        const std::string_view cause =
            period.before_retention ? causes::before_retention : causes::coverage_gap;
        return Finding{cause, rest, std::abs(rest.calls), {}, {}};
    }
    const std::int64_t billed_calls = period.listed.billed.calls;
    if (!period.ever_reported && period.usage->reported.is_zero() && billed_calls > 0) {
        return Finding{causes::no_usage_category, rest, billed_calls, {}, {}};
    }
    return std::nullopt;
}

/// The subaccounts' part of usage that includes them: what their own logs hold, if they are
/// mirrored and it lies within; all that usage has more, if they are not. Files do not say whose
/// subaccount an account is: there it is read from amounts that are just what usage has more.
std::optional<Finding> subaccounts_cause(const ComparedPeriod& period, const Amounts& rest) {
    if (!period.subaccounts || rest.calls <= 0 || rest.microseconds < 0) {
        return std::nullopt;
    }
    const Amounts& theirs = period.subaccounts->billed;
    if (theirs.calls > 0 && fits_into(theirs, rest)) {
        return Finding{causes::subaccounts_included, theirs, theirs.calls, {}, {}};
    }
    const Amounts possible = theirs + period.possible_subaccounts.billed;
    if (fits_exactly(possible, rest) &&
        (!period.prices_compare() ||
         std::abs(possible.price_micros - rest.price_micros) <=
             period.price_tolerance_micros() + price_tolerance_per_call_micros * possible.calls)) {
        return Finding{
            causes::subaccounts_included, possible, possible.calls, Certainty::inferred, {}};
    }
    return Finding{causes::subaccounts_included, rest, rest.calls, Certainty::ambiguous,
                   "calls of subaccounts that are not mirrored, or calls that the log lacks"};
}

} // namespace

bool ComparedPeriod::prices_compare() const {
    return core::prices_compare(listed, usage);
}

std::int64_t ComparedPeriod::price_tolerance_micros() const noexcept {
    return (usage ? usage->price_tolerance_micros : 0) +
           price_tolerance_per_call_micros * listed.billed.calls;
}

Amounts remainder(const ComparedPeriod& period, const std::vector<Finding>& findings) {
    Amounts rest = difference(*period.usage, period.listed);
    if (!period.prices_compare()) {
        rest.price_micros = 0;
    }
    for (const Finding& finding : findings) {
        rest -= finding.part;
    }
    return rest;
}

std::vector<Finding> find_known_causes(const ComparedPeriod& period) {
    if (!period.usage) {
        return {};
    }
    const bool prices_compare = period.prices_compare();
    Amounts rest = remainder(period, {});
    std::vector<Finding> findings;
    const auto take = [&](Finding finding) {
        if (!prices_compare) {
            finding.part.price_micros = 0;
        }
        rest -= finding.part;
        findings.push_back(std::move(finding));
    };

    if (rest.is_zero()) {
        return {};
    }
    if (auto whole = whole_period_cause(period, rest)) {
        take(std::move(*whole));
        return findings;
    }
    if (auto subaccounts = subaccounts_cause(period, rest)) {
        take(std::move(*subaccounts));
    }
    if (rest.calls != 0 || rest.microseconds != 0) {
        const auto candidates = candidates_of(period, period.started_after_as_of);
        std::vector<Finding> fitting = exact_set(candidates, rest);
        if (fitting.empty()) {
            // The other reading of as_of: calls under way at that time are not counted either.
            fitting = exact_set(candidates_of(period, period.ended_after_as_of), rest);
            for (Finding& finding : fitting) {
                if (finding.cause == causes::usage_behind) {
                    finding.readings = readings_by_end;
                }
            }
        }
        if (fitting.empty()) {
            fitting = partial_set(candidates, rest);
        }
        for (Finding& finding : fitting) {
            take(std::move(finding));
        }
    }
    if (rest.calls == 0 && rest.microseconds != 0 &&
        std::abs(rest.microseconds) <= period.usage->microseconds_tolerance) {
        take({causes::usage_rounding, {0, rest.microseconds, 0}, std::nullopt, {}, {}});
    }
    return findings;
}

std::optional<Finding> find_price_cause(const ComparedPeriod& period,
                                        const std::vector<Finding>& findings) {
    if (!period.usage) {
        return std::nullopt;
    }
    const Amounts rest = remainder(period, findings);
    if (rest.calls != 0 || rest.microseconds != 0 || rest.price_micros == 0) {
        return std::nullopt;
    }
    if (std::abs(rest.price_micros) <= period.price_tolerance_micros()) {
        return Finding{causes::price_rounding, {0, 0, rest.price_micros}, std::nullopt, {}, {}};
    }
    std::int64_t unpriced_calls = period.listed.unpriced_calls;
    if (std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
            return finding.cause == causes::deleted_upstream;
        })) {
        unpriced_calls += period.missing.unpriced_calls;
    }
    if (rest.price_micros > 0 && unpriced_calls > 0) {
        return Finding{
            causes::price_not_observed, {0, 0, rest.price_micros}, unpriced_calls, {}, {}};
    }
    return std::nullopt;
}

} // namespace calltally::core
