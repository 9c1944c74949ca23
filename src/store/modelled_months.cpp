// SPDX-License-Identifier: MIT
#include "store/modelled_months.hpp"

#include "core/pricing_models.hpp"
#include "core/usage_category.hpp"
#include "store/calls_in_file_order.hpp"
#include "store/rounding_rule_store.hpp"

#include <algorithm>

namespace calltally::store {

namespace {

/// A month and its neighbours.
constexpr std::size_t months_kept = 3;

std::vector<core::PricingModel> candidate_models(const core::RoundingRules& rules) {
    std::vector<core::PricingModel> models(core::common_pricing_models.begin(),
                                           core::common_pricing_models.end());
    for (const core::RoundingRule& rule : rules.in_order()) {
        if (std::find(models.begin(), models.end(), rule.model) == models.end()) {
            models.push_back(rule.model);
        }
    }
    return models;
}

/// What the call would cost if its price went with its billed time.
std::int64_t scaled_price(std::int64_t charge, std::int64_t billed, std::int64_t modelled) {
    std::int64_t product = 0;
    if (billed == 0 || __builtin_mul_overflow(charge, modelled, &product)) {
        return charge;
    }
    return product / billed;
}

} // namespace

ModelledMonths::ModelledMonths(SQLite::Database& connection)
    : m_connection(connection), m_models(candidate_models(load_rounding_rules(connection))) {}

const ModelledMonths::Days& ModelledMonths::of(const std::string& account_sid, core::Month month,
                                               const std::string& category) {
    const auto kept = std::find_if(m_kept.begin(), m_kept.end(), [&](const Sums& sums) {
        return sums.account_sid == account_sid && sums.month == month;
    });
    if (kept != m_kept.end()) {
        m_kept.splice(m_kept.begin(), m_kept, kept);
    } else {
        m_kept.push_front(read(account_sid, month));
        m_kept.resize(std::min(m_kept.size(), months_kept));
    }
    return m_kept.front().by_category[category];
}

ModelledMonths::Sums ModelledMonths::read(const std::string& account_sid, core::Month month) const {
    Sums sums{account_sid, month, {}};
    SQLite::Statement call(m_connection, R"sql(
        SELECT coalesce(usage_category, '(unmapped)'), usage_date, duration, billed_seconds,
            coalesce(-price_micros, 0), missing_since IS NOT NULL
        FROM calls
        WHERE call_id = ?1 AND is_billed = 1 AND duration IS NOT NULL
            AND billed_seconds IS NOT NULL)sql");
    CallsInFileOrder calls(m_connection, [&](std::int64_t call_id) {
        bind_value(call, 1, call_id);
        if (call.executeStep()) {
            add_call(call, sums.by_category);
        }
        call.reset();
    });
    const core::DateRange days = core::month_range(month);
    for (core::Date date = days.from; date < days.to; date += std::chrono::days{1}) {
        calls.add_day(account_sid, std::optional{date});
    }
    calls.visit_collected();
    return sums;
}

void ModelledMonths::add_call(SQLite::Statement& call,
                              std::map<std::string, Days>& by_category) const {
    const std::int64_t duration = call.getColumn(2).getInt64();
    const std::int64_t billed = call.getColumn(3).getInt64();
    const std::int64_t charge = call.getColumn(4).getInt64();
    const bool is_missing = call.getColumn(5).getInt() != 0;
    auto& day = by_category[call.getColumn(0).getString()][date_column(call, 1).value()];
    day.resize(m_models.size());
    for (std::size_t i = 0; i < m_models.size(); ++i) {
        const std::int64_t seconds = core::billed_seconds(duration, m_models[i]).value_or(billed);
        if (is_missing) {
            day[i].missing_microseconds += seconds * core::microseconds_per_second;
            continue;
        }
        day[i].listed_microseconds += seconds * core::microseconds_per_second;
        day[i].affected_calls += seconds != billed ? 1 : 0;
        day[i].scaled_price_micros += scaled_price(charge, billed, seconds);
    }
}

} // namespace calltally::store
