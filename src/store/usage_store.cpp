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
    // How exactly they are stated, and in what: it decides what is rounding.
    std::optional<std::int64_t> usage_decimals;
    std::optional<std::int64_t> price_decimals;
    std::optional<std::string> price_unit;
};

void add_category(SQLite::Database& connection, const core::UsageRecord& record) {
    SQLite::Statement insert(connection,
                             "INSERT INTO usage_categories (category, kind, description) "
                             "VALUES (?1, 'unknown', ?2) ON CONFLICT DO NOTHING");
    bind_value(insert, 1, record.category);
    bind_value(insert, 2, record.description);
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
    bind_value(statement, 1, key.record.account_sid);
    bind_value(statement, 2, key.scope == UsageScope::with_subaccounts);
    bind_value(statement, 3, name_of(key.granularity));
    bind_value(statement, 4, key.record.category);
    bind_value(statement, 5, dates.start);
    bind_value(statement, 6, dates.end_inclusive);
    bind_value(statement, 7, core::name_of(key.source));
}

std::optional<StoredAmounts> find(SQLite::Database& connection, const Key& key) {
    SQLite::Statement query(connection, R"sql(
        SELECT count, usage_micros, price_micros, as_of, usage_decimals, price_decimals, price_unit
        FROM usage_records
        WHERE account_sid = ?1 AND includes_subaccounts = ?2 AND source = ?7
            AND granularity = ?3 AND category = ?4 AND start_date = ?5 AND end_date = ?6)sql");
    bind_key(query, key);
    if (!query.executeStep()) {
        return std::nullopt;
    }
    return StoredAmounts{number_column(query, 0),  number_column(query, 1), number_column(query, 2),
                         instant_column(query, 3), number_column(query, 4), number_column(query, 5),
                         text_column(query, 6)};
}

void remember(SQLite::Database& connection, const Key& key, const StoredAmounts& before,
              core::Instant now) {
    SQLite::Statement insert(connection, R"sql(
        INSERT INTO usage_record_changes (account_sid, includes_subaccounts, granularity, category,
            start_date, end_date, source, changed_at, old_count, old_usage_micros,
            old_price_micros, old_as_of)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12))sql");
    bind_key(insert, key);
    bind_value(insert, 8, now);
    bind_value(insert, 9, before.count);
    bind_value(insert, 10, before.usage_micros);
    bind_value(insert, 11, before.price_micros);
    bind_value(insert, 12, before.as_of);
    insert.exec();
}

std::optional<std::int64_t> micros_of(const std::optional<core::Decimal>& decimal) {
    std::optional<std::int64_t> micros;
    if (decimal) {
        micros = decimal->micros;
    }
    return micros;
}
std::optional<std::int64_t> decimals_of(const std::optional<core::Decimal>& decimal) {
    std::optional<std::int64_t> decimals;
    if (decimal) {
        decimals = decimal->decimals;
    }
    return decimals;
}

bool was_ever_used(SQLite::Database& connection, const Key& key) {
    SQLite::Statement query(connection, R"sql(
        SELECT 1 FROM usage_records
        WHERE account_sid = ?1 AND includes_subaccounts = ?2 AND category = ?3
            AND (count <> 0 OR usage_micros <> 0 OR price_micros <> 0)
        LIMIT 1)sql");
    bind_value(query, 1, key.record.account_sid);
    bind_value(query, 2, key.scope == UsageScope::with_subaccounts);
    bind_value(query, 3, key.record.category);
    return query.executeStep();
}

std::set<AccountMonth> months_of(const core::UsageRecord& record) {
    std::set<AccountMonth> months;
    for (const core::Month month : core::months_of(record.days)) {
        months.emplace(record.account_sid, core::format_month(month).str());
    }
    return months;
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
    const auto usage_micros = micros_of(record.usage);
    const auto price_micros = micros_of(record.price);
    const bool differs = !before || before->count != record.count ||
                         before->usage_micros != usage_micros ||
                         before->price_micros != price_micros;
    if (before && differs) {
        remember(connection, key, *before, now);
    }
    const bool is_used = record.count.value_or(0) != 0 || usage_micros.value_or(0) != 0 ||
                         price_micros.value_or(0) != 0;
    if (differs && is_used && !was_ever_used(connection, key)) {
        // That this account's usage never has the category is a cause, in any month.
        mark_all_stale(connection, record.account_sid);
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
    bind_value(put, 8, record.count);
    bind_value(put, 9, record.count_unit);
    bind_value(put, 10, usage_micros);
    bind_value(put, 11, decimals_of(record.usage));
    bind_value(put, 12, record.usage_unit);
    bind_value(put, 13, price_micros);
    bind_value(put, 14, decimals_of(record.price));
    bind_value(put, 15, record.price_unit);
    bind_value(put, 16, record.as_of);
    bind_value(put, 17, now);
    put.exec();

    // Where only as_of moved, note_usage_reading() knows of the API's; a file has but this.
    const bool is_stated_alike = before && before->usage_decimals == decimals_of(record.usage) &&
                                 before->price_decimals == decimals_of(record.price) &&
                                 before->price_unit == record.price_unit;
    if (differs || !is_stated_alike || source != core::Source::api) {
        mark_stale(connection, months_of(record));
    }
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
    bind_value(query, 1, account_sid);
    bind_value(query, 2, scope == UsageScope::with_subaccounts);
    bind_value(query, 3, name_of(granularity));
    bind_value(query, 4, category);
    bind_value(query, 5, days.from);
    bind_value(query, 6, days.to);
    std::vector<std::pair<core::UsageRecord, StoredAmounts>> absent;
    while (query.executeStep()) {
        core::UsageRecord record;
        record.account_sid = account_sid;
        record.category = query.getColumn(0).getString();
        const core::Date start = date_column(query, 1).value();
        record.days = core::from_usage_dates({start, date_column(query, 2).value()});
        if (!listed.contains({record.category, start})) {
            absent.emplace_back(std::move(record), StoredAmounts{number_column(query, 3),
                                                                 number_column(query, 4),
                                                                 number_column(query, 5),
                                                                 instant_column(query, 6),
                                                                 {},
                                                                 {},
                                                                 {}});
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

void confirm_days(SQLite::Database& connection, std::string_view account_sid,
                  std::string_view category, const core::DateRange& month) {
    SQLite::Statement update(connection, R"sql(
        UPDATE usage_records AS day SET as_of = whole.as_of
        FROM usage_records AS whole
        WHERE day.account_sid = ?1 AND day.includes_subaccounts = 0 AND day.source = 'api'
            AND day.granularity = 'daily' AND day.category = ?2
            AND day.start_date >= ?3 AND day.start_date < ?4
            AND whole.account_sid = ?1 AND whole.includes_subaccounts = 0 AND whole.source = 'api'
            AND whole.granularity = 'monthly' AND whole.category = ?2
            AND whole.start_date >= ?3 AND whole.start_date < ?4
            AND day.as_of < whole.as_of)sql");
    bind_value(update, 1, account_sid);
    bind_value(update, 2, category);
    bind_value(update, 3, month.from);
    bind_value(update, 4, month.to);
    update.exec();
}

std::int64_t usage_of_no_month(SQLite::Database& connection, core::Source source,
                               core::Instant put_at, core::Date today) {
    SQLite::Statement query(connection, R"sql(
        SELECT count(*) FROM usage_records
        WHERE source = ?1 AND fetched_at = ?2 AND (granularity = 'range'
            OR (granularity = 'monthly' AND date(end_date, '+1 day') < min(
                ?3, date(start_date, 'start of month', '+1 month')))))sql");
    bind_value(query, 1, core::name_of(source));
    bind_value(query, 2, put_at);
    bind_value(query, 3, today);
    query.executeStep();
    return query.getColumn(0).getInt64();
}

bool has_usage(SQLite::Database& connection, std::string_view account_sid, Granularity granularity,
               UsageScope scope, std::string_view category, const core::DateRange& days) {
    SQLite::Statement query(connection, R"sql(
        SELECT 1 FROM usage_records
        WHERE account_sid = ?1 AND includes_subaccounts = ?2 AND source = 'api'
            AND granularity = ?3 AND (?4 = '' OR category = ?4) AND start_date < ?6 AND end_date >= ?5
            AND (count <> 0 OR usage_micros <> 0 OR price_micros <> 0)
        LIMIT 1)sql");
    bind_value(query, 1, account_sid);
    bind_value(query, 2, scope == UsageScope::with_subaccounts);
    bind_value(query, 3, name_of(granularity));
    bind_value(query, 4, category);
    bind_value(query, 5, days.from);
    bind_value(query, 6, days.to);
    return query.executeStep();
}

bool counts_calls(SQLite::Database& connection, std::string_view account_sid,
                  const core::DateRange& days) {
    SQLite::Statement query(connection, R"sql(
        SELECT 1 FROM usage_records JOIN usage_categories USING (category)
        WHERE account_sid = ?1 AND includes_subaccounts = 0 AND source = 'api'
            AND kind IN ('comparison', 'flex', 'part', 'rollup')
            AND start_date < ?3 AND end_date >= ?2 AND count <> 0
        LIMIT 1)sql");
    bind_value(query, 1, account_sid);
    bind_value(query, 2, days.from);
    bind_value(query, 3, days.to);
    return query.executeStep();
}

} // namespace calltally::store
