// SPDX-License-Identifier: MIT
//
// Calls of many days, in the order in which the file holds them. An index finds them day by day,
// and neighbours in the file started on different days: read in its order, a page would be fetched
// as often as it has days.
#pragma once

#include "store/bindings.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace calltally::store {

/// Collects the ids of the days' calls, and visits them sorted, a stretch of a million at a time:
/// 8 MB, whatever the days hold.
template <class Visit>
class CallsInFileOrder {
public:
    /// \param visit called with the call's id
    CallsInFileOrder(SQLite::Database& connection, Visit visit)
        : m_ids_of_day(connection, "SELECT call_id FROM calls INDEXED BY calls_by_day "
                                   "WHERE account_sid = ?1 AND usage_date IS ?2"),
          m_visit(std::move(visit)) {}

    /// \param usage_date empty: the calls without a day
    template <class Date>
    void add_day(std::string_view account_sid, const std::optional<Date>& usage_date) {
        bind_value(m_ids_of_day, 1, account_sid);
        bind_value(m_ids_of_day, 2, usage_date);
        while (m_ids_of_day.executeStep()) {
            m_ids.push_back(m_ids_of_day.getColumn(0).getInt64());
            if (m_ids.size() == ids_at_once) {
                visit_collected();
            }
        }
        m_ids_of_day.reset();
    }

    /// To be called after the last day.
    void visit_collected() {
        std::sort(m_ids.begin(), m_ids.end());
        for (const std::int64_t id : m_ids) {
            m_visit(id);
        }
        m_ids.clear();
    }

private:
    static constexpr std::size_t ids_at_once = 1'000'000;

    SQLite::Statement m_ids_of_day;
    Visit m_visit;
    std::vector<std::int64_t> m_ids;
};

} // namespace calltally::store
