// SPDX-License-Identifier: MIT
#include "bench/made_calls.hpp"
#include "bench/work.hpp"
#include "store/account_store.hpp"
#include "store/call_store.hpp"
#include "store/database.hpp"
#include "store/month_close.hpp"
#include "store/rounding_rule_store.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <optional>
#include <stdexcept>

namespace calltally::bench {

namespace {

constexpr core::Instant now{core::Date{std::chrono::year{2026} / 8 / 20}};

store::Database new_mirror() {
    store::Database mirror = store::Database::in_memory();
    core::Account made;
    made.sid = account;
    store::put_account(mirror.connection(), made);
    return mirror;
}

void put_all(store::Database& mirror, const std::vector<core::Call>& calls,
             store::PutResult expected) {
    store::CallStore store(mirror.connection());
    store::Transaction transaction(mirror.connection());
    for (const core::Call& call : calls) {
        if (store.put(call, now) != expected) {
            throw std::runtime_error("a call is not stored as it is meant");
        }
    }
    store.write_roll_up();
    transaction.commit();
}

/// Microseconds a call.
template <class Work>
double time_a_call(std::size_t calls, const Work& work) {
    const auto started = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::micro> taken =
        std::chrono::steady_clock::now() - started;
    return taken.count() / static_cast<double>(calls);
}

/// Other prices than before.
void reprice(std::vector<core::Call>& calls) {
    for (core::Call& call : calls) {
        call.price_micros = *call.price_micros - 1;
    }
}

void read_all(SQLite::Database& connection, const char* sql) {
    SQLite::Statement query(connection, sql);
    while (query.executeStep()) {
    }
}

} // namespace

void put_calls() {
    store::Database mirror = new_mirror();
    std::vector<core::Call> calls = made_calls(4000);
    put_all(mirror, calls, store::PutResult::inserted);
    put_all(mirror, calls, store::PutResult::unchanged);
    reprice(calls);
    put_all(mirror, calls, store::PutResult::changed);
}

void time_upsert() {
    std::vector<core::Call> calls = made_calls(100'000);
    store::Database mirror = new_mirror();
    SQLite::Database& connection = mirror.connection();
    const auto ours = [&](store::PutResult expected) {
        return time_a_call(calls.size(), [&] { put_all(mirror, calls, expected); });
    };
    const double ours_new = ours(store::PutResult::inserted);
    const double ours_known = ours(store::PutResult::unchanged);
    reprice(calls);
    const double ours_changed = ours(store::PutResult::changed);
    connection.exec("CREATE TEMP TABLE made AS SELECT * FROM calls; DELETE FROM calls");
    const auto bare = [&] {
        return time_a_call(calls.size(), [&] {
            connection.exec("INSERT INTO calls SELECT * FROM made WHERE true ON CONFLICT (sid) "
                            "DO UPDATE SET price_micros = excluded.price_micros - 1");
        });
    };
    const double bare_new = bare();
    fmt::print("{:.2f} {:.2f} {:.2f} {:.2f} {:.2f}\n", ours_new, ours_known, ours_changed, bare_new,
               bare());
}

void call_functions() {
    store::Database mirror = new_mirror();
    put_all(mirror, made_calls(2000), store::PutResult::inserted);
    for (const char* sql :
         {"SELECT count(utc_month(start_time)), count(utc_date(start_time)) FROM calls",
          "SELECT sum(billed_minutes(duration)), sum(billed_seconds(duration, 6, 6)) FROM calls",
          "SELECT count(usage_category(direction, from_address, to_address)) FROM calls",
          "SELECT count(local_time(start_time, 'America/New_York')) FROM calls",
          "SELECT count(*) FROM calls WHERE is_billed_status(status)",
          "SELECT count(*) FROM live_month_report()"}) {
        for (int i = 0; i < 5; ++i) {
            read_all(mirror.connection(), sql);
        }
    }
}

void read_views() {
    store::Database mirror = new_mirror();
    put_all(mirror, made_calls(2000), store::PutResult::inserted);
    store::close_stale_months(mirror.connection(), now, [](const store::AccountMonth&) {});
    for (int i = 0; i < 5; ++i) {
        for (const char* view :
             {"SELECT * FROM monthly_discrepancies", "SELECT * FROM daily_discrepancies",
              "SELECT * FROM discrepancy_causes", "SELECT * FROM call_log_bridge",
              "SELECT * FROM month_status", "SELECT * FROM voice_and_client_minutes",
              "SELECT * FROM usage_crosschecks", "SELECT * FROM unbilled_calls LIMIT 100",
              "SELECT * FROM call_details LIMIT 100"}) {
            read_all(mirror.connection(), view);
        }
    }
}

void time_re_rating(const std::string& path) {
    store::Database mirror = store::Database::open_for_writing(path);
    core::RoundingRule rule;
    rule.model = {6, 6};
    rule.valid_from = core::Date{std::chrono::year{2020} / 1 / 1};
    const auto started = std::chrono::steady_clock::now();
    store::RuleEditor(mirror.connection()).add(rule, std::nullopt, store::Apply::yes);
    mirror.make_durable();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started;
    fmt::print("{:.3f}\n", seconds.count());
}

} // namespace calltally::bench
