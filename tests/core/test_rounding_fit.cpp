// SPDX-License-Identifier: MIT
#include "core/rounding_fit.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace calltally::core;

namespace {

constexpr std::int64_t second = microseconds_per_second;
constexpr std::array<PricingModel, 3> models{{{60, 60}, {6, 6}, {30, 6}}};

/// A day of calls of such durations, each at 100 micros a minute under 60/60, and its usage under
/// the model at `billed`.
ModelledPeriod day(const std::vector<std::int64_t>& durations, std::size_t billed) {
    ModelledPeriod result;
    result.under.resize(models.size());
    result.compared.log_covered = true;
    result.compared.usage.emplace();
    for (const std::int64_t duration : durations) {
        const std::int64_t rated = *billed_seconds(duration);
        const std::int64_t price = rated / 60 * 100;
        LogSide call;
        call.log_calls = 1;
        call.billed = {1, rated * second, price};
        result.compared.listed += call;
        for (std::size_t i = 0; i < models.size(); ++i) {
            const std::int64_t seconds = *billed_seconds(duration, models[i]);
            result.under[i] +=
                {seconds * second, 0, seconds != rated ? 1 : 0, price * seconds / rated};
        }
        result.compared.usage->reported +=
            {1, *billed_seconds(duration, models[billed]) * second, price};
    }
    return result;
}

} // namespace

TEST_CASE("the one model under which every day comes out is found") {
    const std::vector<ModelledPeriod> month{day({7, 61, 100}, 1), day({12, 13}, 1), day({60}, 1)};
    CHECK(fit_rounding(month, models.size()).fitting == std::vector<std::size_t>{1});
}

TEST_CASE("where the calls do not tell two models apart, both fit") {
    const std::vector<ModelledPeriod> month{day({61, 100}, 1), day({45}, 1)};
    CHECK(fit_rounding(month, models.size()).fitting == std::vector<std::size_t>{1, 2});
}

TEST_CASE("a day that does not come out rules the model out") {
    const std::vector<ModelledPeriod> month{day({7, 61, 100}, 1), day({61}, 0)};
    CHECK(fit_rounding(month, models.size()).fitting.empty());
}

TEST_CASE("a day whose number of calls does not come out says nothing about rounding") {
    std::vector<ModelledPeriod> month{day({7, 61, 100}, 1), day({61}, 1)};
    month[1].compared.usage->reported.calls += 1;
    CHECK(fit_rounding(month, models.size()).fitting == std::vector<std::size_t>{1});
}

TEST_CASE("one odd call is no pricing model") {
    const std::vector<ModelledPeriod> month{day({7, 60, 120}, 1)};
    CHECK(month[0].under[1].affected_calls == 1);
    CHECK(fit_rounding(month, models.size()).fitting.empty());
}

TEST_CASE("a price that fits neither way rules the model out, one that follows the time does not") {
    std::vector<ModelledPeriod> month{day({7, 61, 100}, 1), day({12, 13}, 1)};
    month[0].compared.usage->reported.price_micros += 1000;
    CHECK(fit_rounding(month, models.size()).fitting.empty());
    month = {day({7, 61, 100}, 1), day({12, 13}, 1)};
    for (ModelledPeriod& period : month) {
        period.compared.usage->reported.price_micros = period.under[1].scaled_price_micros;
    }
    CHECK(fit_rounding(month, models.size()).fitting == std::vector<std::size_t>{1});
}

TEST_CASE("the parts found under a model add up to the difference under the rules") {
    ModelledPeriod given = day({7, 61, 100}, 1);
    LogSide missing;
    missing.billed = {1, 60 * second, 100};
    given.compared.missing = missing;
    given.under[1].missing_microseconds = 12 * second;
    given.compared.usage->reported += {1, 12 * second, 100};
    const auto findings = rounding_findings(given, 1, "6/6");
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].cause == causes::deleted_upstream);
    CHECK(findings[0].part == Amounts{1, 12 * second, 100});
    CHECK(findings[1].cause == causes::rounding_rule_fits);
    CHECK(findings[1].affected_calls == 3);
    CHECK(findings[1].readings == "6/6");
    CHECK(remainder(given.compared, findings) == Amounts{});
}
