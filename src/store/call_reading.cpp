// SPDX-License-Identifier: MIT
#include "store/call_reading.hpp"

#include "core/usage_category.hpp"
#include "store/bindings.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace calltally::store {

namespace {

/// Seconds each, price each: what makes calls alike.
using Kind = std::pair<std::int64_t, std::optional<std::int64_t>>;

class Grouping {
public:
    void add(const Kind& kind, std::string sid) {
        Members& members = m_kinds[kind];
        ++members.count;
        if (m_kept < most_kept) {
            members.sids.push_back(std::move(sid));
            ++m_kept;
        }
    }

    CallGroups take() {
        CallGroups groups;
        for (auto& [kind, members] : m_kinds) {
            groups.kinds.push_back(
                {kind.first * core::microseconds_per_second, kind.second, members.count});
            const bool is_whole = std::cmp_equal(members.sids.size(), members.count);
            groups.sids.push_back(is_whole ? std::move(members.sids) : std::vector<std::string>{});
        }
        return groups;
    }

private:
    static constexpr std::size_t most_kept = 50'000;
    struct Members {
        std::int64_t count = 0;
        std::vector<std::string> sids;
    };
    std::map<Kind, Members> m_kinds;
    std::size_t m_kept = 0;
};

/// A charge is positive.
std::optional<std::int64_t> charge_column(SQLite::Statement& query, int index) {
    const auto price = number_column(query, index);
    return price ? std::optional{-*price} : std::nullopt;
}

} // namespace

std::vector<std::string> CallGroups::sids_of(std::span<const std::int64_t> chosen) const {
    std::vector<std::string> found;
    for (std::size_t i = 0; i < chosen.size() && i < sids.size(); ++i) {
        if (chosen[i] > 0) {
            found.insert(found.end(), sids[i].begin(), sids[i].end());
        }
    }
    return found;
}

CallReading::CallReading(SQLite::Database& connection, std::string_view account_sid,
                         const core::RoundingRules& rules)
    : m_connection(connection), m_account_sid(account_sid), m_rules(rules) {}

CallGroups CallReading::billed_where(const char* condition, const std::string& category,
                                     const core::DateRange& days, core::Date boundary) const {
    SQLite::Statement query(m_connection, fmt::format(R"sql(
        SELECT sid, coalesce(billed_seconds, 0), price_micros FROM calls
        WHERE account_sid = ?1 AND usage_date >= ?2 AND usage_date < ?3
            AND coalesce(usage_category, '(unmapped)') = ?4
            AND is_billed = 1 AND missing_since IS NULL AND {})sql",
                                                      condition));
    bind_value(query, 1, m_account_sid);
    bind_value(query, 2, days.from);
    bind_value(query, 3, days.to);
    bind_value(query, 4, category);
    bind_value(query, 5, core::Instant{boundary});
    Grouping grouping;
    while (query.executeStep()) {
        grouping.add({query.getColumn(1).getInt64(), charge_column(query, 2)},
                     query.getColumn(0).getString());
    }
    return grouping.take();
}

CallGroups CallReading::billed(const std::string& category, const core::DateRange& days) const {
    return billed_where("?5 IS NOT NULL", category, days, days.from);
}

CallGroups CallReading::end_later(const std::string& category, const core::DateRange& left) const {
    return billed_where("end_time >= ?5", category, left, left.to);
}

CallGroups CallReading::created_earlier(const std::string& category,
                                        const core::DateRange& right) const {
    return billed_where("date_created < ?5", category, right, right.from);
}

CallGroups CallReading::unbilled(const std::string& category, const core::DateRange& days,
                                 bool zero_takes_minimum) const {
    SQLite::Statement query(m_connection, R"sql(
        SELECT sid, usage_date, coalesce(from_address, ''), coalesce(to_address, ''),
            coalesce(duration, 0), price_micros
        FROM calls
        WHERE account_sid = ?1 AND usage_date >= ?2 AND usage_date < ?3
            AND coalesce(usage_category, '(unmapped)') = ?4
            AND is_billed = 0 AND missing_since IS NULL
            AND status NOT IN ('queued', 'ringing', 'in-progress'))sql");
    bind_value(query, 1, m_account_sid);
    bind_value(query, 2, days.from);
    bind_value(query, 3, days.to);
    bind_value(query, 4, category);
    Grouping grouping;
    while (query.executeStep()) {
        const std::string from = query.getColumn(2).getString();
        const std::string to = query.getColumn(3).getString();
        const core::RoundingRule* rule =
            m_rules.select({m_account_sid, category, from, to, date_column(query, 1)});
        const core::PricingModel model = rule != nullptr ? rule->model : core::PricingModel{};
        const std::int64_t duration = query.getColumn(4).getInt64();
        const std::int64_t seconds = duration == 0 && zero_takes_minimum
                                         ? model.minimum
                                         : core::billed_seconds(duration, model).value_or(0);
        grouping.add({seconds, charge_column(query, 5)}, query.getColumn(0).getString());
    }
    return grouping.take();
}

core::PricingModel CallReading::model_of(const std::string& category, core::Date date) const {
    const std::optional<std::string_view> of_category =
        category == core::usage_categories::unmapped ? std::nullopt
                                                     : std::optional<std::string_view>{category};
    const core::RoundingRule* rule = m_rules.select({m_account_sid, of_category, {}, {}, date});
    return rule != nullptr ? rule->model : core::PricingModel{};
}

} // namespace calltally::store
