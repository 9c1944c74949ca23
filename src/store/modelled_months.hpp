// SPDX-License-Identifier: MIT
//
// What the billed calls of a month come to under other pricing models, by category and day.
#pragma once

#include "core/billed_time.hpp"
#include "core/rounding_fit.hpp"
#include "core/rounding_rules.hpp"
#include "core/timestamp.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <list>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace calltally::store {

/// Reads the calls of a month once for all its categories, and keeps the sums of the last few
/// months: closing a month looks at both its neighbours, which are mostly closed before and after
/// it. Calls must not change while it lives.
class ModelledMonths {
public:
    explicit ModelledMonths(SQLite::Database& connection);

    /// The trade's pricing models, and those of the rules.
    std::span<const core::PricingModel> models() const noexcept { return m_models; }

    /// For each model, in the order of models().
    using Days = std::map<core::Date, std::vector<core::ModelledCalls>>;
    /// \param category as in `calls`, or `(unmapped)`
    /// Valid until the next call.
    const Days& of(const std::string& account_sid, core::Month month, const std::string& category);

private:
    struct Sums {
        std::string account_sid;
        core::Month month;
        std::map<std::string, Days> by_category;
    };

    Sums read(const std::string& account_sid, core::Month month) const;
    void add_call(SQLite::Statement& call, std::map<std::string, Days>& by_category) const;

    SQLite::Database& m_connection;
    std::vector<core::PricingModel> m_models;
    std::list<Sums> m_kept; ///< the last one asked for in front
};

} // namespace calltally::store
