// SPDX-License-Identifier: MIT
//
// An explanation written down: for people as an answer with its reasons, as text or Markdown; for
// machines as tables, in CSV and JSON.
#pragma once

#include "report/explanation.hpp"
#include "report/table_writers.hpp"

#include <ostream>

namespace calltally::report {

/// CSV has the causes alone, or, if they were asked for, the calls behind them.
void write(std::ostream& out, const Explanation& explanation, Format format);

} // namespace calltally::report
