// SPDX-License-Identifier: MIT
#include "core/call_status.hpp"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

using namespace calltally::core;

TEST_CASE("each documented status has its group") {
    struct Row {
        std::string_view status;
        StatusGroup group;
        bool over, over_with_end;
    };
    const std::vector<Row> rows{
        {"completed", StatusGroup::billed, true, true},
        {"busy", StatusGroup::unbilled, true, true},
        {"failed", StatusGroup::unbilled, true, true},
        {"no-answer", StatusGroup::unbilled, true, true},
        {"canceled", StatusGroup::unbilled, true, true},
        {"queued", StatusGroup::unfinished, false, false},
        {"ringing", StatusGroup::unfinished, false, false},
        {"in-progress", StatusGroup::unfinished, false, false},
        {"parked", StatusGroup::unknown, false, true},
        {"", StatusGroup::unknown, false, true},
        // Exact: another spelling is another word.
        {"Completed", StatusGroup::unknown, false, true},
        {"completed ", StatusGroup::unknown, false, true},
        {"cancelled", StatusGroup::unknown, false, true},
        {"no_answer", StatusGroup::unknown, false, true},
    };
    for (const Row& row : rows) {
        CAPTURE(row.status);
        CHECK(status_group(row.status) == row.group);
        CHECK(is_billed_status(row.status) == (row.group == StatusGroup::billed));
        CHECK(is_over(row.status, false) == row.over);
        CHECK(is_over(row.status, true) == row.over_with_end);
    }
}

TEST_CASE("groups have the names that the roll-up stores") {
    CHECK(name_of(StatusGroup::billed) == "billed");
    CHECK(name_of(StatusGroup::unbilled) == "unbilled");
    CHECK(name_of(StatusGroup::unfinished) == "unfinished");
    CHECK(name_of(StatusGroup::unknown) == "unknown");
}
