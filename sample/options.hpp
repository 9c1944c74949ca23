// SPDX-License-Identifier: MIT
//
// The command line of calltally-sample-api.
#pragma once

#include "sample/account_generator.hpp"
#include "sample/scenario.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace calltally::sample {

struct Options {
    const Scenario* scenario = nullptr;
    Dimensions dimensions;
    std::optional<int> port; ///< 0: any that is free
    std::string port_file;
    std::string truth_file;
    std::string tls_certificate; ///< empty: plain http
    std::string tls_key;
    std::string faults;
    std::string log_file;
    int latency_ms = 0;
    int max_seconds = 900; ///< 0: without end
};

/// Reads the arguments. Where they ask for help, or cannot be read, says so and gives the exit
/// code in `exit_code` instead of options.
std::optional<Options> read_options(int argc, char** argv, int& exit_code);

} // namespace calltally::sample
