// SPDX-License-Identifier: MIT
#include "report/report_page.hpp"

#include "core/decimal.hpp"
#include "report/cells.hpp"
#include "report/month_outlook.hpp"
#include "report/status_report.hpp"
#include "store/bindings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace calltally::report {

namespace {

/// How the columns of a query become cells.
enum class As { account, text, number, minutes, price, count_change, minutes_change, price_change };

struct Source {
    Column column;
    As as = As::text;
};

Cell cell(SQLite::Statement& query, int index, As as, const AccountNames& names) {
    const auto number_at = [&] { return store::number_column(query, index); };
    switch (as) {
    case As::account:
        return names.of(query.getColumn(index).getString());
    case As::number:
        return number(number_at());
    case As::minutes:
        return minutes(number_at());
    case As::price:
        return money(number_at());
    case As::count_change:
        return count_difference(number_at());
    case As::minutes_change:
        return minutes(number_at(), true);
    case As::price_change:
        return money(number_at(), true);
    case As::text:
        break;
    }
    return text(store::text_column(query, index));
}

/// `?1`, `?2` and `?3` are account, month and category; NULL for all.
Table read(SQLite::Database& connection, const ReportFilter& filter, const AccountNames& names,
           std::string name, std::string title, const std::vector<Source>& sources,
           const std::string& sql) {
    Table table{std::move(name), std::move(title), {}, {}, {}};
    for (const Source& source : sources) {
        table.columns.push_back(source.column);
    }
    SQLite::Statement query(connection, sql);
    const auto bind = [&query](int index, const std::optional<std::string>& value) {
        if (index <= query.getBindParameterCount()) {
            store::bind_value(query, index, value);
        }
    };
    bind(1, filter.account_sid);
    bind(2, filter.month);
    bind(3, filter.category);
    while (query.executeStep()) {
        std::vector<Cell> row;
        for (std::size_t i = 0; i < sources.size(); ++i) {
            row.push_back(cell(query, static_cast<int>(i), sources[i].as, names));
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

const Source account{{"account", "account"}, As::account};
const Source month{{"month", "month"}};

Table bridge(SQLite::Database& connection, const ReportFilter& filter, const AccountNames& names) {
    return read(connection, filter, names, "call_log_bridge", "From the call log to usage",
                {account,
                 month,
                 {{"step", "step", true}, As::number},
                 {{"cause", "cause"}},
                 {{"calls", "calls", true}, As::count_change},
                 {{"minutes", "minutes", true}, As::minutes_change},
                 {{"running_calls", "calls so far", true}, As::number},
                 {{"running_minutes", "minutes so far", true}, As::minutes},
                 {{"explanation", "what it is"}}},
                "SELECT account_sid, month, step, cause, calls, microseconds, running_calls, "
                "running_microseconds, explanation FROM call_log_bridge "
                "WHERE (?1 IS NULL OR account_sid = ?1) AND (?2 IS NULL OR month = ?2) "
                "ORDER BY account_sid, month, step");
}

Table days(SQLite::Database& connection, const ReportFilter& filter, const AccountNames& names) {
    return read(connection, filter, names, "daily_discrepancies", "Log and usage, day by day",
                {account,
                 month,
                 {{"date", "day"}},
                 {{"billed_calls", "billed", true}, As::number},
                 {{"usage_count", "usage", true}, As::number},
                 {{"count_difference", "diff", true}, As::count_change},
                 {{"log_minutes", "log min", true}, As::minutes},
                 {{"usage_minutes", "usage min", true}, As::minutes},
                 {{"minutes_difference", "diff", true}, As::minutes_change},
                 {{"price_difference", "price diff", true}, As::price_change},
                 {{"state", "state"}}},
                "SELECT account_sid, substr(date, 1, 7), date, billed_calls, usage_count, "
                "count_difference, log_microseconds, usage_microseconds, difference_microseconds, "
                "price_difference_micros, state FROM daily_discrepancies "
                "WHERE (?1 IS NULL OR account_sid = ?1) "
                "AND (?2 IS NULL OR substr(date, 1, 7) = ?2) "
                "AND category = coalesce(?3, 'combined') ORDER BY account_sid, date");
}

Table calls(SQLite::Database& connection, const ReportFilter& filter, const AccountNames& names) {
    // Prices of calls are shown as charges: the log has them negative.
    return read(connection, filter, names, "discrepancy_calls", "Calls behind the causes",
                {account,
                 month,
                 {{"category", "category"}},
                 {{"cause", "cause"}},
                 {{"sid", "call"}},
                 {{"start_time", "start (UTC)"}},
                 {{"from_address", "from"}},
                 {{"to_address", "to"}},
                 {{"duration", "seconds", true}, As::number},
                 {{"billed_seconds", "billed s", true}, As::number},
                 {{"price", "price", true}, As::price}},
                fmt::format("SELECT account_sid, month, category, cause, sid, start_time, "
                            "from_address, to_address, duration, billed_seconds, price_micros "
                            "FROM (SELECT found.*, -call.price_micros AS price_micros, "
                            "row_number() OVER (PARTITION BY found.account_sid ORDER BY "
                            "found.month DESC, found.category, found.cause, found.start_time, "
                            "found.sid) AS place "
                            "FROM discrepancy_calls AS found JOIN calls AS call USING (sid) "
                            "WHERE (?1 IS NULL OR found.account_sid = ?1) "
                            "AND (?2 IS NULL OR found.month = ?2) "
                            "AND (?3 IS NULL OR found.category = ?3)) "
                            "WHERE place <= {} ORDER BY account_sid, place",
                            most_calls + 1)); // one more tells that there are more
}

Table gaps(SQLite::Database& connection, const ReportFilter& filter, const AccountNames& names) {
    return read(connection, filter, names, "coverage_gaps", "Days that are not stored",
                {account,
                 {{"resource", "of"}},
                 {{"from_date", "from"}},
                 {{"to_date", "before"}},
                 {{"days", "days", true}, As::number}},
                "SELECT account_sid, resource, from_date, to_date, days FROM coverage_gaps "
                "WHERE (?1 IS NULL OR account_sid = ?1) AND (?2 IS NULL OR "
                "(from_date < date(?2 || '-01', '+1 month') AND to_date > ?2 || '-01')) "
                "ORDER BY account_sid, resource, from_date");
}

std::map<std::pair<std::string, std::string>, std::string>
months_in_part(SQLite::Database& connection, const AccountNames& names) {
    std::map<std::pair<std::string, std::string>, std::string> months;
    for (const MonthOutlook& outlook : month_outlooks(connection)) {
        if (outlook.kind == MonthOutlook::Kind::in_part) {
            months[{names.of(outlook.account_sid), outlook.month}] = outlook.reason;
        }
    }
    return months;
}

} // namespace

ReportPage report_page(SQLite::Database& connection, const ReportFilter& filter, bool with_calls) {
    const AccountNames names(connection);
    std::vector<Table> tables = discrepancy_report(connection, filter);
    const auto take = [&tables](std::string_view name) {
        const auto found = std::find_if(tables.begin(), tables.end(),
                                        [name](const Table& table) { return table.name == name; });
        if (found == tables.end()) {
            throw std::logic_error(fmt::format("the report has no table {}", name));
        }
        return std::move(*found);
    };
    return {take("monthly_discrepancies"),
            take("discrepancy_causes"),
            take("month_status"),
            bridge(connection, filter, names),
            days(connection, filter, names),
            with_calls ? calls(connection, filter, names) : Table{},
            gaps(connection, filter, names),
            months_in_part(connection, names),
            filter.category.value_or("combined"),
            filter.month || filter.account_sid || filter.category,
            with_calls};
}

const Cell& cell_of(const Table& table, const std::vector<Cell>& row, std::string_view column) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (table.columns[i].name == column) {
            return row.at(i);
        }
    }
    throw std::logic_error(fmt::format("table {} has no column {}", table.name, column));
}

std::optional<std::int64_t> micros_of(const Cell& cell) {
    if (const auto* quantity = std::get_if<Quantity>(&cell)) {
        return quantity->micros;
    }
    if (const auto* number = std::get_if<std::int64_t>(&cell)) {
        return *number * core::micros_per_unit;
    }
    return std::nullopt;
}

Table part_of(const Table& table, const std::string& account_name,
              const std::optional<std::string>& month_wanted) {
    const auto is_dropped = [&](const Column& column) {
        return column.name == "account" || (month_wanted && column.name == "month");
    };
    Table part{table.name, table.title, {}, {}, table.notes};
    std::copy_if(table.columns.begin(), table.columns.end(), std::back_inserter(part.columns),
                 [&](const Column& column) { return !is_dropped(column); });
    for (const auto& row : table.rows) {
        if (to_text(cell_of(table, row, "account")) != account_name ||
            (month_wanted && to_text(cell_of(table, row, "month")) != *month_wanted)) {
            continue;
        }
        std::vector<Cell> kept;
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (!is_dropped(table.columns[i])) {
                kept.push_back(row[i]);
            }
        }
        part.rows.push_back(std::move(kept));
    }
    return part;
}

} // namespace calltally::report
