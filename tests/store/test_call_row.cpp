// SPDX-License-Identifier: MIT
#include "mirror.hpp"
#include "store/call_row.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

namespace {

std::vector<std::string> changed_fields(const core::Call& before, const core::Call& after) {
    std::vector<std::string> fields;
    for (const CallChange& change : changes_between(before, after)) {
        fields.emplace_back(change.field);
    }
    return fields;
}

core::Call full_call() {
    core::Call call = outbound_call(1, "2026-07-31 23:59:00", 61);
    call.parent_call_sid = call_sid(2);
    call.answered_by = "human";
    call.caller_name = "";
    call.forwarded_from = "+14155550100";
    call.phone_number_sid = "PN1";
    call.trunk_sid = "TK1";
    call.group_sid = "GP1";
    call.queue_time = 1500;
    return call;
}

} // namespace

TEST_CASE("a call is read as it was stored, in every column") {
    Mirror mirror;
    const core::Call call = full_call();
    mirror.put(call);
    SQLite::Statement query(mirror.connection(), fmt::format("SELECT {} FROM calls", call_columns));
    REQUIRE(query.getColumnCount() == call_column_count);
    REQUIRE(query.executeStep());
    const core::Call read = read_call(query);
    CHECK(changed_fields(call, read).empty());
    CHECK(read.date_updated == call.date_updated);
    CHECK(read.caller_name == ""); // an empty text, not nothing
}

TEST_CASE("every source column but the sid and the time of the update counts as a change") {
    const core::Call before = full_call();
    core::Call after = before;
    after.account_sid = account_b;
    after.parent_call_sid = std::nullopt;
    after.from_address = "a";
    after.to_address = "b";
    after.status = "busy";
    after.direction = "inbound";
    after.date_created = at("2026-01-01 00:00:00");
    after.start_time = at("2026-01-01 00:00:00");
    after.end_time = std::nullopt;
    after.duration = 0;
    after.price_micros = -1;
    after.price_unit = "EUR";
    after.answered_by = "machine";
    after.caller_name = std::nullopt;
    after.forwarded_from = "c";
    after.phone_number_sid = "PN2";
    after.trunk_sid = "TK2";
    after.group_sid = "GP2";
    after.queue_time = 0;
    auto fields = changed_fields(before, after);
    CHECK(fields.size() == call_column_count - 2);
    for (const std::string& field : fields) {
        CHECK(std::string(call_columns).find(field) != std::string::npos);
    }
    after = before;
    after.date_updated = at("2027-01-01 00:00:00");
    CHECK(changed_fields(before, after).empty());
}

TEST_CASE("changes are told as the columns hold them") {
    core::Call before = full_call();
    core::Call after = before;
    before.price_micros = std::nullopt;
    after.end_time = at("2026-08-01 00:00:02");
    const auto changes = changes_between(before, after);
    REQUIRE(changes.size() == 2);
    CHECK(changes[0].old_value == "2026-08-01 00:00:01");
    CHECK(changes[0].new_value == "2026-08-01 00:00:02");
    CHECK_FALSE(changes[1].old_value);
    CHECK(changes[1].new_value == "-13000");
}
