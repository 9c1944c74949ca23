// SPDX-License-Identifier: MIT
#include "store/usage_store.hpp"

#include "store/bindings.hpp"
#include "store/call_days.hpp"

#include <vector>

namespace calltally::store {

namespace {

struct StoredAmounts {
    std::optional<std::int64_t> count;
    std::optional<std::int64_t> usage_micros;
    std::optional<std::int64_t> price_micros;
    std::optional<core::Instant> as_of;
};

void add_category(SQLite::Database& connection, const core::UsageRecord& record) {
    SQLite::Statement insert(connection,
                             "INSERT INTO usage_categories (category, kind, description) "
                             "VALUES (?1, 'unknown', ?2) ON CONFLICT DO NOTHING");
    bind(insert, 1, record.category);
    bind(insert, 2, record.description);
    insert.exec();
}

/// What tells a record from any other.
struct Key {
    const core::UsageRecord& record;
    Granularity granularity;
    UsageScope scope;
    core::Source source;
};

/// Binds the key to ?1 .. ?7.
void bind_key(SQLite::Statement& statement, const Key& key) {
    const core::UsageDates dates = core::to_usage_dates(key.record.days);
    bind(statement, 1, key.record.account_sid);
    bind(statement, 2, std::int64_t{key.scope == UsageScope::with_subaccounts});
    bind(statement, 3, name_of(key.granularity));
    bind(statement, 4, key.record.category);
    bind(statement, 5, dates.start);
    bind(statement, 6, dates.end_inclusive);
    bind(statement, 7, core::name_of(key.source));
}

std::optional<StoredAmounts> find(SQLite::Database& connection, const Key& key) {
    SQLite::Statement query(connection, R"sql(
        SELECT count, usage_micros, price_micros, as_of FROM usage_records
        WHERE account_sid = ?1 AND includes_subaccounts = ?2 AND source = ?7
            AND granularity = ?3 AND category = ?4 AND start_date = ?5 AND end_date = ?6)sql");
    bind_key(query, key);
    if (!query.executeStep()) {
        return std::nullopt;
    }
    return StoredAmounts{number_column(query, 0), number_column(query, 1), number_column(query, 2),
                         instant_column(query, 3)};
}

void remember(SQLite::Database& connection, const Key& key, const StoredAmounts& before,
              core::Instant now) {
    SQLite::Statement insert(connection, R"sql(
        INSERT INTO usage_record_changes (account_sid, includes_subaccounts, granularity, category,
            start_date, end_date, source, changed_at, old_count, old_usage_micros,
            old_price_micros, old_as_of)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12))sql");
    bind_key(insert, key);
    bind(insert, 8, now);
    bind(insert, 9, before.count);
    bind(insert, 10, before.usage_micros);
    bind(insert, 11, before.price_micros);
    bind(insert, 12, before.as_of);
    insert.exec();
}

} // namespace

std::string_view name_of(Granularity granularity) noexcept {
    switch (granularity) {
    case Granularity::daily:
        return "daily";
    case Granularity::monthly:
        return "monthly";
    case Granularity::range:
        break;
    }
    return "range";
}

void put_unread_usage(SQLite::Database& connection, const core::UsageRecord& record,
                      Granularity granularity, UsageScope scope, core::Instant now,
                      core::Source source) {
    if (!find(connection, {record, granularity, scope, source})) {
        put_usage_record(connection, record, granularity, scope, now, source);
    }
}

bool put_usage_record(SQLite::Database& connection, const core::UsageRecord& record,
                      Granularity granularity, UsageScope scope, core::Instant now,
                      core::Source source) {
    const Key key{record, granularity, scope, source};
    const auto before = find(connection, key);
    if (before && before->as_of && record.as_of && *record.as_of < *before->as_of) {
        return false;
    }
    add_category(connection, record);
    const auto usage_micros =
        record.usage ? std::optional{record.usage->micros} : std::optional<std::int64_t>{};
    const auto price_micros =
        record.price ? std::optional{record.price->micros} : std::optional<std::int64_t>{};
    const bool differs = !before || before->count != record.count ||
                         before->usage_micros != usage_micros ||
                         before->price_micros != price_micros;
    if (before && differs) {
        remember(connection, key, *before, now);
    }
    if (granularity == Granularity::monthly) {
        SQLite::Statement supersede(connection, R"sql(
            DELETE FROM usage_records
            WHERE account_sid = ?1 AND includes_subaccounts = ?2 AND source = ?7
                AND granularity = ?3 AND category = ?4 AND start_date = ?5 AND end_date <> ?6)sql");
        bind_key(supersede, key);
        supersede.exec();
    }

    SQLite::Statement put(connection, R"sql(
        INSERT INTO usage_records (account_sid, includes_subaccounts, granularity, category,
            start_date, end_date, source, count, count_unit, usage_micros, usage_decimals,
            usage_unit, price_micros, price_decimals, price_unit, as_of, fetched_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
        ON CONFLICT DO UPDATE SET
            count = excluded.count, count_unit = excluded.count_unit,
            usage_micros = excluded.usage_micros, usage_decimals = excluded.usage_decimals,
            usage_unit = excluded.usage_unit, price_micros = excluded.price_micros,
            price_decimals = excluded.price_decimals, price_unit = excluded.price_unit,
            as_of = excluded.as_of, fetched_at = excluded.fetched_at)sql");
    bind_key(put, key);
    bind(put, 8, record.count);
    bind(put, 9, record.count_unit);
    bind(put, 10, usage_micros);
    bind(put, 11,
         record.usage ? std::optional<std::int64_t>{record.usage->decimals}
                      : std::optional<std::int64_t>{});
    bind(put, 12, record.usage_unit);
    bind(put, 13, price_micros);
    bind(put, 14,
         record.price ? std::optional<std::int64_t>{record.price->decimals}
                      : std::optional<std::int64_t>{});
    bind(put, 15, record.price_unit);
    bind(put, 16, record.as_of);
    bind(put, 17, now);
    put.exec();

    // Also where only as_of moved: what waited for it may be comparable now.
    std::set<AccountMonth> months;
    for (const core::Month month : core::months_of(record.days)) {
        months.emplace(record.account_sid, core::format_month(month).str());
    }
    mark_stale(connection, months);
    return differs;
}

void remove_absent_usage(SQLite::Database& connection, std::string_view account_sid,
                         Granularity granularity, UsageScope scope, std::string_view category,
                         const core::DateRange& days,
                         const std::set<std::pair<std::string, core::Date>>& listed,
                         core::Instant now) {
    SQLite::Statement query(connection, R"sql(
        SELECT category, start_date, end_date, count, usage_micros, price_micros, as_of
        FROM usage_records
        WHERE account_sid = ?1 AND includes_subaccounts = ?2 AND source = 'api'
            AND granularity = ?3 AND (?4 = '' OR category = ?4)
            AND start_date >= ?5 AND start_date < ?6)sql");
    bind(query, 1, account_sid);
    bind(query, 2, std::int64_t{scope == UsageScope::with_subaccounts});
    bind(query, 3, name_of(granularity));
    bind(query, 4, category);
    bind(query, 5, days.from);
    bind(query, 6, days.to);
    std::vector<std::pair<core::UsageRecord, StoredAmounts>> absent;
    while (query.executeStep()) {
        core::UsageRecord record;
        record.account_sid = account_sid;
        record.category = query.getColumn(0).getString();
        const core::Date start = date_column(query, 1).value();
        record.days = core::from_usage_dates({start, date_column(query, 2).value()});
        if (!listed.contains({record.category, start})) {
            absent.emplace_back(std::move(record),
                                StoredAmounts{number_column(query, 3), number_column(query, 4),
                                              number_column(query, 5), instant_column(query, 6)});
        }
    }
    std::set<AccountMonth> months;
    for (const auto& [record, amounts] : absent) {
        const Key key{record, granularity, scope, core::Source::api};
        remember(connection, key, amounts, now);
        SQLite::Statement remove(connection, R"sql(
            DELETE FROM usage_records
            WHERE account_sid = ?1 AND includes_subaccounts = ?2 AND source = ?7
                AND granularity = ?3 AND category = ?4 AND start_date = ?5 AND end_date = ?6)sql");
        bind_key(remove, key);
        remove.exec();
        months.emplace(record.account_sid,
                       core::format_month(core::month_of(record.days.from)).str());
    }
    mark_stale(connection, months);
}

bool has_usage(SQLite::Database& connection, std::string_view account_sid, Granularity granularity,
               UsageScope scope, std::string_view category, const core::DateRange& days) {
    SQLite::Statement query(connection, R"sql(
        SELECT 1 FROM usage_records
        WHERE account_sid = ?1 AND includes_subaccounts = ?2 AND source = 'api'
            AND granularity = ?3 AND (?4 = '' OR category = ?4) AND start_date < ?6 AND end_date >= ?5
            AND (count <> 0 OR usage_micros <> 0 OR price_micros <> 0)
        LIMIT 1)sql");
    bind(query, 1, account_sid);
    bind(query, 2, std::int64_t{scope == UsageScope::with_subaccounts});
    bind(query, 3, name_of(granularity));
    bind(query, 4, category);
    bind(query, 5, days.from);
    bind(query, 6, days.to);
    return query.executeStep();
}

} // namespace calltally::store
