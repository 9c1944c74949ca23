// SPDX-License-Identifier: MIT
#include "cli/connection_options.hpp"

#include "cli/credentials.hpp"

namespace calltally::cli {

void add_connection_options(CLI::App& command, ConnectionArguments& arguments) {
    command
        .add_option("--credentials", arguments.credentials_file,
                    "File of TWILIO_...=value lines, mode 0600 (default: the environment)")
        ->type_name("FILE");
    command
        .add_option("--base-url", arguments.base_url,
                    "Scheme, host and port of a compatible server (default: Twilio)")
        ->type_name("URL");
    command
        .add_option("--ca-file", arguments.ca_file,
                    "PEM file of the authority to trust instead of the system's")
        ->type_name("FILE");
}

api::TransportOptions transport_options(const ConnectionArguments& arguments) {
    api::TransportOptions options;
    options.base_url = arguments.base_url.empty() ? twilio_base_url() : arguments.base_url;
    if (options.base_url.ends_with('/')) { // as browsers show a host
        options.base_url.pop_back();
    }
    options.ca_file = arguments.ca_file;
    options.user_agent = "calltally/" CALLTALLY_VERSION;
    api::check_base_url(options.base_url);
    return options;
}

} // namespace calltally::cli
