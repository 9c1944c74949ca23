// SPDX-License-Identifier: MIT
//
// One row of a file as texts by column, and what is wrong with one of them.
#pragma once

#include "core/decimal.hpp"
#include "importer/file_format.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace calltally::importer {

/// The texts of a row; a column that the file does not have, or has null, has no data.
class Cells {
public:
    void clear() noexcept { m_texts.fill({}); }
    void set(Column column, std::string_view text) noexcept {
        m_texts[static_cast<std::size_t>(column)] = text;
    }
    std::string_view operator[](Column column) const noexcept {
        return m_texts[static_cast<std::size_t>(column)];
    }
    bool has(Column column) const noexcept { return (*this)[column].data() != nullptr; }

private:
    std::array<std::string_view, column_count> m_texts{};
};

/// Thrown for a row that cannot be read.
struct BadCell {
    Column column;
    std::string reason;
    /// The file is at fault, not the row: it is refused whatever the user wants of bad rows.
    bool concerns_file = false;
};

/// Oddities that were read all the same, with how often.
using Warnings = std::map<std::string, std::int64_t>;

/// `'the text'`, shortened, on one line.
std::string shown(std::string_view text);

/// `prefix` and 32 lower-case hexadecimal digits.
bool is_sid(std::string_view text, std::string_view prefix) noexcept;
/// \throws BadCell saying what happened to it: cut, upper-cased, something else
std::string_view sid_of(const Cells& cells, Column column, std::string_view prefix);

/// Empty for a cell without text. \throws BadCell
std::optional<std::string> text_of(const Cells& cells, Column column);
std::optional<std::int64_t> whole_number_of(const Cells& cells, Column column);
std::optional<core::Decimal> decimal_of(const Cells& cells, Column column);
/// Upper-cased; what is not three letters is kept and warned of.
std::optional<std::string> currency_of(const Cells& cells, Column column, Warnings& warnings);

/// A number, `client:`, `sip:`, ... Marks that a spreadsheet wants in front of a `+` are taken off.
std::optional<std::string> address_of(const Cells& cells, Column column, Warnings& warnings);

/// Whether the bytes are UTF-8 without NUL.
bool is_clean_text(std::string_view text) noexcept;

} // namespace calltally::importer
