// SPDX-License-Identifier: MIT
//
// The machine's clock, for what no server dates.
#pragma once

#include "core/timestamp.hpp"

namespace calltally::cli {

/// Now; or what CALLTALLY_NOW says (`YYYY-MM-DD HH:MM:SS`, UTC), so that a run can be repeated.
/// \throws core::Error configuration: it says no time
core::Instant clock_now();

} // namespace calltally::cli
