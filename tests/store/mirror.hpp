// SPDX-License-Identifier: MIT
//
// A mirror in a folder of its own, and short ways to fill it and to ask it.
#pragma once

#include "core/call.hpp"
#include "core/usage_record.hpp"
#include "store/account_store.hpp"
#include "store/call_store.hpp"
#include "store/database.hpp"
#include "store/month_close.hpp"
#include "store/sync_ledger.hpp"
#include "store/usage_store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::store::testing {

/// Removed with everything in it.
class Folder {
public:
    Folder() {
        std::string name = std::filesystem::temp_directory_path() / "calltally-store-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) {
            throw std::runtime_error("no temporary folder");
        }
        m_path = name;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string file(const std::string& name) const { return m_path / name; }

private:
    std::filesystem::path m_path;
};

inline std::string bytes_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

inline core::Instant at(std::string_view text) {
    auto parsed = core::parse_iso8601(text).value();
    parsed.offset = std::chrono::seconds{0};
    return core::to_instant(parsed).value();
}
inline core::Date day(std::string_view text) {
    return core::parse_date(text).value();
}
inline core::DateRange days(std::string_view from, std::string_view to) {
    return {day(from), day(to)};
}

/// Rows of a query as text: columns apart by `|`, NULL as `-`; numbers as SQLite writes them.
inline std::vector<std::string> rows(SQLite::Database& connection, const std::string& sql) {
    SQLite::Statement query(connection, sql);
    std::vector<std::string> result;
    while (query.executeStep()) {
        std::string row;
        for (int i = 0; i < query.getColumnCount(); ++i) {
            const SQLite::Column column = query.getColumn(i);
            row += (i == 0 ? "" : "|") + (column.isNull() ? "-" : column.getString());
        }
        result.push_back(row);
    }
    return result;
}
inline std::string row(SQLite::Database& connection, const std::string& sql) {
    const auto all = rows(connection, sql);
    if (all.size() != 1) {
        throw std::runtime_error(fmt::format("{} rows for {}", all.size(), sql));
    }
    return all.front();
}

inline const std::string account_a = "AC" + std::string(32, 'a');
inline const std::string account_b = "AC" + std::string(32, 'b');

inline std::string call_sid(int number) {
    return fmt::format("CA{:032x}", number);
}

/// A completed, priced call to a number, which started and was updated at `start`.
inline core::Call outbound_call(int number, std::string_view start, std::int64_t duration,
                                std::optional<std::int64_t> price_micros = -13'000) {
    core::Call call;
    call.sid = call_sid(number);
    call.account_sid = account_a;
    call.status = "completed";
    call.direction = "outbound-api";
    call.from_address = "+15005550006";
    call.to_address = "+14155550123";
    call.date_created = at(start);
    call.start_time = at(start);
    call.end_time = at(start) + std::chrono::seconds{duration};
    call.date_updated = call.end_time;
    call.duration = duration;
    call.price_micros = price_micros;
    call.price_unit = "USD";
    return call;
}

/// A usage record of whole micro-units with two decimals of minutes and five of money.
inline core::UsageRecord usage_record(std::string category, const core::DateRange& range,
                                      std::int64_t count, std::int64_t minutes,
                                      std::int64_t price_micros, std::string_view as_of) {
    core::UsageRecord record;
    record.account_sid = account_a;
    record.category = std::move(category);
    record.days = range;
    record.count = count;
    record.count_unit = "calls";
    record.usage = core::Decimal{minutes * 1'000'000, 0};
    record.usage_unit = "minutes";
    record.price = core::Decimal{price_micros, 5};
    record.price_unit = "USD";
    record.as_of = at(as_of);
    return record;
}

class Mirror {
public:
    Mirror() : m_database(Database::open_for_writing(path())) {
        core::Account account;
        account.sid = account_a;
        put_account(connection(), account);
        m_run = begin_run(connection(), at("2026-08-03 00:00:00"), "test");
    }

    std::string path() const { return m_folder.file("mirror.db"); }
    Database& database() { return m_database; }
    SQLite::Database& connection() { return m_database.connection(); }
    std::int64_t run_id() const { return m_run; }
    std::string row(const std::string& sql) { return testing::row(connection(), sql); }
    std::vector<std::string> rows(const std::string& sql) {
        return testing::rows(connection(), sql);
    }

    PutResult put(const core::Call& call, std::string_view now = "2026-08-03 09:00:00") {
        CallStore calls(connection());
        Transaction transaction(connection());
        const PutResult result = calls.put(call, at(now));
        calls.write_roll_up();
        transaction.commit();
        return result;
    }
    /// Stores a window that one page completed.
    std::int64_t cover(Resource resource, const core::DateRange& range,
                       std::string_view read_at = "2026-08-03 09:00:00",
                       const std::string& category = {}, const std::string& account = account_a) {
        Window window;
        window.account_sid = account;
        window.resource = resource;
        window.category = category;
        window.days = range;
        window.started_at = at(read_at);
        window.id = open_window(connection(), m_run, window);
        record_page(connection(), window, {}, std::nullopt, at(read_at));
        return window.id;
    }
    void put_usage(const core::UsageRecord& record, Granularity granularity,
                   UsageScope scope = UsageScope::own,
                   std::string_view now = "2026-08-03 09:00:00") {
        put_usage_record(connection(), record, granularity, scope, at(now));
    }
    /// Both sides were read for the whole of July 2026, by month.
    void cover_july() {
        cover(Resource::calls, days("2026-07-01", "2026-08-01"));
        cover(Resource::usage_monthly, days("2026-07-01", "2026-08-01"));
        set_source(connection(), account_a, Side::log);
        set_source(connection(), account_a, Side::usage);
    }
    void close(const std::string& month = "2026-07", std::string_view now = "2026-08-03 09:00:00") {
        close_month(connection(), {account_a, month}, at(now));
    }

private:
    Folder m_folder;
    Database m_database;
    std::int64_t m_run = 0;
};

} // namespace calltally::store::testing
