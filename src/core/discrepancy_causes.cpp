// SPDX-License-Identifier: MIT
#include "core/discrepancy_causes.hpp"

#include <cstdlib>

namespace calltally::core {

namespace {

/// A rounding of each call's price to five decimals is off by at most half the fifth.
constexpr std::int64_t price_tolerance_per_call_micros = 5;

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
std::vector<Finding> candidates_of(const ComparedPeriod& period) {
    std::vector<Finding> candidates;
    if (period.missing.billed.calls > 0) {
        candidates.push_back(
            {causes::deleted_upstream, period.missing.billed, period.missing.billed.calls});
    }
    const auto& behind = period.started_after_as_of;
    if (behind.billed.calls > 0) {
        candidates.push_back({causes::usage_behind, -behind.billed, behind.billed.calls});
    }
    const std::int64_t zero_second_calls =
        period.listed.zero_second_calls - behind.zero_second_calls;
    if (zero_second_calls > 0) {
        candidates.push_back(
            {causes::zero_second_calls, {-zero_second_calls, 0, 0}, zero_second_calls});
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

} // namespace

std::string_view name_of(Certainty certainty) noexcept {
    switch (certainty) {
    case Certainty::known:
        return "known";
    case Certainty::inferred:
        return "inferred";
    case Certainty::ambiguous:
        break;
    }
    return "ambiguous";
}

Amounts difference(const UsageSide& usage, const LogSide& log) noexcept {
    return usage.reported - log.billed;
}

std::vector<Finding> find_causes(const ComparedPeriod& period) {
    if (!period.usage) {
        return {};
    }
    const UsageSide& usage = *period.usage;
    SharedUnit unit = usage.unit;
    unit.add(period.listed.unit);
    const bool prices_compare = !unit.is_mixed();

    Amounts rest = difference(usage, period.listed);
    if (!prices_compare) {
        rest.price_micros = 0;
    }
    std::vector<Finding> findings;
    const auto take = [&](Finding finding) {
        if (!prices_compare) {
            finding.part.price_micros = 0;
        }
        rest -= finding.part;
        findings.push_back(finding);
    };

    if (rest.is_zero()) {
        return {};
    }
    if (!period.log_covered) {
        take({causes::coverage_gap, rest, 0});
        return findings;
    }
    if (!period.ever_reported && usage.reported.is_zero() && period.listed.billed.calls > 0) {
        take({causes::no_usage_category, rest, period.listed.billed.calls});
        return findings;
    }

    const std::vector<Finding> candidates = candidates_of(period);
    std::vector<Finding> fitting;
    if (rest.calls != 0 || rest.microseconds != 0) {
        fitting = exact_set(candidates, rest);
        // Calls under way when usage was read: the reading where the start is too early for them.
        const auto& ended = period.ended_after_as_of.billed;
        if (fitting.empty() && ended.calls > 0 && fits_exactly(-ended, rest)) {
            fitting.push_back({causes::usage_behind, -ended, ended.calls});
        }
        if (fitting.empty()) {
            Amounts left = rest;
            for (const Finding& candidate : candidates) {
                if (fits_into(candidate.part, left)) {
                    left -= candidate.part;
                    fitting.push_back(candidate);
                }
            }
        }
    }
    for (const Finding& finding : fitting) {
        take(finding);
    }

    // The causes of price alone, and of rounding, can be told only where calls match.
    if (rest.calls == 0 && rest.microseconds != 0 &&
        std::abs(rest.microseconds) <= usage.microseconds_tolerance) {
        take({causes::usage_rounding, {0, rest.microseconds, 0}, 0});
    }
    if (rest.calls == 0 && rest.microseconds == 0 && rest.price_micros != 0) {
        const std::int64_t tolerance = usage.price_tolerance_micros +
                                       price_tolerance_per_call_micros * period.listed.billed.calls;
        if (std::abs(rest.price_micros) <= tolerance) {
            take({causes::price_rounding, {0, 0, rest.price_micros}, 0});
        } else if (rest.price_micros > 0 && period.listed.unpriced_calls > 0) {
            take({causes::price_not_observed,
                  {0, 0, rest.price_micros},
                  period.listed.unpriced_calls});
        }
    }
    return findings;
}

} // namespace calltally::core
