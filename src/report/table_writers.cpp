// SPDX-License-Identifier: MIT
#include "report/table_writers.hpp"

#include "core/decimal.hpp"
#include "core/spreadsheet_mark.hpp"
#include "report/csv_field.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace calltally::report {

namespace {

/// Characters, not bytes: UTF-8 continuation bytes take no room.
std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char character) {
        return (static_cast<unsigned char>(character) & 0xC0U) != 0x80U;
    }));
}

/// Control characters as `\x1b`: a name must not break a line or steer a terminal.
std::string visible(const std::string& text) {
    std::string out;
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        out += byte < ' ' || byte == 0x7FU ? fmt::format("\\x{:02x}", byte)
                                           : std::string(1, character);
    }
    return out;
}

std::string for_people(const Cell& cell, bool is_number) {
    if (std::holds_alternative<std::monostate>(cell)) {
        return "-";
    }
    return is_number ? grouped(to_text(cell)) : visible(to_text(cell));
}

void write_text(std::ostream& out, const Table& table) {
    out << table.title << "\n";
    if (table.rows.empty()) {
        out << "  (nothing)\n";
    } else {
        std::vector<std::size_t> widths;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            std::size_t width = width_of(table.columns[i].title);
            for (const auto& row : table.rows) {
                width = std::max(width, width_of(for_people(row[i], table.columns[i].is_number)));
            }
            widths.push_back(width);
        }
        const auto write_line = [&](auto&& text_of) {
            std::string line;
            for (std::size_t i = 0; i < table.columns.size(); ++i) {
                const std::string text = text_of(i);
                const std::string fill(widths[i] - width_of(text), ' ');
                line += "  ";
                line += table.columns[i].is_number ? fill + text : text + fill;
            }
            line.erase(line.find_last_not_of(' ') + 1);
            out << line << "\n";
        };
        write_line([&](std::size_t i) { return table.columns[i].title; });
        write_line([&](std::size_t i) { return std::string(widths[i], '-'); });
        for (const auto& row : table.rows) {
            write_line(
                [&](std::size_t i) { return for_people(row[i], table.columns[i].is_number); });
        }
    }
    for (const std::string& note : table.notes) {
        out << "  " << note << "\n";
    }
}

/// Quoted where it must be; a text that a spreadsheet would take for a formula gets an apostrophe.
std::string csv_field(const Cell& cell) {
    const std::string text = to_text(cell);
    return csv_quoted(std::holds_alternative<std::string>(cell) ? core::spreadsheet_safe(text)
                                                                : text);
}

void write_csv(std::ostream& out, const Table& table) {
    const auto write_line = [&out, &table](auto&& field_of) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            out << (i == 0 ? "" : ",") << field_of(i);
        }
        out << "\r\n";
    };
    write_line([&](std::size_t i) { return csv_field(table.columns[i].name); });
    for (const auto& row : table.rows) {
        write_line([&](std::size_t i) { return csv_field(row[i]); });
    }
}

} // namespace

std::string json_value(const Cell& cell) {
    if (std::holds_alternative<std::monostate>(cell)) {
        return "null";
    }
    if (const auto* text = std::get_if<std::string>(&cell)) {
        return nlohmann::json(*text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }
    if (const auto* quantity = std::get_if<Quantity>(&cell)) {
        return core::format_micros(quantity->micros, quantity->min_decimals);
    }
    return to_text(cell);
}

namespace {

void write_json(std::ostream& out, const std::vector<Table>& tables) {
    out << "{";
    for (std::size_t t = 0; t < tables.size(); ++t) {
        const Table& table = tables[t];
        out << (t == 0 ? "\n  \"" : ",\n  \"") << table.name << "\": [";
        for (std::size_t r = 0; r < table.rows.size(); ++r) {
            out << (r == 0 ? "\n    {" : ",\n    {");
            for (std::size_t i = 0; i < table.columns.size(); ++i) {
                out << (i == 0 ? "\"" : ", \"") << table.columns[i].name
                    << "\": " << json_value(table.rows[r][i]);
            }
            out << "}";
        }
        out << (table.rows.empty() ? "]" : "\n  ]");
    }
    out << "\n}\n";
}

void write_markdown(std::ostream& out, const Table& table) {
    const auto escaped = [](std::string text) {
        for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) {
            text.insert(at, "\\");
        }
        return text;
    };
    out << "## " << table.title << "\n\n|";
    for (const Column& column : table.columns) {
        out << " " << escaped(column.title) << " |";
    }
    out << "\n|";
    for (const Column& column : table.columns) {
        out << (column.is_number ? " ---: |" : " --- |");
    }
    out << "\n";
    for (const auto& row : table.rows) {
        out << "|";
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            out << " " << escaped(for_people(row[i], table.columns[i].is_number)) << " |";
        }
        out << "\n";
    }
    for (const std::string& note : table.notes) {
        out << "\n" << note << "\n";
    }
}

} // namespace

std::optional<Format> format_named(std::string_view name) noexcept {
    constexpr std::array<std::pair<std::string_view, Format>, 4> names{
        {{"table", Format::table},
         {"csv", Format::csv},
         {"json", Format::json},
         {"markdown", Format::markdown}}};
    for (const auto& [known, format] : names) {
        if (known == name) {
            return format;
        }
    }
    return std::nullopt;
}

void write(std::ostream& out, const std::vector<Table>& tables, Format format) {
    if (format == Format::csv) {
        if (!tables.empty()) {
            write_csv(out, tables.front());
        }
        return;
    }
    if (format == Format::json) {
        write_json(out, tables);
        return;
    }
    for (std::size_t i = 0; i < tables.size(); ++i) {
        out << (i == 0 ? "" : "\n");
        format == Format::table ? write_text(out, tables[i]) : write_markdown(out, tables[i]);
    }
}

} // namespace calltally::report
