// SPDX-License-Identifier: MIT
//
// The tables of an explanation: exact ones for machines, and the two that people read beside the
// sentences.
#pragma once

#include "report/explanation.hpp"
#include "report/table.hpp"

#include <vector>

namespace calltally::report {

/// Tables `answers`, `causes`, `readings`, `bridge`, and `calls` and `calls_not_listed` if they
/// were asked for.
std::vector<Table> explanation_tables(const Explanation& explanation);

/// The bridge, its minutes rounded to two decimals.
Table bridge_for_people(const Explanation& explanation, const AccountExplanation& account);
/// The calls behind the causes, with a note on those that no list has.
Table calls_for_people(const AccountExplanation& account);

} // namespace calltally::report
