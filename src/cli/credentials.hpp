// SPDX-License-Identifier: MIT
//
// Where the credentials come from: a file named on the command line, the environment, or systemd's
// credentials directory. Never the command line itself.
#pragma once

#include "api/curl_transport.hpp"

#include <optional>
#include <string>

namespace calltally::cli {

/// Reads TWILIO_ACCOUNT_SID with TWILIO_API_KEY and TWILIO_API_SECRET, or with TWILIO_AUTH_TOKEN,
/// takes every secret out of the environment, and lets no message show the one that is used.
/// \param file `NAME=value` lines, readable by its owner alone; empty: the environment, then
///             the file `calltally` in systemd's $CREDENTIALS_DIRECTORY
/// \throws core::Error configuration
api::Credentials take_credentials(const std::string& file);

/// Whether credentials are named anywhere, be they complete or not.
bool has_credentials(const std::string& file);

/// Takes every secret, and what would leak one, out of the environment.
void clear_secrets_from_environment();

/// `https://api.twilio.com`, or the host of TWILIO_EDGE and TWILIO_REGION as Twilio's own
/// libraries read them.
/// \throws core::Error configuration for a region without an edge: that host no longer exists
std::string twilio_base_url();

} // namespace calltally::cli
