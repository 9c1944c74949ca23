// SPDX-License-Identifier: MIT
//
// Looks for the causes of every difference of an account and month, in the order in which they
// may be claimed: what rows show, what a pricing model fits, what calls across midnight fit, and
// last what is true whatever happened.
#pragma once

#include "core/timestamp.hpp"
#include "store/call_reading.hpp"
#include "store/modelled_months.hpp"
#include "store/month_comparison.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace calltally::store {

class CauseSearch {
public:
    CauseSearch(SQLite::Database& connection, const MonthComparison& month,
                ModelledMonths& modelled_months, core::Instant now);

    /// The month's categories with all that is found of them.
    std::vector<CategoryComparison> run();

    /// Whether calls were found that usage counts in the month before, or in the one after: what
    /// they take from here they bring there. By category: usage minus log of this month.
    using AcrossBoundary = std::map<std::string, core::Amounts>;
    const AcrossBoundary& across_start() const noexcept { return m_across_start; }
    const AcrossBoundary& across_end() const noexcept { return m_across_end; }

private:
    /// A neighbouring month of which a category's own causes are found.
    struct Neighbour {
        std::unique_ptr<MonthComparison> month;
        std::map<std::string, CategoryComparison> categories;
    };

    void find_own_causes(CategoryComparison& cells) const;
    void find_rounding(CategoryComparison& cells) const;
    void find_attributions(CategoryComparison& cells);
    void find_coarse_causes(std::vector<CategoryComparison>& all) const;
    void find_coarse_cause(CategoryComparison& cells, Period& period,
                           std::vector<std::string> other_readings) const;
    std::vector<std::string> other_readings(const std::vector<CategoryComparison>& all,
                                            std::size_t category, std::size_t period) const;
    const CategoryComparison& neighbour(Neighbour& neighbour, int months,
                                        const std::string& category);
    /// The neighbour's period next to this month; null where it was not looked at.
    static const Period* edge_of(const Neighbour& neighbour, const std::string& category,
                                 bool last);

    SQLite::Database& m_connection;
    const MonthComparison& m_month;
    ModelledMonths& m_modelled_months;
    core::Instant m_now;
    core::RoundingRules m_rules;
    CallReading m_calls;
    Neighbour m_before;
    Neighbour m_after;
    AcrossBoundary m_across_start;
    AcrossBoundary m_across_end;
};

} // namespace calltally::store
