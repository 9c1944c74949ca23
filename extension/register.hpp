// SPDX-License-Identifier: MIT
//
// The extension inside our own programs.
#pragma once

namespace calltally::extension {

/// Every SQLite connection opened from now on in this process has the functions.
void register_functions_automatically();

} // namespace calltally::extension
