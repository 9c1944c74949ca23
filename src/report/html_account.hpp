// SPDX-License-Identifier: MIT
//
// The part of the page that is about one account.
#pragma once

#include "report/report_page.hpp"

#include <ostream>
#include <string>

namespace calltally::report {

/// \param account as the first column of the tables calls it
/// \param id      unique in the page; ids inside begin with it
void write_html_account(std::ostream& out, const ReportPage& page, const std::string& account,
                        const std::string& id);

} // namespace calltally::report
