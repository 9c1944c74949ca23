// SPDX-License-Identifier: MIT
//
// The bridge from the call log to usage as a waterfall, a row a step.
#pragma once

#include "report/table.hpp"

#include <string>

namespace calltally::report {

/// \param bridge `call_log_bridge` of one account and month
/// \param id     unique in the page
/// \returns the picture; empty where there is no step
std::string svg_bridge(const Table& bridge, const std::string& id, const std::string& title);

} // namespace calltally::report
