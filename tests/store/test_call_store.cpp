// SPDX-License-Identifier: MIT
#include "mirror.hpp"
#include "store/call_store.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

TEST_CASE("a new call is stored with what the rules make of it") {
    Mirror mirror;
    CHECK(mirror.put(outbound_call(1, "2026-07-31 23:59:59", 61)) == PutResult::inserted);
    CHECK(mirror.row("SELECT usage_date, usage_month, usage_category, is_billed, billed_seconds, "
                     "rounding_rule_id, settled, source, first_seen_at, checked_at, missing_since "
                     "FROM calls") ==
          "2026-07-31|2026-07|calls-outbound|1|120|1|1|api|2026-08-03 09:00:00|-|-");
    CHECK(mirror.rows("SELECT * FROM call_changes").empty());
}

TEST_CASE("the same call again changes nothing at all") {
    Mirror mirror;
    const core::Call call = outbound_call(1, "2026-07-01 10:00:00", 61);
    mirror.put(call);
    mirror.close();
    const auto before = mirror.rows("SELECT * FROM calls");
    CHECK(mirror.put(call, "2026-08-04 00:00:00") == PutResult::unchanged);
    CHECK(mirror.rows("SELECT * FROM calls") == before);
    CHECK(mirror.rows("SELECT * FROM stale_months").empty());
}

TEST_CASE("what changed is stored, and remembered field by field") {
    Mirror mirror;
    core::Call call = outbound_call(1, "2026-08-01 10:00:00", 61, std::nullopt);
    mirror.put(call);
    CHECK(mirror.row("SELECT settled FROM calls") == "0");
    call.price_micros = -26'000;
    call.date_updated = at("2026-08-04 00:00:00");
    CHECK(mirror.put(call, "2026-08-04 01:00:00") == PutResult::changed);
    CHECK(mirror.row("SELECT price_micros, settled, first_seen_at, date_updated FROM calls") ==
          "-26000|1|2026-08-03 09:00:00|2026-08-04 00:00:00");
    CHECK(mirror.row("SELECT sid, changed_at, field, old_value, new_value FROM call_changes") ==
          call_sid(1) + "|2026-08-04 01:00:00|price_micros|-|-26000");
}

TEST_CASE("an older snapshot changes nothing") {
    Mirror mirror;
    const core::Call call = outbound_call(1, "2026-07-01 10:00:00", 61);
    mirror.put(call);
    const auto before = mirror.rows("SELECT * FROM calls");
    core::Call older = call;
    older.status = "ringing";
    older.date_updated = at("2026-07-01 10:00:00");
    CHECK(mirror.put(older) == PutResult::older);
    CHECK(mirror.rows("SELECT * FROM calls") == before);
    CHECK(mirror.rows("SELECT * FROM call_changes").empty());
}

TEST_CASE("snapshots in any order end in the same row") {
    std::vector<core::Call> snapshots;
    for (int i = 0; i < 5; ++i) {
        core::Call call = outbound_call(1, "2026-07-01 10:00:00", 61, std::nullopt);
        call.date_updated = at("2026-07-01 10:02:00") + std::chrono::hours{i};
        call.answered_by = std::to_string(i);
        if (i >= 3) {
            call.price_micros = -1'000 * i;
        }
        snapshots.push_back(call);
    }
    std::string expected;
    std::mt19937 random(7);
    for (int round = 0; round < 12; ++round) {
        Mirror mirror;
        for (const core::Call& call : snapshots) {
            mirror.put(call);
        }
        const std::string row = mirror.row("SELECT * FROM calls");
        expected = expected.empty() ? row : expected;
        CHECK(row == expected);
        std::shuffle(snapshots.begin(), snapshots.end(), random);
    }
}

TEST_CASE("a missing call is kept, and is listed again when it is seen again") {
    Mirror mirror;
    const core::Call call = outbound_call(1, "2026-07-01 10:00:00", 61);
    mirror.put(call);
    {
        CallStore calls(mirror.connection());
        Transaction transaction(mirror.connection());
        calls.mark_missing(call.sid, at("2026-08-04 00:00:00"));
        calls.mark_missing(call.sid, at("2026-08-05 00:00:00")); // since when it stays
        calls.mark_missing("CAunheardof", at("2026-08-05 00:00:00"));
        calls.write_roll_up();
        transaction.commit();
    }
    CHECK(mirror.row("SELECT missing_since FROM calls") == "2026-08-04 00:00:00");
    CHECK(mirror.rows("SELECT presence, calls FROM call_days") ==
          std::vector<std::string>{"missing|1"});
    core::Call older = call;
    older.date_updated = at("2026-07-01 10:00:30");
    older.answered_by = "machine";
    CHECK(mirror.put(older, "2026-08-06 00:00:00") == PutResult::changed);
    CHECK(mirror.row("SELECT missing_since, answered_by FROM calls") == "-|-");
    CHECK(mirror.rows("SELECT presence, calls FROM call_days") ==
          std::vector<std::string>{"listed|1"});
    CHECK(mirror.rows("SELECT field, old_value, new_value FROM call_changes ORDER BY change_id") ==
          std::vector<std::string>{"missing_since|-|2026-08-04 00:00:00",
                                   "missing_since|2026-08-04 00:00:00|-"});
}

TEST_CASE("a call settles by the passing of 72 hours, and its month is closed again") {
    Mirror mirror;
    mirror.put(outbound_call(1, "2026-08-01 10:00:00", 60, std::nullopt));
    mirror.close("2026-08");
    CallStore calls(mirror.connection());
    const auto settle = [&](std::string_view now) {
        Transaction transaction(mirror.connection());
        const bool changed = calls.settle(call_sid(1), at(now));
        calls.write_roll_up();
        transaction.commit();
        return changed;
    };
    CHECK_FALSE(settle("2026-08-04 10:01:00")); // exactly 72 hours
    CHECK(mirror.rows("SELECT * FROM stale_months").empty());
    CHECK(settle("2026-08-04 10:01:01"));
    CHECK_FALSE(settle("2026-08-05 00:00:00"));
    CHECK_FALSE(calls.settle("CAunheardof", at("2026-08-05 00:00:00")));
    CHECK(mirror.row("SELECT settled FROM calls") == "1");
    CHECK(mirror.row("SELECT unsettled_calls FROM call_days") == "0");
    CHECK(mirror.row("SELECT month FROM stale_months") == "2026-08");
    CHECK(mirror.rows("SELECT * FROM call_changes").empty()); // nothing that the source said
}

TEST_CASE("asking for a call is remembered") {
    Mirror mirror;
    mirror.put(outbound_call(1, "2026-08-01 10:00:00", 60));
    CallStore calls(mirror.connection());
    calls.mark_checked(call_sid(1), at("2026-08-04 00:00:00"));
    CHECK(mirror.row("SELECT checked_at FROM calls") == "2026-08-04 00:00:00");
}

TEST_CASE("rules come from the table, the most specific one rates the call") {
    Mirror mirror;
    mirror.connection().exec(
        "INSERT INTO rounding_rules (rule_id, minimum_seconds, increment_seconds, category, "
        "number_prefix, number_side, valid_from, valid_to) "
        "VALUES (2, 30, 6, 'calls-outbound', '+1415', 'to', '2026-07-01', '2026-08-01')");
    mirror.put(outbound_call(1, "2026-07-31 23:59:59", 31));
    mirror.put(outbound_call(2, "2026-08-01 00:00:00", 31));
    CHECK(mirror.rows("SELECT billed_seconds, rounding_rule_id FROM calls ORDER BY sid") ==
          std::vector<std::string>{"36|2", "60|1"});
}

TEST_CASE("texts are stored as they are, whatever they look like") {
    Mirror mirror;
    core::Call call = outbound_call(1, "2026-07-01 00:00:00", 1);
    call.from_address = "'\"; DROP TABLE calls;--";
    call.caller_name = "=1+1\t|\n";
    call.status = "completed\x01";
    mirror.put(call);
    CHECK(mirror.row("SELECT from_address, caller_name, status, is_billed FROM calls") ==
          "'\"; DROP TABLE calls;--|=1+1\t|\n|completed\x01|0");
}
