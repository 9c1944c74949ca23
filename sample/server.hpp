// SPDX-License-Identifier: MIT
//
// Puts the sample API on a port of 127.0.0.1.
#pragma once

#include "sample/options.hpp"
#include "sample/sample_api.hpp"

namespace calltally::sample {

/// Serves until SIGTERM, SIGINT or the end of `options.max_seconds`, then ends the process: open
/// connections are not waited for. Throws std::runtime_error if it cannot listen.
[[noreturn]] void serve(SampleApi& api, const Options& options);

} // namespace calltally::sample
