// SPDX-License-Identifier: MIT
//
// How to read the page: the words and colours, for somebody who sees it for the first time.
#pragma once

#include <ostream>

namespace calltally::report {

void write_html_guide(std::ostream& out);

} // namespace calltally::report
