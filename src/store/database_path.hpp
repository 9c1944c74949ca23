// SPDX-License-Identifier: MIT
//
// The name of the mirror's file, before anything is opened: what is no file of its own is refused,
// and links are followed, so that file, write-ahead log and lock always lie side by side.
#pragma once

#include <string>

namespace calltally::store {

struct DatabasePath {
    std::string path; ///< the file's own; SQLite cannot take it for a URI or an in-memory database
    bool exists = false;
};

/// \param given as the user names it
/// \throws core::Error usage: an empty name, or something that is not a regular file;
///         not_our_database: a file with a second name, which has a second write-ahead log
DatabasePath resolve_database_path(const std::string& given);

} // namespace calltally::store
