// SPDX-License-Identifier: MIT
#include "store/cause_search.hpp"

#include "core/boundary_attribution.hpp"
#include "core/coarse_causes.hpp"
#include "core/pricing_models.hpp"
#include "core/rounding_fit.hpp"
#include "store/rounding_rule_store.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calltally::store {

namespace {

using core::Amounts;

bool has_moved(const Amounts& rest) noexcept {
    return rest.calls != 0 || rest.microseconds != 0;
}

bool cancel_out(const Amounts& a, const Amounts& b) noexcept {
    return has_moved(a) && a.calls == -b.calls && a.microseconds == -b.microseconds;
}

bool is_first_of_month(core::Date date) {
    return core::month_range(core::month_of(date)).from == date;
}

/// The same calls with other minutes: what a pricing model could explain.
bool asks_for_rounding(const Period& period) {
    const Amounts rest = period.rest();
    return rest.calls == 0 && rest.microseconds != 0 && period.compared.log_covered;
}

std::int64_t billed_calls(const core::ModelledPeriod& period) noexcept {
    return period.compared.listed.billed.calls;
}

} // namespace

CauseSearch::CauseSearch(SQLite::Database& connection, const MonthComparison& month,
                         ModelledMonths& modelled_months, core::Instant now)
    : m_connection(connection), m_month(month), m_modelled_months(modelled_months), m_now(now),
      m_rules(load_rounding_rules(connection)), m_calls(connection, month.account_sid(), m_rules) {}

std::vector<CategoryComparison> CauseSearch::run() {
    std::vector<CategoryComparison> all;
    for (const std::string& category : m_month.categories()) {
        all.push_back(m_month.compare(category));
        find_own_causes(all.back());
    }
    for (CategoryComparison& cells : all) {
        find_attributions(cells);
    }
    find_coarse_causes(all);
    for (CategoryComparison& cells : all) {
        for (Period& period : cells.periods) {
            if (auto price = core::find_price_cause(period.compared, period.findings())) {
                period.found.push_back({std::move(*price), {}});
            }
        }
    }
    return all;
}

void CauseSearch::find_own_causes(CategoryComparison& cells) const {
    for (Period& period : cells.periods) {
        for (core::Finding& finding : core::find_known_causes(period.compared)) {
            period.found.push_back({std::move(finding), {}});
        }
    }
    if (std::any_of(cells.periods.begin(), cells.periods.end(), asks_for_rounding)) {
        find_rounding(cells);
    }
}

void CauseSearch::find_rounding(CategoryComparison& cells) const {
    const std::span<const core::PricingModel> models = m_modelled_months.models();
    const core::Month month = core::month_of(cells.periods.front().days.from);
    const ModelledMonths::Days& by_day =
        m_modelled_months.of(m_month.account_sid(), month, cells.category);
    std::vector<core::ModelledPeriod> modelled;
    for (const Period& period : cells.periods) {
        core::ModelledPeriod& sums = modelled.emplace_back();
        sums.compared = period.compared;
        sums.under.resize(models.size());
        for (auto day = by_day.lower_bound(period.days.from);
             day != by_day.end() && day->first < period.days.to; ++day) {
            for (std::size_t i = 0; i < models.size(); ++i) {
                sums.under[i] += day->second[i];
            }
        }
    }
    const core::RoundingFit fit = core::fit_rounding(modelled, models.size());
    if (fit.fitting.size() != 1) {
        for (const std::size_t model : fit.fitting) {
            cells.fitting_models.push_back(core::name_of(models[model]));
        }
        return;
    }
    const std::size_t model = fit.fitting.front();
    const std::string readings =
        fmt::format("usage bills {} where the rules say {}", core::name_of(models[model]),
                    core::name_of(m_calls.model_of(cells.category, m_month.days().from)));
    for (std::size_t i = 0; i < cells.periods.size(); ++i) {
        if (billed_calls(modelled[i]) == 0 || !modelled[i].compared.log_covered) {
            continue;
        }
        Period& period = cells.periods[i];
        period.found.clear();
        for (core::Finding& finding : core::rounding_findings(modelled[i], model, readings)) {
            period.found.push_back({std::move(finding), {}});
        }
    }
}

const CategoryComparison& CauseSearch::neighbour(Neighbour& neighbour, int months,
                                                 const std::string& category) {
    if (!neighbour.month) {
        const core::Month month = core::month_of(m_month.days().from) + std::chrono::months{months};
        neighbour.month =
            std::make_unique<MonthComparison>(m_connection, m_month.account_sid(), month, m_now);
    }
    const auto [place, is_new] = neighbour.categories.try_emplace(category);
    if (is_new) {
        place->second = neighbour.month->compare(category);
        find_own_causes(place->second);
    }
    return place->second;
}

void CauseSearch::find_attributions(CategoryComparison& cells) {
    if (cells.periods.empty()) {
        return;
    }
    std::vector<const Period*> periods;
    if (has_moved(cells.periods.front().rest())) {
        for (const Period& period : neighbour(m_before, -1, cells.category).periods) {
            periods.push_back(&period);
        }
    }
    const std::size_t first_own = periods.size();
    for (const Period& period : cells.periods) {
        periods.push_back(&period);
    }
    const std::size_t end_own = periods.size();
    if (has_moved(cells.periods.back().rest())) {
        for (const Period& period : neighbour(m_after, 1, cells.category).periods) {
            periods.push_back(&period);
        }
    }

    std::vector<core::BoundaryPeriod> boundaries;
    std::vector<std::pair<CallGroups, CallGroups>> across; // by end, by creation
    for (std::size_t i = 0; i < periods.size(); ++i) {
        const Period& period = *periods[i];
        boundaries.push_back({period.days,
                              period.rest(),
                              period.compared.price_tolerance_micros(),
                              period.compared.prices_compare(),
                              {},
                              {}});
        across.emplace_back();
        const bool is_open =
            i + 1 < periods.size() && has_moved(period.rest()) && has_moved(periods[i + 1]->rest());
        if (is_open) {
            across[i] = {m_calls.end_later(cells.category, period.days),
                         m_calls.created_earlier(cells.category, periods[i + 1]->days)};
            boundaries[i].end_later = across[i].first.kinds;
            boundaries[i].created_earlier = across[i].second.kinds;
        }
    }
    for (const core::Attribution& attribution : core::find_attributions(boundaries)) {
        const bool by_end = attribution.moved.calls > 0;
        const bool is_month = is_first_of_month(boundaries[attribution.left].days.to);
        const auto& groups =
            by_end ? across[attribution.left].first : across[attribution.left].second;
        Found found;
        found.finding = {is_month ? core::causes::attributed_to_other_month
                                  : core::causes::attributed_to_other_day,
                         -attribution.moved, std::abs(attribution.moved.calls),
                         core::Certainty::inferred,
                         by_end ? "usage counts calls on the day they end"
                                : "usage counts calls on the day they are created"};
        found.sids = groups.sids_of(attribution.chosen);
        const auto add = [&](std::size_t at) {
            if (at >= first_own && at < end_own) {
                cells.periods[at - first_own].found.push_back(found);
            }
        };
        add(attribution.left);
        found.finding.part = attribution.moved;
        add(attribution.left + 1);
        if (attribution.left + 1 == first_own && first_own > 0) {
            m_across_start[cells.category] = attribution.moved;
        }
        if (attribution.left + 1 == end_own) {
            m_across_end[cells.category] = -attribution.moved;
        }
    }
}

const Period* CauseSearch::edge_of(const Neighbour& neighbour, const std::string& category,
                                   bool last) {
    const auto cells = neighbour.categories.find(category);
    if (cells == neighbour.categories.end() || cells->second.periods.empty()) {
        return nullptr;
    }
    return last ? &cells->second.periods.back() : &cells->second.periods.front();
}

std::vector<std::string> CauseSearch::other_readings(const std::vector<CategoryComparison>& all,
                                                     std::size_t category,
                                                     std::size_t period) const {
    std::vector<std::string> readings;
    const CategoryComparison& cells = all[category];
    const Period& at = cells.periods[period];
    const Amounts rest = at.rest();
    for (const CategoryComparison& other : all) {
        const auto same = std::find_if(other.periods.begin(), other.periods.end(),
                                       [&](const Period& one) { return one.days == at.days; });
        if (&other != &cells && same != other.periods.end() && cancel_out(rest, same->rest())) {
            readings.push_back(fmt::format("calls counted {} as {}",
                                           rest.calls > 0 ? "here and not" : "not here but",
                                           other.category));
        }
    }
    const auto add_if_moved = [&](const Period* neighbour, const char* where) {
        if (neighbour != nullptr && cancel_out(rest, neighbour->rest())) {
            readings.push_back(fmt::format(
                "calls counted {} on {}", rest.calls > 0 ? "here and not" : "not here but", where));
        }
    };
    const bool is_first = period == 0;
    const bool is_last = period + 1 == cells.periods.size();
    add_if_moved(is_first ? edge_of(m_before, cells.category, true) : &cells.periods[period - 1],
                 "the day before");
    add_if_moved(is_last ? edge_of(m_after, cells.category, false) : &cells.periods[period + 1],
                 "the day after");
    return readings;
}

void CauseSearch::find_coarse_causes(std::vector<CategoryComparison>& all) const {
    struct Open {
        std::size_t category;
        std::size_t period;
        std::vector<std::string> readings;
    };
    std::vector<Open> open; // all are looked at before any is explained: they explain each other
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t k = 0; k < all[i].periods.size(); ++k) {
            if (all[i].periods[k].compared.log_covered && has_moved(all[i].periods[k].rest())) {
                open.push_back({i, k, other_readings(all, i, k)});
            }
        }
    }
    for (Open& one : open) {
        find_coarse_cause(all[one.category], all[one.category].periods[one.period],
                          std::move(one.readings));
    }
}

void CauseSearch::find_coarse_cause(CategoryComparison& cells, Period& period,
                                    std::vector<std::string> other_readings) const {
    core::UnexplainedPeriod unexplained;
    unexplained.rest = period.rest();
    unexplained.price_tolerance_micros = period.compared.price_tolerance_micros();
    unexplained.prices_compare = period.compared.prices_compare();
    unexplained.model = m_calls.model_of(cells.category, period.days.from);
    unexplained.is_charged = cells.log.billed.price_micros != 0;
    unexplained.other_readings = std::move(other_readings);
    unexplained.fitting_models = cells.fitting_models;
    CallGroups billed;
    CallGroups unbilled;
    CallGroups at_minimum;
    if (unexplained.rest.calls > 0) {
        unbilled = m_calls.unbilled(cells.category, period.days, false);
        at_minimum = m_calls.unbilled(cells.category, period.days, true);
        unexplained.unbilled = unbilled.kinds;
        unexplained.unbilled_at_minimum = at_minimum.kinds;
    } else {
        billed = m_calls.billed(cells.category, period.days);
        unexplained.billed = billed.kinds;
    }
    auto coarse = core::find_coarse_cause(unexplained);
    if (!coarse) {
        return;
    }
    const CallGroups& pinned = coarse->pinned == core::PinnedCalls::billed     ? billed
                               : coarse->pinned == core::PinnedCalls::unbilled ? unbilled
                                                                               : at_minimum;
    period.found.push_back({std::move(coarse->finding), pinned.sids_of(coarse->chosen)});
}

} // namespace calltally::store
