// SPDX-License-Identifier: MIT
#include "store/call_days.hpp"

#include "core/discrepancy_causes.hpp"
#include "core/usage_category.hpp"
#include "store/bindings.hpp"

#include <functional>

namespace calltally::store {

namespace {

std::string_view name_of(CallDays::Presence presence) noexcept {
    return presence == CallDays::Presence::listed ? "listed" : "missing";
}

} // namespace

void mark_stale(SQLite::Database& connection, const std::set<AccountMonth>& months) {
    SQLite::Statement insert(connection,
                             "INSERT INTO stale_months (account_sid, month) VALUES (?1, ?2) "
                             "ON CONFLICT DO NOTHING");
    // A parent compared by usage with its subaccounts has a cause that is made of their calls.
    SQLite::Statement insert_parents(connection, R"sql(
        INSERT INTO stale_months (account_sid, month)
        SELECT account_sid, month FROM discrepancy_findings
        WHERE month = ?2 AND cause = ?3 AND account_sid IN (
            SELECT owner_account_sid FROM accounts WHERE sid = ?1
            UNION ALL
            SELECT parent.sid FROM accounts AS member CROSS JOIN accounts AS parent
            WHERE member.sid = ?1 AND member.owner_account_sid IS NULL AND parent.sid <> ?1)
        ON CONFLICT DO NOTHING)sql");
    bind_value(insert_parents, 3, core::causes::subaccounts_included);
    for (const auto& [account_sid, month] : months) {
        for (SQLite::Statement* statement : {&insert, &insert_parents}) {
            bind_value(*statement, 1, account_sid);
            bind_value(*statement, 2, month);
            statement->exec();
            statement->reset();
        }
    }
}

void mark_all_stale(SQLite::Database& connection, std::string_view account_sid) {
    SQLite::Statement insert(connection,
                             "INSERT INTO stale_months (account_sid, month) "
                             "SELECT account_sid, month FROM account_months WHERE account_sid = ?1 "
                             "ON CONFLICT DO NOTHING");
    bind_value(insert, 1, account_sid);
    insert.exec();
}

std::size_t CallDays::Hash::operator()(const KeyView& key) const noexcept {
    constexpr std::size_t factor = 31;
    const std::hash<std::string_view> hash;
    // What tells most calls apart; the others are few to a day, account and category.
    return (hash(std::get<0>(key)) * factor + hash(std::get<1>(key))) * factor +
           hash(std::get<2>(key));
}

CallDays::Sums& CallDays::cell(const KeyView& key) {
    const auto found = m_changes.find(key);
    return found != m_changes.end() ? found->second : m_changes.try_emplace(Key{key}).first->second;
}

void CallDays::count(const core::Call& call, const core::CallRating& rating, Presence presence,
                     std::int64_t sign) {
    core::FixedText<10> date{};
    if (rating.usage_date) {
        date = core::format_date(*rating.usage_date);
    }
    Sums& sums = cell({call.account_sid, rating.usage_date ? date.view() : std::string_view{},
                       rating.usage_category.value_or(core::usage_categories::unmapped),
                       core::name_of(rating.group), name_of(presence),
                       call.price_unit ? std::string_view{*call.price_unit} : std::string_view{}});
    sums.calls += sign;
    sums.duration_seconds += sign * call.duration.value_or(0);
    sums.billed_seconds += sign * rating.billed_seconds.value_or(0);
    sums.price_micros += sign * call.price_micros.value_or(0);
    sums.priced_calls += sign * (call.price_micros ? 1 : 0);
    sums.zero_second_calls += sign * (call.duration == 0 ? 1 : 0);
    sums.unsettled_calls += sign * (rating.settled ? 0 : 1);
}

void CallDays::bill_longer(std::string_view account_sid, std::string_view usage_date,
                           std::string_view category, Presence presence,
                           std::string_view price_unit, std::int64_t seconds) {
    cell({account_sid, usage_date, category, core::name_of(core::StatusGroup::billed),
          name_of(presence), price_unit})
        .billed_seconds += seconds;
}

void CallDays::write(SQLite::Database& connection) {
    SQLite::Statement put(connection, R"sql(
        INSERT INTO call_days (account_sid, usage_date, category, status_group, presence, price_unit,
            calls, duration_seconds, billed_seconds, price_micros, priced_calls, zero_second_calls,
            unsettled_calls)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        ON CONFLICT DO UPDATE SET
            calls = calls + excluded.calls,
            duration_seconds = duration_seconds + excluded.duration_seconds,
            billed_seconds = billed_seconds + excluded.billed_seconds,
            price_micros = price_micros + excluded.price_micros,
            priced_calls = priced_calls + excluded.priced_calls,
            zero_second_calls = zero_second_calls + excluded.zero_second_calls,
            unsettled_calls = unsettled_calls + excluded.unsettled_calls)sql");
    SQLite::Statement remove_empty(connection, R"sql(
        DELETE FROM call_days
        WHERE account_sid = ?1 AND usage_date = ?2 AND category = ?3 AND status_group = ?4
            AND presence = ?5 AND price_unit = ?6 AND calls = 0)sql");
    const auto bind_key = [](SQLite::Statement& statement, const Key& key) {
        bind_value(statement, 1, std::get<0>(key));
        bind_value(statement, 2, std::get<1>(key));
        bind_value(statement, 3, std::get<2>(key));
        bind_value(statement, 4, std::get<3>(key));
        bind_value(statement, 5, std::get<4>(key));
        bind_value(statement, 6, std::get<5>(key));
    };
    std::set<AccountMonth> months;
    for (const auto& [key, sums] : m_changes) {
        bind_key(put, key);
        bind_value(put, 7, sums.calls);
        bind_value(put, 8, sums.duration_seconds);
        bind_value(put, 9, sums.billed_seconds);
        bind_value(put, 10, sums.price_micros);
        bind_value(put, 11, sums.priced_calls);
        bind_value(put, 12, sums.zero_second_calls);
        bind_value(put, 13, sums.unsettled_calls);
        put.exec();
        put.reset();
        if (sums.calls <= 0) {
            bind_key(remove_empty, key);
            remove_empty.exec();
            remove_empty.reset();
        }
        if (const std::string& date = std::get<1>(key); !date.empty()) {
            months.emplace(std::get<0>(key), date.substr(0, 7));
        }
    }
    mark_stale(connection, months);
    m_changes.clear();
}

} // namespace calltally::store
