// SPDX-License-Identifier: MIT
//
// Whose the rows of a file are: by its column, by its name, or as the user says.
#pragma once

#include "importer/cells.hpp"
#include "importer/import_options.hpp"

#include <string>
#include <vector>

namespace calltally::importer {

class AccountColumn {
public:
    /// \throws core::Error usage: nothing says whose the file is, or its name contradicts the user
    AccountColumn(const ImportOptions& options, const std::string& file, bool has_column);

    /// The account of a row. \throws BadCell: not a sid, or not an account that is to be taken
    std::string_view of(const Cells& cells);

private:
    std::vector<std::string> m_allowed; ///< empty: the first that is seen
    bool m_takes_all;
    std::string m_only; ///< of a row that does not say; empty: unknown
    std::string m_first_seen;
};

/// The account in a Console's file name, `call-log-AC..._FROM_TO.csv`; empty if there is none.
std::string account_in_name(std::string_view file);

} // namespace calltally::importer
