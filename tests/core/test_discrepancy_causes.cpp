// SPDX-License-Identifier: MIT
#include "core/discrepancy_causes.hpp"

#include <doctest/doctest.h>

using namespace calltally::core;

TEST_CASE("certainties sort, as words, from the least certain up") {
    CHECK(name_of(Certainty::ambiguous) < name_of(Certainty::inferred));
    CHECK(name_of(Certainty::inferred) < name_of(Certainty::known));
}

TEST_CASE("the difference is usage minus log, in calls, time and price") {
    UsageSide usage;
    usage.reported = {3, 5, 7};
    LogSide log;
    log.billed = {2, 9, 7};
    CHECK(difference(usage, log) == Amounts{1, -4, 0});
}
