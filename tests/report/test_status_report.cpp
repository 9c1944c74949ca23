// SPDX-License-Identifier: MIT
#include "report/status_report.hpp"
#include "store/quarantine.hpp"
#include "tests/store/mirror.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::report;
using namespace calltally::store::testing;

namespace {

Table table_of(Mirror& mirror, std::string_view name) {
    for (Table& table : status_report(mirror.connection())) {
        for (const auto& row : table.rows) {
            CHECK(row.size() == table.columns.size());
        }
        if (table.name == name) {
            return std::move(table);
        }
    }
    FAIL("there is no table ", std::string(name));
    return {};
}

/// The cell of the column in the row, as text.
std::string cell(const Table& table, std::size_t row, std::string_view column) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (table.columns[i].name == column) {
            return to_text(table.rows.at(row)[i]);
        }
    }
    FAIL("there is no column ", std::string(column));
    return {};
}

std::string waiting(Mirror& mirror, std::string_view where) {
    const Table table = table_of(mirror, "waiting");
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        if (cell(table, i, "where") == where) {
            return cell(table, i, "count");
        }
    }
    return "(no such row)";
}

} // namespace

TEST_CASE("accounts are called by their name where it is theirs alone") {
    Mirror mirror;
    for (const auto& [sid, name] : {std::pair{"AC1", "Shop"}, std::pair{"AC2", "Shop"},
                                    std::pair{"AC3", "Office"}, std::pair{"AC4", ""}}) {
        core::Account account;
        account.sid = sid;
        account.friendly_name = name;
        store::put_account(mirror.connection(), account);
    }
    const AccountNames names(mirror.connection());
    CHECK(names.of("AC3") == "Office");
    CHECK(names.of("AC4") == "AC4");
    CHECK(names.of(account_a) == account_a);
    CHECK(names.of("unheard of") == "unheard of");
    CHECK(names.of("AC1") != names.of("AC2"));
    CHECK(names.of("AC2") == "AC2");
}

TEST_CASE("an account shows what is mirrored of it and how its last sync ended") {
    Mirror mirror;
    mirror.put(outbound_call(1, "2026-07-01 00:00:00", 60));
    store::set_synced_period(mirror.connection(), account_a, days("2026-07-01", "2026-08-03"));
    store::set_outcome(mirror.connection(), account_a, at("2026-08-03 09:00:00"), std::nullopt);
    store::set_outcome(mirror.connection(), account_a, at("2026-08-04 09:00:00"), "timed out");
    const Table accounts = table_of(mirror, "accounts");
    REQUIRE(accounts.rows.size() == 1);
    CHECK(cell(accounts, 0, "sid") == account_a);
    CHECK(cell(accounts, 0, "synced_since") == "2026-07-01");
    CHECK(cell(accounts, 0, "synced_at") == "2026-08-03 09:00:00");
    CHECK(cell(accounts, 0, "calls") == "1");
    CHECK(cell(accounts, 0, "last_error") == "timed out");
}

TEST_CASE("the last five runs are shown, the newest first, and a killed one without an end") {
    Mirror mirror;
    for (int day = 1; day <= 6; ++day) {
        store::begin_run(mirror.connection(), at(fmt::format("2026-08-1{} 00:00:00", day)), "t");
    }
    const Table runs = table_of(mirror, "last_runs");
    REQUIRE(runs.rows.size() == 5);
    CHECK(cell(runs, 0, "started_at") == "2026-08-16 00:00:00");
    CHECK(cell(runs, 4, "started_at") == "2026-08-12 00:00:00");
    CHECK(cell(runs, 0, "exit_code").empty());
}

TEST_CASE("days that are not stored are shown") {
    Mirror mirror;
    store::set_synced_period(mirror.connection(), account_a, days("2026-07-01", "2026-08-03"));
    mirror.cover(store::Resource::calls, days("2026-07-01", "2026-08-01"));
    mirror.cover(store::Resource::usage_monthly, days("2026-07-01", "2026-08-03"));
    const Table gaps = table_of(mirror, "coverage_gaps");
    REQUIRE(gaps.rows.size() == 1);
    CHECK(cell(gaps, 0, "resource") == "calls");
    CHECK(cell(gaps, 0, "from_date") == "2026-08-01");
    CHECK(cell(gaps, 0, "days") == "2");
}

TEST_CASE("what waits is counted") {
    Mirror mirror;
    CHECK(waiting(mirror, "unsettled_calls") == "0");
    core::Call odd = outbound_call(1, "2026-08-02 00:00:00", 60, std::nullopt);
    odd.to_address = "sim:1";
    mirror.put(odd);
    mirror.put(outbound_call(2, "2026-08-02 00:00:00", 60));
    store::CallStore calls(mirror.connection());
    calls.mark_missing(call_sid(2), at("2026-08-03 00:00:00"));
    calls.write_roll_up();
    store::quarantine(mirror.connection(), {account_a, "calls", std::nullopt, "odd", "{}"},
                      at("2026-08-03 00:00:00"));
    CHECK(waiting(mirror, "unsettled_calls") == "1");
    CHECK(waiting(mirror, "missing_calls") == "1");
    CHECK(waiting(mirror, "unmapped_calls") == "1");
    CHECK(waiting(mirror, "quarantine") == "1");
    CHECK(waiting(mirror, "stale_months") == "1");
}

TEST_CASE("rows that could not be read are named, the newest ten of them") {
    Mirror mirror;
    CHECK(table_of(mirror, "quarantine").rows.empty());
    const auto put = [&mirror](const store::QuarantinedRow& row, std::string_view time) {
        store::quarantine(mirror.connection(), row, at(time));
    };
    const std::string usage =
        R"({"category":"calls","start_date":"2026-07-01","end_date":"2026-07-31","count":"x"})";
    put({account_a, "usage_monthly", std::nullopt, "count \"x\" is no number", usage},
        "2026-08-01 00:00:00");
    put({account_a, "calls", call_sid(7), "duration \"one\" is no number", "{}"},
        "2026-08-02 00:00:00");
    put({account_a, "calls", std::nullopt, "odd", "[" + std::string(90, 'x'), core::Source::bulk,
         "a.csv", 12},
        "2026-08-03 00:00:00");
    put({account_a, "accounts", std::nullopt, "broken", "[" + std::string(90, 'x')},
        "2026-08-04 00:00:00");
    const Table few = table_of(mirror, "quarantine");
    REQUIRE(few.rows.size() == 4);
    CHECK(few.notes.empty());
    CHECK(cell(few, 0, "row") == "[" + std::string(59, 'x'));
    CHECK(cell(few, 1, "row") == "a.csv line 12");
    CHECK(cell(few, 2, "row") == call_sid(7));
    CHECK(cell(few, 2, "resource") == "calls");
    CHECK(cell(few, 2, "reason") == "duration \"one\" is no number");
    CHECK(cell(few, 2, "first_seen_at") == "2026-08-02 00:00:00");
    CHECK(cell(few, 3, "row") == "calls 2026-07-01 to 2026-07-31");
    for (int i = 0; i < 9; ++i) {
        put({account_a, "calls", call_sid(i), "odd", fmt::format("{}", i)}, "2026-08-05 00:00:00");
    }
    const Table many = table_of(mirror, "quarantine");
    CHECK(many.rows.size() == 10);
    REQUIRE(many.notes.size() == 1);
    CHECK(many.notes.front() == "and 3 more, in the table `quarantine`.");
}
