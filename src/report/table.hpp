// SPDX-License-Identifier: MIT
//
// What every report is made of: titled tables of text and numbers, before any format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace calltally::report {

/// An exact decimal for display: `micros` with at least `min_decimals` digits.
struct Quantity {
    std::int64_t micros = 0;
    int min_decimals = 0;
    bool show_sign = false; ///< a plus in front of a positive one, for differences
};

/// Empty: not known; shown as a dash, or as null.
using Cell = std::variant<std::monostate, std::string, std::int64_t, Quantity>;

struct Column {
    std::string name;  ///< for machines: the view's own column name
    std::string title; ///< for people
    bool is_number = false;
};

struct Table {
    std::string name;  ///< for machines
    std::string title; ///< for people
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows;
    std::vector<std::string> notes; ///< sentences below it, for people
};

/// The cell as people and CSV read it; empty for an unknown one.
std::string to_text(const Cell& cell);

/// Whole numbers with thousands apart: `12,345.5`.
std::string grouped(const std::string& number);

} // namespace calltally::report
