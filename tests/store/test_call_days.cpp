// SPDX-License-Identifier: MIT
#include "mirror.hpp"
#include "store/call_days.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

namespace {

/// The roll-up worked out from the calls by other words: what call_days must be at any time.
constexpr const char* grouped_calls = R"sql(
    SELECT account_sid, coalesce(usage_date, '') AS day, coalesce(usage_category, '(unmapped)'),
        CASE WHEN status = 'completed' THEN 'billed'
            WHEN status IN ('busy', 'failed', 'no-answer', 'canceled') THEN 'unbilled'
            WHEN status IN ('queued', 'ringing', 'in-progress') THEN 'unfinished'
            ELSE 'unknown' END,
        CASE WHEN missing_since IS NULL THEN 'listed' ELSE 'missing' END,
        coalesce(price_unit, ''), count(*), sum(coalesce(duration, 0)),
        sum(CASE WHEN status = 'completed' AND duration > 0 THEN (duration + 59) / 60 * 60 ELSE 0 END),
        sum(coalesce(price_micros, 0)), count(price_micros), sum(coalesce(duration = 0, 0)),
        sum(1 - settled)
    FROM calls GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6)sql";

template <class Value>
const Value& one_of(const std::vector<Value>& values, std::mt19937& random) {
    return values[random() % values.size()];
}

/// A call of a few, as one of its many possible snapshots.
core::Call any_snapshot(std::mt19937& random) {
    core::Call call;
    call.sid = call_sid(static_cast<int>(random() % 40));
    call.account_sid = account_a;
    call.status = one_of<std::string>({"queued", "ringing", "in-progress", "completed", "completed",
                                       "busy", "no-answer", "a-new-word"},
                                      random);
    call.direction = one_of<std::optional<std::string>>(
        {"inbound", "outbound-api", "outbound-dial", "trunking-originating", "odd", std::nullopt},
        random);
    call.from_address = one_of<std::string>({"+14155550100", "client:ann", "sip:x@y", ""}, random);
    call.to_address = one_of<std::string>({"+14155550101", "sim:1", "client:bob"}, random);
    call.date_updated = at("2026-07-01 00:00:00") + std::chrono::minutes{random() % 50};
    if (random() % 5 != 0) {
        call.start_time = at("2026-06-29 22:00:00") + std::chrono::hours{random() % 96};
        call.end_time = *call.start_time + std::chrono::seconds{random() % 200};
    }
    if (random() % 4 != 0) {
        call.duration = static_cast<std::int64_t>(random() % 200) * (random() % 4 == 0 ? 0 : 1);
    }
    if (random() % 2 != 0) {
        call.price_micros = -static_cast<std::int64_t>(random() % 5) * 7'500;
    }
    call.price_unit =
        one_of<std::optional<std::string>>({"USD", "USD", "EUR", std::nullopt}, random);
    return call;
}

} // namespace

TEST_CASE("the roll-up equals the grouped calls after any sequence of changes") {
    for (const unsigned seed : {1U, 2U, 3U, 4U}) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        Mirror mirror;
        CallStore calls(mirror.connection());
        core::Instant now = at("2026-07-02 00:00:00");
        for (int step = 0; step < 60; ++step) {
            Transaction transaction(mirror.connection());
            for (int change = 0; change < 12; ++change) {
                const std::string sid = call_sid(static_cast<int>(random() % 40));
                switch (random() % 8) {
                case 0:
                    calls.mark_missing(sid, now);
                    break;
                case 1:
                    calls.settle(sid, now);
                    break;
                default:
                    calls.put(any_snapshot(random), now);
                }
            }
            calls.write_roll_up();
            transaction.commit();
            now += std::chrono::hours{random() % 10};
            const auto stored = mirror.rows("SELECT * FROM call_days ORDER BY 1, 2, 3, 4, 5, 6");
            REQUIRE(stored == mirror.rows(grouped_calls));
        }
        CHECK(mirror.row("SELECT count(*) > 20 FROM call_days") == "1");
        CHECK(mirror.row("SELECT count(*) > 0 FROM call_days WHERE presence = 'missing'") == "1");
        CHECK(mirror.row("SELECT count(*) > 0 FROM call_changes") == "1");
    }
}

TEST_CASE("a call that moves between days leaves nothing behind and makes both months stale") {
    Mirror mirror;
    mirror.put(outbound_call(1, "2026-07-31 23:59:59", 60));
    mirror.connection().exec("DELETE FROM stale_months");
    core::Call moved = outbound_call(1, "2026-08-01 00:00:00", 60);
    moved.date_updated = at("2026-08-02 00:00:00");
    mirror.put(moved);
    CHECK(mirror.rows("SELECT usage_date, calls, billed_seconds, price_micros FROM call_days") ==
          std::vector<std::string>{"2026-08-01|1|60|-13000"});
    CHECK(mirror.rows("SELECT month FROM stale_months ORDER BY 1") ==
          std::vector<std::string>{"2026-07", "2026-08"});
}

TEST_CASE("sums that need 64 bits are whole") {
    Mirror mirror;
    for (int number = 1; number <= 3; ++number) {
        mirror.put(
            outbound_call(number, "2026-07-01 00:00:00", 3'000'000'000, -5'000'000'000'000'000));
    }
    CHECK(mirror.row("SELECT calls, duration_seconds, billed_seconds, price_micros, "
                     "typeof(price_micros) FROM call_days") ==
          "3|9000000000|9000000000|-15000000000000000|integer");
}

TEST_CASE("a call without a start or category is counted, and makes no month stale") {
    Mirror mirror;
    core::Call queued = outbound_call(1, "2026-07-01 00:00:00", 0, std::nullopt);
    queued.status = "queued";
    queued.start_time = queued.end_time = std::nullopt;
    queued.direction = "odd";
    queued.price_unit = std::nullopt;
    mirror.put(queued);
    CHECK(mirror.row("SELECT usage_date, category, status_group, presence, price_unit, calls "
                     "FROM call_days") == "|(unmapped)|unfinished|listed||1");
    CHECK(mirror.rows("SELECT * FROM stale_months").empty());
}

TEST_CASE("a month is put on the list once") {
    Mirror mirror;
    mark_stale(mirror.connection(), {{account_a, "2026-07"}});
    mark_stale(mirror.connection(), {{account_a, "2026-07"}, {account_b, "2026-07"}});
    CHECK(stale_months(mirror.connection()) ==
          std::vector<AccountMonth>{{account_a, "2026-07"}, {account_b, "2026-07"}});
}
