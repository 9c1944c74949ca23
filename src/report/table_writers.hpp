// SPDX-License-Identifier: MIT
//
// Tables as text for a terminal, CSV, JSON and Markdown.
#pragma once

#include "report/table.hpp"

#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::report {

enum class Format { table, csv, json, markdown };
/// `table`, `csv`, `json`, `markdown`; empty for anything else.
std::optional<Format> format_named(std::string_view name) noexcept;

/// The cell as JSON. Decimals are numbers written by us: never through a binary double.
std::string json_value(const Cell& cell);

/// Writes the tables one after the other. CSV holds the first only: one file, one table.
void write(std::ostream& out, const std::vector<Table>& tables, Format format);

} // namespace calltally::report
