// SPDX-License-Identifier: MIT
//
// How much room there is to write in, for changes that are refused rather than begun in vain.
#pragma once

#include <cstdint>
#include <string>

namespace calltally::store {

/// Bytes that this user may still write beside the file. A file system that does not say so counts
/// as one with room: the write itself will tell.
std::int64_t free_bytes_beside(const std::string& file);

using FreeBytes = std::int64_t (*)(const std::string& file);

} // namespace calltally::store
