// SPDX-License-Identifier: MIT
#include "store/rater.hpp"

#include "core/usage_category.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace calltally::store {

namespace {

using SqlFunction = void (*)(sqlite3_context*, int, sqlite3_value**);

Rater& rater_of(sqlite3_context* context) {
    return *static_cast<Rater*>(sqlite3_user_data(context));
}

void rates_anew(sqlite3_context* context, int /*count*/, sqlite3_value** values) noexcept {
    try {
        sqlite3_result_int(context, rater_of(context).rates_anew(RatedColumns(values)) ? 1 : 0);
    } catch (const std::exception& error) {
        sqlite3_result_error(context, error.what(), -1);
    }
}

/// SQL function: a number of the new rating of a call_id.
template <std::optional<std::int64_t> core::BilledTime::*number>
void of_new_rating(sqlite3_context* context, int /*count*/, sqlite3_value** values) noexcept {
    try {
        const auto& value = rater_of(context).new_rating(sqlite3_value_int64(values[0])).*number;
        if (value) {
            sqlite3_result_int64(context, *value);
        }
    } catch (const std::exception& error) {
        sqlite3_result_error(context, error.what(), -1);
    }
}

struct Definition {
    const char* name;
    int arguments; ///< -1: any number
    SqlFunction function;
};
constexpr std::array<Definition, 3> definitions{{
    {"rates_anew", -1, rates_anew},
    {"new_billed_seconds", 1, of_new_rating<&core::BilledTime::seconds>},
    {"new_rounding_rule_id", 1, of_new_rating<&core::BilledTime::rule_id>},
}};

/// \param rater null: takes the function away
int define(SQLite::Database& connection, const Definition& definition, Rater* rater) noexcept {
    return sqlite3_create_function_v2(connection.getHandle(), definition.name, definition.arguments,
                                      SQLITE_UTF8 | SQLITE_DIRECTONLY, rater,
                                      rater == nullptr ? nullptr : definition.function, nullptr,
                                      nullptr, nullptr);
}

} // namespace

std::string_view RatedColumns::text(int index) const noexcept {
    const auto* bytes = static_cast<const char*>(sqlite3_value_blob(m_values[index]));
    return {bytes, static_cast<std::size_t>(sqlite3_value_bytes(m_values[index]))};
}

std::optional<std::int64_t> RatedColumns::number(int index) const noexcept {
    return sqlite3_value_type(m_values[index]) == SQLITE_NULL
               ? std::nullopt
               : std::optional<std::int64_t>{sqlite3_value_int64(m_values[index])};
}

bool Rater::rates_anew(const RatedColumns& call) {
    const core::RatedLeg leg = leg_of(call);
    if (!is_in_scope(leg)) {
        return false;
    }
    ++m_result.calls_looked_at;
    const core::BilledTime before = call.billed();
    const core::BilledTime after = core::rate_billed_leg(leg, call.duration(), m_rules);
    if (before == after) {
        return false;
    }
    ++m_result.calls_changed;
    const std::int64_t longer = after.seconds.value_or(0) - before.seconds.value_or(0);
    m_result.billed_seconds_change += longer;
    const std::string_view category = call.usage_category();
    m_days.bill_longer(call.account_sid(), call.usage_date(),
                       category.empty() ? core::usage_categories::unmapped : category,
                       call.is_missing() ? CallDays::Presence::missing : CallDays::Presence::listed,
                       call.price_unit(), longer);
    m_new_ratings.emplace_back(call.call_id(), after);
    return true;
}

const core::BilledTime& Rater::new_rating(std::int64_t call_id) const {
    // SQLite writes each row as it finds it, but need not.
    if (!m_new_ratings.empty() && m_new_ratings.back().first == call_id) {
        return m_new_ratings.back().second;
    }
    const auto found =
        std::lower_bound(m_new_ratings.begin(), m_new_ratings.end(), call_id,
                         [](const auto& rating, std::int64_t id) { return rating.first < id; });
    if (found == m_new_ratings.end() || found->first != call_id) {
        throw std::out_of_range("a call that is not rated anew");
    }
    return found->second;
}

core::RatedLeg Rater::leg_of(const RatedColumns& call) {
    core::RatedLeg leg;
    leg.account_sid = call.account_sid();
    if (const std::string_view category = call.usage_category(); !category.empty()) {
        leg.category = category;
    }
    leg.from_address = call.from_address();
    leg.to_address = call.to_address();
    // Neighbours mostly started on one day.
    if (const std::string_view date = call.usage_date(); date != m_date_text) {
        m_date_text = date;
        m_date = core::parse_date(date);
    }
    leg.start_date = m_date;
    return leg;
}

bool Rater::is_in_scope(const core::RatedLeg& leg) const {
    if ((m_scope.account_sid && *m_scope.account_sid != leg.account_sid) ||
        (m_scope.category && (!leg.category || *m_scope.category != *leg.category))) {
        return false;
    }
    if (!leg.start_date) {
        return m_scope.with_undated;
    }
    return (!m_scope.from || *m_scope.from <= *leg.start_date) &&
           (!m_scope.to || *leg.start_date < *m_scope.to);
}

RatingFunctions::RatingFunctions(SQLite::Database& connection, Rater& rater)
    : m_connection(connection) {
    for (const Definition& definition : definitions) {
        if (const int code = define(connection, definition, &rater); code != SQLITE_OK) {
            throw SQLite::Exception(connection.getHandle(), code);
        }
    }
}

RatingFunctions::~RatingFunctions() {
    for (const Definition& definition : definitions) {
        define(m_connection, definition, nullptr);
    }
}

} // namespace calltally::store
