// SPDX-License-Identifier: MIT
#include "mirror.hpp"
#include "store/quarantine.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

TEST_CASE("a row is kept once, with when it was first and last seen") {
    Mirror mirror;
    CHECK(quarantined_rows(mirror.connection()) == 0);
    const QuarantinedRow bad{account_a, "calls", "CA1", "duration 'x' is not a whole number",
                             R"({"sid":"CA1","duration":"x"})"};
    quarantine(mirror.connection(), bad, at("2026-08-01 00:00:00"));
    quarantine(mirror.connection(), bad, at("2026-08-02 00:00:00"));
    CHECK(mirror.row("SELECT resource, sid, reason, raw, first_seen_at, last_seen_at "
                     "FROM quarantine") ==
          R"(calls|CA1|duration 'x' is not a whole number|{"sid":"CA1","duration":"x"}|)"
          "2026-08-01 00:00:00|2026-08-02 00:00:00");
    QuarantinedRow other = bad;
    other.raw = "{}";
    other.sid = std::nullopt;
    quarantine(mirror.connection(), other, at("2026-08-02 00:00:00"));
    CHECK(quarantined_rows(mirror.connection()) == 2);
}

TEST_CASE("a call that could be read after all leaves, and only that call of that account") {
    Mirror mirror;
    for (const auto& [account, resource, sid] :
         {std::tuple{account_a, "calls", "CA1"}, std::tuple{account_a, "calls", "CA2"},
          std::tuple{account_b, "calls", "CA1"}, std::tuple{account_a, "usage", "CA1"}}) {
        quarantine(mirror.connection(), {account, resource, sid, "odd", sid},
                   at("2026-08-01 00:00:00"));
    }
    release_from_quarantine(mirror.connection(), account_a, "CA1");
    CHECK(mirror.rows("SELECT account_sid, resource, sid FROM quarantine ORDER BY 1, 2, 3") ==
          std::vector<std::string>{account_a + "|calls|CA2", account_a + "|usage|CA1",
                                   account_b + "|calls|CA1"});
}
