// SPDX-License-Identifier: MIT
//
// Where a command writes: standard output, or a file that appears whole or not at all.
#pragma once

#include <fstream>
#include <optional>
#include <ostream>
#include <string>

namespace calltally::cli {

class OutputFile {
public:
    /// \param path     empty: standard output. A regular file is replaced when all is written; a
    ///                 pipe or device is written to as it comes.
    /// \param database the mirror, which is never written over
    /// \throws core::Error usage: the mirror's own file, or a folder; storage_failure: cannot be
    ///         made there
    OutputFile(std::string path, const std::string& database);
    /// Takes an unfinished file away.
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    std::ostream& stream();

    /// Puts the file in its place. Standard output is checked by main().
    /// \throws core::Error storage_failure; what was there before is still there
    void finish();

private:
    [[noreturn]] void fail(const std::string& doing) const;

    std::string m_path;
    std::string m_unfinished; ///< empty: nothing to put in place
    std::ofstream m_file;
};

} // namespace calltally::cli
