// SPDX-License-Identifier: MIT
//
// Months across, categories down, each cell coloured by how far usage is from the log.
#pragma once

#include "report/table.hpp"

#include <string>
#include <string_view>

namespace calltally::report {

/// More months than these do not fit: the newest are drawn.
inline constexpr std::size_t most_months = 14;

/// How a cell of `monthly_discrepancies` is drawn: by its state and how large the difference is.
struct CellLook {
    std::string css_class;   ///< agrees, pending, unknown, plus1 to plus3, minus1 to minus3
    std::string long_text;   ///< where there is room: `+12 min`
    std::string_view symbol; ///< where there is none: `=`, `+`, `-`, `~`, `?`
};
CellLook look_of(const Table& cells, const std::vector<Cell>& row);

/// \param cells `monthly_discrepancies` of one account
/// \returns the picture; empty where there is no cell
std::string svg_heat_map(const Table& cells, const std::string& id, const std::string& title);

} // namespace calltally::report
