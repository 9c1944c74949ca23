// SPDX-License-Identifier: MIT
//
// Want of file descriptors, which libraries report as something else: no connection, no such file.
#pragma once

namespace calltally::core {

/// For where opening a file or a connection failed, before the failure is told: tries whether any
/// could be opened. errno stays as it is.
/// \throws Error naming that want, where the program or the system may open no more files
void check_for_open_files();

} // namespace calltally::core
