// SPDX-License-Identifier: MIT
//
// The extension inside our own programs.
#pragma once

namespace calltally::extension {

/// Every SQLite connection opened from now on in this process has the functions. Calling it again
/// changes nothing.
/// \throws core::Error if SQLite does not take the registration, which is for want of memory
void register_functions_automatically();

} // namespace calltally::extension
