// SPDX-License-Identifier: MIT
//
// The one exception type that reaches main(). It carries what the user is told: a sentence with
// the cause, a sentence with the remedy, and the exit code.
#pragma once

#include <stdexcept>
#include <string>

namespace calltally::core {

/// What a program of ours ends with; documented in docs/cli.md. Codes are never reused.
enum class ExitCode : int {
    done = 0,
    differences = 1,       ///< only `check`: log and usage differ
    usage = 2,             ///< a wrong flag or argument
    rows_quarantined = 3,  ///< complete, but some rows could not be read and were put aside
    configuration = 4,     ///< credentials missing, unreadable or unsafe
    temporary_failure = 5, ///< network, 429 or 5xx after all retries: run again later
    refused = 6,           ///< 401 or 403
    contract_broken = 7,   ///< TLS, redirect, foreign paging address, or not Twilio's shape
    not_our_database = 8,  ///< foreign, newer or damaged file
    storage_failure = 9,   ///< disk full, I/O error, read-only
    budget_reached = 10,
    already_running = 11, ///< another sync holds the lock
    bug = 70,
    interrupted = 130, ///< SIGINT, progress saved
    terminated = 143,  ///< SIGTERM, progress saved
};

class Error : public std::runtime_error {
public:
    /// \param cause  one sentence: what failed, where, with the value concerned; never a secret
    /// \param remedy one sentence: what to do about it; may be empty
    Error(ExitCode exit_code, const std::string& cause, std::string remedy = {})
        : std::runtime_error(cause), m_exit_code(exit_code), m_remedy(std::move(remedy)) {}

    ExitCode exit_code() const noexcept { return m_exit_code; }
    const std::string& remedy() const noexcept { return m_remedy; }

private:
    ExitCode m_exit_code;
    std::string m_remedy;
};

} // namespace calltally::core
