// SPDX-License-Identifier: MIT
//
// The report as one page of HTML that needs nothing else: no script, no network.
#pragma once

#include "report/report_page.hpp"

#include <ostream>

namespace calltally::report {

void write_html_report(std::ostream& out, const ReportPage& page);

} // namespace calltally::report
