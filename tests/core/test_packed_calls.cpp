// SPDX-License-Identifier: MIT
#include "core/packed_calls.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <tuple>

using namespace calltally::core;

namespace {

Call full_call() {
    const auto at = [](int second) { return Instant{std::chrono::seconds{second}}; };
    Call call;
    call.sid = "CA0123456789abcdef0123456789abcdef";
    call.account_sid = "AC0123456789abcdef0123456789abcdef";
    call.status = "completed";
    call.parent_call_sid = "CAfedcba9876543210fedcba9876543210";
    call.from_address = "+14155550100";
    call.to_address = "";
    call.direction = "outbound-api";
    call.date_created = at(1);
    call.date_updated = at(2);
    call.start_time = at(3);
    call.end_time = at(2'000'000'000);
    call.duration = 0;
    call.price_micros = -13'000;
    call.price_unit = "USD";
    call.answered_by = "human";
    call.caller_name = std::string(300, 'n');
    call.forwarded_from = std::string(127, 'f');
    call.phone_number_sid = std::string(126, 'p');
    call.trunk_sid = std::string(65'536, 't');
    call.group_sid = std::string("a\0b", 3);
    call.queue_time = std::int64_t{1} << 62;
    return call;
}

/// Every field, in the order of the struct: a new one must be added here, and packed.
auto fields_of(const Call& call) {
    return std::tie(call.sid, call.account_sid, call.status, call.parent_call_sid,
                    call.from_address, call.to_address, call.direction, call.date_created,
                    call.date_updated, call.start_time, call.end_time, call.duration,
                    call.price_micros, call.price_unit, call.answered_by, call.caller_name,
                    call.forwarded_from, call.phone_number_sid, call.trunk_sid, call.group_sid,
                    call.queue_time);
}

} // namespace

TEST_CASE("a call comes out as it went in, whatever stood in its place before") {
    const Call full = full_call();
    Call bare;
    bare.sid = "CA00000000000000000000000000000000";
    bare.account_sid = "AC00000000000000000000000000000000";
    bare.status = "queued";
    PackedCalls packed({full, bare, bare, full});
    REQUIRE(packed.size() == 4);
    CHECK(packed.sid(1) == bare.sid);
    CHECK(packed.sid(3) == full.sid);
    CHECK(packed.bytes() > 2 * 65'536);
    Call call;
    for (const std::size_t index : {0U, 1U, 3U, 2U, 0U}) {
        packed.unpack(index, call);
        CHECK(fields_of(call) == fields_of(index == 0 || index == 3 ? full : bare));
    }
    packed.clear();
    CHECK(packed.size() == 0);
    packed.add(bare);
    packed.unpack(0, call);
    CHECK(fields_of(call) == fields_of(bare));
}

TEST_CASE("texts of every length are packed") {
    PackedCalls packed;
    Call call = full_call();
    for (const std::size_t length : {0U, 1U, 125U, 126U, 127U, 128U, 16'382U, 16'383U, 65'536U}) {
        call.caller_name = std::string(length, 'n');
        packed.add(call);
        Call out;
        packed.unpack(packed.size() - 1, out);
        CHECK(out.caller_name == call.caller_name);
        CHECK(out.queue_time == call.queue_time);
    }
}

TEST_CASE("the first digits are in the order of the sids") {
    PackedCalls packed;
    Call call;
    for (const char* sid : {"", "CA", "CA0", "CA01", "CA0123456", "CA012345678", "CA0123456a",
                            "CAf0000000", "CAff"}) {
        call.sid = sid;
        packed.add(call);
    }
    for (std::size_t i = 1; i < packed.size(); ++i) {
        CHECK(packed.first_digits(i - 1) <= packed.first_digits(i));
    }
    CHECK(packed.first_digits(7) == 0x6630303030303030U);
}
