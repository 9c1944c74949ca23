// SPDX-License-Identifier: MIT
#include "core/discrepancy_state.hpp"

#include <doctest/doctest.h>

using namespace calltally::core;

namespace {

/// Final, read, with calls on both sides and a difference.
ComparedCell differing_cell() {
    ComparedCell cell;
    cell.is_final = true;
    cell.usage_is_read = true;
    cell.usage_has_record = true;
    cell.log_calls = 10;
    cell.billed_calls = 8;
    cell.difference_beyond_rounding = {1, 60, 0};
    return cell;
}

} // namespace

TEST_CASE("a final cell with a difference differs, and without one agrees") {
    ComparedCell cell = differing_cell();
    CHECK(state_of(cell) == DiscrepancyState::differs);
    cell.difference_beyond_rounding = {0, 0, 1};
    CHECK(state_of(cell) == DiscrepancyState::differs);
    cell.difference_beyond_rounding = {};
    CHECK(state_of(cell) == DiscrepancyState::agrees);
}

TEST_CASE("the first state that holds is the state") {
    ComparedCell cell = differing_cell();
    cell.log_calls = 0;
    cell.billed_calls = 0;
    CHECK(state_of(cell) == DiscrepancyState::usage_only);
    cell.difference_beyond_rounding = {};
    CHECK(state_of(cell) == DiscrepancyState::agrees);
    cell.difference_beyond_rounding = {1, 0, 0};
    cell.usage_is_read = false;
    CHECK(state_of(cell) == DiscrepancyState::pending);
    cell.usage_is_read = true;
    cell.is_final = false;
    CHECK(state_of(cell) == DiscrepancyState::pending);
    cell.waiting_is_useless = true;
    CHECK(state_of(cell) == DiscrepancyState::not_comparable);
}

TEST_CASE("the log stands alone only with billed calls and no usage record") {
    ComparedCell cell = differing_cell();
    cell.usage_has_record = false;
    CHECK(state_of(cell) == DiscrepancyState::log_only);
    cell.billed_calls = 0;
    CHECK(state_of(cell) == DiscrepancyState::differs);
    cell.billed_calls = 8;
    cell.difference_beyond_rounding = {};
    CHECK(state_of(cell) == DiscrepancyState::agrees);
}

TEST_CASE("states have the names that the views show") {
    CHECK(name_of(DiscrepancyState::not_comparable) == "not comparable");
    CHECK(name_of(DiscrepancyState::pending) == "pending");
    CHECK(name_of(DiscrepancyState::agrees) == "agrees");
    CHECK(name_of(DiscrepancyState::usage_only) == "usage only");
    CHECK(name_of(DiscrepancyState::log_only) == "log only");
    CHECK(name_of(DiscrepancyState::differs) == "differs");
}
