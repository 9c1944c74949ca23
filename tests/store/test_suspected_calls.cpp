// SPDX-License-Identifier: MIT
#include "mirror.hpp"
#include "store/suspected_calls.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

TEST_CASE("suspects keep their first time until they are asked for") {
    Mirror mirror;
    mirror.put(outbound_call(1, "2026-07-01 10:00:00", 1));
    mirror.put(outbound_call(2, "2026-07-01 10:00:00", 1));
    CHECK_FALSE(has_suspects(mirror.connection()));
    suspect(mirror.connection(), account_a, call_sid(2), at("2026-08-01 00:00:00"));
    suspect(mirror.connection(), account_a, call_sid(1), at("2026-08-02 00:00:00"));
    suspect(mirror.connection(), account_a, call_sid(2), at("2026-08-03 00:00:00"));
    CHECK(has_suspects(mirror.connection()));
    CHECK(suspected_calls(mirror.connection(), account_a) == std::vector{call_sid(1), call_sid(2)});
    CHECK(suspected_calls(mirror.connection(), account_b).empty());
    CHECK(mirror.row("SELECT min(suspected_since) FROM suspected_calls") == "2026-08-01 00:00:00");
    no_longer_suspect(mirror.connection(), call_sid(2));
    no_longer_suspect(mirror.connection(), call_sid(99)); // never was
    CHECK(suspected_calls(mirror.connection(), account_a) == std::vector{call_sid(1)});
}
