// SPDX-License-Identifier: MIT
//
// For a page that even api/json_repair cannot read, because one row's own structure is broken: an
// unescaped quote, a missing comma. The other rows, and where the listing goes on, are not lost.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace calltally::api {

/// Puts each broken row of a listing into quotes, so that it is a text, and a bad row, instead of
/// the end of the page. What stands around the rows must be whole, `next_page_uri` and all: a page
/// that breaks off is not made one that is not.
/// \param array_name of the rows
/// \returns empty if there is no such row, or the page is broken elsewhere
std::optional<std::string> salvage_listing(std::string_view json, std::string_view array_name);

} // namespace calltally::api
