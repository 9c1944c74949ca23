// SPDX-License-Identifier: MIT
//
// In which currency a file's prices are: as its column says, or as the user does.
#pragma once

#include "importer/cells.hpp"
#include "importer/file_format.hpp"
#include "importer/import_options.hpp"

#include <optional>
#include <string>

namespace calltally::importer {

class PriceCurrency {
public:
    /// \throws core::Error usage: there are prices, and nobody says in which currency
    PriceCurrency(const Header& header, const ImportOptions& options, const std::string& file);

    /// Of this row. \throws core::Error usage: it is another one than the user says
    std::optional<std::string> of(const Cells& cells, Warnings& warnings) const;

private:
    std::optional<std::string> m_given;
    std::string m_file; ///< for messages
};

} // namespace calltally::importer
