// SPDX-License-Identifier: MIT
//
// A file of calls against the mirror, row by row. Writes nothing.
#pragma once

#include "importer/import_file.hpp"
#include "report/table.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace calltally::cli {

struct Comparison {
    /// `differences`: sid, line, what, in the file, in the mirror; `counts`: of each kind.
    std::vector<report::Table> tables;
    std::int64_t differences = 0;
};

/// \param limit rows that are listed of each kind; all are counted
/// \throws core::Error usage: the file is of usage, or cannot be read
Comparison compare_with_mirror(SQLite::Database& connection, importer::ImportFile& file,
                               std::int64_t limit);

} // namespace calltally::cli
