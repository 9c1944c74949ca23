// SPDX-License-Identifier: MIT
//
// What `doctor` looks at: each check says what it found, and what to do about it.
#pragma once

#include "api/curl_transport.hpp"
#include "core/error.hpp"
#include "sync/remote.hpp"

#include <string>
#include <vector>

namespace calltally::cli {

struct Finding {
    enum class State {
        good,
        note,    ///< works, and could be better
        problem, ///< keeps a sync or a reader from working
    };
    std::string check;
    State state = State::good;
    std::string found;
    std::string remedy;                              ///< empty if there is nothing to do
    core::ExitCode exit_code = core::ExitCode::done; ///< of a problem
};

/// Versions of the libraries at run time.
std::vector<Finding> check_libraries();
/// The mirror: whether it is whole, who can read it, the files beside it, the file system, the free
/// space. Leaves it and its folder as they are.
std::vector<Finding> check_files(const std::string& database_path);
/// Whether the mirror holds imported files, and none of its accounts was ever synced.
bool is_made_of_files(const std::string& database_path);
/// What kind of credential this is.
std::vector<Finding> check_credentials(const api::Credentials& credentials);
/// The server: its clock, and what the credentials may read. Makes four requests at most, and two
/// more with subaccounts.
std::vector<Finding> check_api(sync::Remote& remote, const std::string& account_sid,
                               bool with_subaccounts);

} // namespace calltally::cli
