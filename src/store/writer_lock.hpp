// SPDX-License-Identifier: MIT
//
// One writer at a time: a lock held for the whole run on a file beside the mirror. The kernel
// frees it when the holder ends, however it ends.
#pragma once

#include <string>
#include <string_view>

namespace calltally::store {

class WriterLock {
public:
    /// Takes the lock on `<database>.lock`, at once or not at all. Every name of the file that is
    /// a symbolic link leads to the same lock.
    /// \param command whose run it is, for whoever comes meanwhile: sync, import, rules
    /// \throws core::Error already_running, naming the holder; storage_failure; and what
    ///         resolve_database_path() throws
    WriterLock(const std::string& database_path, std::string_view command);
    ~WriterLock();
    WriterLock(const WriterLock&) = delete;
    WriterLock& operator=(const WriterLock&) = delete;

private:
    int m_file;
};

} // namespace calltally::store
