// SPDX-License-Identifier: MIT
//
// A sound use of each table function, for the tests of what holds for all of them.
#pragma once

#include "connection.hpp"

#include <string>
#include <vector>

namespace calltally::extension_tests {

struct Use {
    std::string function;
    std::vector<std::string> columns;   ///< the hidden ones
    std::vector<std::string> arguments; ///< sound ones, in front of the schema
    std::vector<std::string> others;    ///< as sound

    /// The use as it stands in FROM, with another argument at a place.
    std::string with(std::size_t index, const std::string& argument) const;
    std::string sql() const { return with(arguments.size(), ""); }
};

const std::vector<Use>& uses();

/// How many rows there are, or `error: ` and the message.
std::string count_of(Connection& connection, const std::string& from);

} // namespace calltally::extension_tests
