// SPDX-License-Identifier: MIT
//
// By which clock a run is dated: the server's, unless it is plainly wrong.
#pragma once

#include "api/transport.hpp"
#include "sync/run_context.hpp"

#include <string>
#include <vector>

namespace calltally::sync {

/// Takes the run's time from the server's first answer. A date more than a day from this machine's
/// clock is not used, with a notice; only a server on this machine, such as the sample API, may
/// have a time of its own, and is asked once more whether it means it.
/// \param target what `answer` answered
/// \param notices takes what the user should know
void take_clock(RunContext& context, const api::Response& answer, const std::string& target,
                std::vector<std::string>& notices);

} // namespace calltally::sync
