// SPDX-License-Identifier: MIT
#include "core/rounding_fit.hpp"

#include <cstdlib>

namespace calltally::core {

namespace {

constexpr std::int64_t fewest_affected_calls = 2;

bool is_comparable(const ComparedPeriod& period) noexcept {
    return period.usage && period.log_covered && period.ever_reported &&
           period.ended_after_as_of.billed.calls == 0 &&
           period.started_after_as_of.billed.calls == 0;
}

/// Whether the prices go with the model: they are what the calls cost as they are, or what they
/// would cost if their prices went with the billed time.
struct PriceCheck {
    std::int64_t rest = 0;
    std::int64_t rest_if_scaled = 0;
    std::int64_t tolerance = 0;
    bool is_open = false; ///< a price is not known, or prices do not compare

    bool holds() const noexcept {
        return std::abs(rest) <= tolerance || std::abs(rest_if_scaled) <= tolerance ||
               (is_open && rest >= 0);
    }
};

/// The period as it would be if the log were rated by the model; prices stay.
ComparedPeriod under_model(const ModelledPeriod& period, std::size_t model) {
    ComparedPeriod modelled = period.compared;
    modelled.listed.billed.microseconds = period.under[model].listed_microseconds;
    modelled.missing.billed.microseconds = period.under[model].missing_microseconds;
    return modelled;
}

bool fits(std::span<const ModelledPeriod> periods, std::size_t model) {
    std::int64_t affected_calls = 0;
    PriceCheck price;
    for (const ModelledPeriod& period : periods) {
        if (!is_comparable(period.compared)) {
            continue;
        }
        const ComparedPeriod modelled = under_model(period, model);
        const Amounts rest = remainder(modelled, find_known_causes(modelled));
        if (rest.calls != 0) {
            continue;
        }
        if (rest.microseconds != 0) {
            return false;
        }
        const ModelledCalls& calls = period.under[model];
        affected_calls += calls.affected_calls;
        price.rest += rest.price_micros;
        price.rest_if_scaled += rest.price_micros + period.compared.listed.billed.price_micros -
                                calls.scaled_price_micros;
        price.tolerance += period.compared.price_tolerance_micros();
        price.is_open = price.is_open || !period.compared.prices_compare() ||
                        period.compared.listed.unpriced_calls > 0;
    }
    return affected_calls >= fewest_affected_calls && price.holds();
}

} // namespace

ModelledCalls& ModelledCalls::operator+=(const ModelledCalls& other) noexcept {
    listed_microseconds += other.listed_microseconds;
    missing_microseconds += other.missing_microseconds;
    affected_calls += other.affected_calls;
    scaled_price_micros += other.scaled_price_micros;
    return *this;
}

std::vector<Finding> rounding_findings(const ModelledPeriod& period, std::size_t model,
                                       const std::string& readings) {
    const ComparedPeriod modelled = under_model(period, model);
    const ModelledCalls& calls = period.under[model];
    std::vector<Finding> findings = find_known_causes(modelled);
    const std::int64_t other_price =
        calls.scaled_price_micros - period.compared.listed.billed.price_micros;
    const std::int64_t rest = remainder(modelled, findings).price_micros;
    const std::int64_t tolerance = period.compared.price_tolerance_micros();
    Finding rule{causes::rounding_rule_fits,
                 {0, calls.listed_microseconds - period.compared.listed.billed.microseconds, 0},
                 calls.affected_calls,
                 Certainty::inferred,
                 readings};
    // The prices follow the billed time, or they were right all along.
    if (std::abs(rest) > tolerance && std::abs(rest - other_price) <= tolerance) {
        rule.part.price_micros = other_price;
    }
    if (!rule.part.is_zero()) {
        findings.push_back(std::move(rule));
    }
    return findings;
}

RoundingFit fit_rounding(std::span<const ModelledPeriod> periods, std::size_t model_count) {
    RoundingFit fit;
    for (std::size_t model = 0; model < model_count; ++model) {
        if (fits(periods, model)) {
            fit.fitting.push_back(model);
        }
    }
    return fit;
}

} // namespace calltally::core
