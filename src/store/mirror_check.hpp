// SPDX-License-Identifier: MIT
//
// Whether a mirror's file is whole: looked at without leaving a trace.
#pragma once

#include <cstdint>
#include <string>

namespace calltally::store {

/// How far a check went.
struct MirrorCheck {
    int schema = 0;
    std::int64_t bytes = 0;
    bool has_read_every_page = false; ///< else the header and the schema alone
};

/// Every page of a file of so many bytes is read within seconds.
inline constexpr std::int64_t largest_read_whole = 256'000'000;

/// Opens the file as Database::open_without_traces() does, and reads every page of it unless it is
/// larger than `largest`: what takes minutes is not for a check that is to answer at once.
/// \throws core::Error as Database::open_for_reading() does; not_our_database for damaged pages
MirrorCheck check_mirror(const std::string& path, std::int64_t largest = largest_read_whole);

} // namespace calltally::store
