// SPDX-License-Identifier: MIT
#include "mirror.hpp"
#include "store/call_merge.hpp"

#include <doctest/doctest.h>

namespace {

using namespace calltally;
using core::Source;
using store::merge;
using store::SourcedCall;

using store::testing::at;

/// What the API's snapshot `seen` makes of the API's `stored`.
std::optional<core::Call> merge(const core::Call& stored, const core::Call& seen) {
    const auto merged = store::merge({stored, Source::api}, {seen, Source::api});
    return merged ? std::optional{merged->call} : std::nullopt;
}

/// A finished call as the API lists it.
core::Call finished() {
    core::Call call;
    call.sid = "CA00000000000000000000000000000001";
    call.account_sid = "AC00000000000000000000000000000001";
    call.status = "completed";
    call.from_address = "+14155550100";
    call.to_address = "+14155550101";
    call.direction = "inbound";
    call.parent_call_sid = "CA00000000000000000000000000000002";
    call.date_updated = at("2026-07-01 10:02:00");
    call.start_time = at("2026-07-01 10:00:00");
    call.end_time = at("2026-07-01 10:01:01");
    call.duration = 61;
    call.price_micros = -17000;
    call.price_unit = "USD";
    return call;
}

/// The same call as a Console export shows it.
core::Call exported() {
    core::Call call = finished();
    call.parent_call_sid.reset();
    call.date_updated.reset();
    call.end_time.reset();
    return call;
}

} // namespace

TEST_CASE("a file never takes away or replaces what the API said") {
    core::Call other = exported();
    other.duration = 75;
    other.price_micros = -99000;
    other.from_address = "+14155559999";
    other.start_time = at("2026-07-01 06:00:00");
    const auto merged = merge({finished(), Source::api}, {other, Source::console});
    REQUIRE(merged);
    CHECK(merged->source == Source::api);
    CHECK(merged->call.duration == 61);
    CHECK(merged->call.price_micros == -17000);
    CHECK(merged->call.from_address == "+14155550100");
    CHECK(merged->call.start_time == at("2026-07-01 10:00:00"));
    CHECK(merged->call.end_time == at("2026-07-01 10:01:01"));
    CHECK(merged->call.parent_call_sid == "CA00000000000000000000000000000002");
}

TEST_CASE("a file fills what the API said was null: a price that never came") {
    core::Call unpriced = finished();
    unpriced.price_micros.reset();
    const auto merged = merge({unpriced, Source::api}, {exported(), Source::console});
    REQUIRE(merged);
    CHECK(merged->call.price_micros == -17000);
    CHECK(merged->call.price_unit == "USD");
    CHECK(merged->source == Source::api);
}

TEST_CASE("a finished call in a file goes over an unfinished one, whoever stored it") {
    core::Call ringing = finished();
    ringing.status = "in-progress";
    ringing.date_updated = at("2026-07-01 10:00:00");
    ringing.end_time.reset();
    ringing.duration.reset();
    ringing.price_micros.reset();
    const auto merged = merge({ringing, Source::api}, {exported(), Source::console});
    REQUIRE(merged);
    CHECK(merged->call.status == "completed");
    CHECK(merged->call.duration == 61);
    CHECK(merged->call.price_micros == -17000);
    CHECK(merged->source == Source::api);
    SUBCASE("and an unfinished one never goes over a finished one") {
        CHECK_FALSE(merge({finished(), Source::console}, {ringing, Source::console}));
        CHECK_FALSE(merge({exported(), Source::console}, {ringing, Source::rest_csv}));
    }
}

TEST_CASE("the API's list as CSV is ordered with the API by date_updated") {
    core::Call later = finished();
    later.date_updated = at("2026-07-03 00:00:00");
    later.duration = 62;
    later.from_address = "+14155559999";
    SUBCASE("later: what moves is taken, what a call is from the beginning stays") {
        const auto merged = merge({finished(), Source::api}, {later, Source::rest_csv});
        REQUIRE(merged);
        CHECK(merged->call.duration == 62);
        CHECK(merged->call.from_address == "+14155550100");
        CHECK(merged->call.date_updated == at("2026-07-03 00:00:00"));
        CHECK(merged->source == Source::api);
    }
    SUBCASE("earlier: nothing is taken") {
        CHECK_FALSE(merge({later, Source::api}, {finished(), Source::rest_csv}));
    }
    SUBCASE("as old: only nulls are filled") {
        core::Call same = finished();
        same.duration = 99;
        same.caller_name = "ACME";
        const auto merged = merge({finished(), Source::api}, {same, Source::rest_csv});
        REQUIRE(merged);
        CHECK(merged->call.duration == 61);
        CHECK(merged->call.caller_name == "ACME");
    }
}

TEST_CASE("a source that knows more replaces one that knows less, and keeps what it lacks") {
    core::Call from_console = exported();
    from_console.start_time = at("2026-07-01 14:00:00"); // imported with the wrong zone
    core::Call from_bulk = finished();
    from_bulk.price_micros.reset();
    from_bulk.price_unit.reset();
    const auto merged = merge({from_console, Source::console}, {from_bulk, Source::bulk});
    REQUIRE(merged);
    CHECK(merged->source == Source::bulk);
    CHECK(merged->call.start_time == at("2026-07-01 10:00:00"));
    CHECK(merged->call.price_micros == -17000);
    CHECK(merged->call.parent_call_sid == "CA00000000000000000000000000000002");
    SUBCASE("the same file with the right zone mends itself") {
        const auto mended = merge({from_console, Source::console}, {exported(), Source::console});
        REQUIRE(mended);
        CHECK(mended->call.start_time == at("2026-07-01 10:00:00"));
        CHECK(mended->source == Source::console);
    }
}

TEST_CASE("the API's own row takes the place of an imported one, null as well") {
    core::Call seen = finished();
    seen.parent_call_sid.reset();
    core::Call stored = exported();
    stored.forwarded_from = "+14155550102";
    const auto merged = merge({stored, Source::console}, {seen, Source::api});
    REQUIRE(merged);
    CHECK(merged->source == Source::api);
    CHECK(merged->call.forwarded_from == std::nullopt);
    CHECK(merged->call.date_updated == at("2026-07-01 10:02:00"));
    SUBCASE("but for a price that the API does not have yet") {
        core::Call unpriced = finished();
        unpriced.price_micros.reset();
        const auto kept = merge({stored, Source::console}, {unpriced, Source::api});
        REQUIRE(kept);
        CHECK(kept->call.price_micros == -17000);
    }
}

TEST_CASE("an amount is never joined with another source's currency") {
    core::Call stored = finished();
    stored.price_unit = "EUR";
    core::Call seen = exported();
    const auto merged = merge({stored, Source::api}, {seen, Source::console});
    REQUIRE(merged);
    CHECK(merged->call.price_unit == "EUR");
    stored.price_micros.reset();
    const auto filled = merge({stored, Source::api}, {seen, Source::console});
    REQUIRE(filled);
    CHECK(filled->call.price_micros == -17000);
    CHECK(filled->call.price_unit == "USD");
}

TEST_CASE("an older snapshot is not taken") {
    const core::Call stored = finished();
    core::Call seen = stored;
    seen.status = "busy";
    seen.date_updated = *stored.date_updated - std::chrono::seconds{1};
    CHECK_FALSE(merge(stored, seen));
    seen.date_updated = stored.date_updated; // two changes within one second
    CHECK(merge(stored, seen)->status == "busy");
    seen.date_updated = std::nullopt; // a source that does not say
    CHECK(merge(stored, seen)->status == "busy");
    CHECK(merge(stored, seen)->date_updated == stored.date_updated);
}

TEST_CASE("a call that is over becomes unfinished only by a later update") {
    const core::Call stored = finished();
    core::Call seen = stored;
    seen.status = "in-progress";
    seen.end_time = std::nullopt;
    CHECK_FALSE(merge(stored, seen));
    seen.date_updated = std::nullopt;
    CHECK_FALSE(merge(stored, seen));
    seen.date_updated = *stored.date_updated + std::chrono::seconds{1};
    CHECK(merge(stored, seen)->status == "in-progress");
}

TEST_CASE("a price that was seen stays until another price is seen") {
    const core::Call stored = finished();
    core::Call seen = stored;
    seen.price_micros = std::nullopt;
    seen.price_unit = std::nullopt;
    seen.date_updated = *stored.date_updated + std::chrono::hours{1};
    CHECK(merge(stored, seen)->price_micros == -17'000);
    CHECK(merge(stored, seen)->price_unit == "USD");
    seen.price_micros = -20'000;
    seen.price_unit = "EUR";
    CHECK(merge(stored, seen)->price_micros == -20'000);
    CHECK(merge(stored, seen)->price_unit == "EUR");
}
