// SPDX-License-Identifier: MIT
//
// A report's table as a table of HTML, in a frame that scrolls by itself where it is too wide.
#pragma once

#include "report/table.hpp"

#include <ostream>
#include <string>

namespace calltally::report {

/// \param caption says what the table is, also to those who jump from table to table
void write_html_table(std::ostream& out, const Table& table, const std::string& caption);

} // namespace calltally::report
