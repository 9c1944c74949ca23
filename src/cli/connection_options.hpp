// SPDX-License-Identifier: MIT
//
// The options of every command that talks to a server: which one, whom to trust, as whom.
#pragma once

#include "api/curl_transport.hpp"

#include <CLI/CLI.hpp>

#include <string>

namespace calltally::cli {

struct ConnectionArguments {
    std::string base_url;         ///< empty: Twilio
    std::string ca_file;          ///< empty: the system's authorities
    std::string credentials_file; ///< empty: the environment
};

/// Adds --credentials, --base-url and --ca-file. \param arguments outlives the parsing
void add_connection_options(CLI::App& command, ConnectionArguments& arguments);

/// \throws core::Error configuration for a base URL that is none, or a region without an edge
api::TransportOptions transport_options(const ConnectionArguments& arguments);

} // namespace calltally::cli
