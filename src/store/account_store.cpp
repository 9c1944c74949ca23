// SPDX-License-Identifier: MIT
#include "store/account_store.hpp"

#include "store/bindings.hpp"
#include "store/call_days.hpp"

namespace calltally::store {

void put_account(SQLite::Database& connection, const core::Account& account) {
    SQLite::Statement put(connection, R"sql(
        INSERT INTO accounts (sid, friendly_name, status, type, owner_account_sid, date_created)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (sid) DO UPDATE SET
            friendly_name = coalesce(excluded.friendly_name, friendly_name),
            last_error = CASE WHEN excluded.status <> status
                THEN 'it became ' || excluded.status || ' and was not read to its end since'
                ELSE last_error END,
            status = coalesce(excluded.status, status),
            type = coalesce(excluded.type, type),
            owner_account_sid = coalesce(excluded.owner_account_sid, owner_account_sid),
            date_created = coalesce(excluded.date_created, date_created))sql");
    bind_value(put, 1, account.sid);
    bind_value(put, 2, account.friendly_name);
    bind_value(put, 3, account.status);
    bind_value(put, 4, account.type);
    bind_value(put, 5, account.owner_account_sid);
    bind_value(put, 6, account.date_created);
    put.exec();
}

std::vector<core::Account> subaccounts(SQLite::Database& connection, std::string_view owner_sid) {
    SQLite::Statement query(connection, R"sql(
        SELECT sid, friendly_name, status, type, owner_account_sid, date_created FROM accounts
        WHERE owner_account_sid = ?1 AND sid <> ?1 ORDER BY sid)sql");
    bind_value(query, 1, owner_sid);
    std::vector<core::Account> accounts;
    while (query.executeStep()) {
        core::Account account;
        account.sid = query.getColumn(0).getString();
        account.friendly_name = text_column(query, 1);
        account.status = text_column(query, 2);
        account.type = text_column(query, 3);
        account.owner_account_sid = text_column(query, 4);
        account.date_created = instant_column(query, 5);
        accounts.push_back(std::move(account));
    }
    return accounts;
}

std::optional<core::DateRange> synced_period(SQLite::Database& connection,
                                             std::string_view account_sid) {
    SQLite::Statement query(connection, "SELECT synced_since, synced_until FROM accounts "
                                        "WHERE sid = ?1 AND synced_since IS NOT NULL");
    bind_value(query, 1, account_sid);
    if (!query.executeStep()) {
        return std::nullopt;
    }
    return core::DateRange{date_column(query, 0).value(), date_column(query, 1).value()};
}

void set_synced_period(SQLite::Database& connection, std::string_view account_sid,
                       const core::DateRange& period) {
    SQLite::Statement update(
        connection, "UPDATE accounts SET synced_since = ?2, synced_until = ?3 WHERE sid = ?1");
    bind_value(update, 1, account_sid);
    bind_value(update, 2, period.from);
    bind_value(update, 3, period.to);
    update.exec();
}

void set_source(SQLite::Database& connection, std::string_view account_sid, Side side,
                core::Source source) {
    const bool is_log = side == Side::log;
    SQLite::Statement query(connection, is_log
                                            ? "SELECT log_source FROM accounts WHERE sid = ?1"
                                            : "SELECT usage_source FROM accounts WHERE sid = ?1");
    bind_value(query, 1, account_sid);
    if (query.executeStep()) {
        const auto before = core::source_named(text_column(query, 0).value_or(""));
        if (before && core::knows_as_much(*before, source)) {
            return;
        }
    }
    SQLite::Statement update(connection, is_log
                                             ? "UPDATE accounts SET log_source = ?2 WHERE sid = ?1"
                                             : "UPDATE accounts SET usage_source = ?2 "
                                               "WHERE sid = ?1");
    bind_value(update, 1, account_sid);
    bind_value(update, 2, core::name_of(source));
    update.exec();
    // Months that were worked out without this side are to be worked out with it.
    mark_all_stale(connection, account_sid);
}

std::optional<core::Instant> read_whole_at(SQLite::Database& connection,
                                           std::string_view account_sid, std::string_view status) {
    SQLite::Statement query(connection, "SELECT synced_at FROM accounts WHERE sid = ?1 "
                                        "AND status = ?2 AND last_error IS NULL");
    bind_value(query, 1, account_sid);
    bind_value(query, 2, status);
    return query.executeStep() ? instant_column(query, 0) : std::nullopt;
}

void set_outcome(SQLite::Database& connection, std::string_view account_sid, core::Instant now,
                 const std::optional<std::string>& error) {
    SQLite::Statement update(connection, "UPDATE accounts SET last_error = ?3, synced_at = "
                                         "CASE WHEN ?3 IS NULL THEN ?2 ELSE synced_at END "
                                         "WHERE sid = ?1");
    bind_value(update, 1, account_sid);
    bind_value(update, 2, now);
    bind_value(update, 3, error);
    update.exec();
}

} // namespace calltally::store
