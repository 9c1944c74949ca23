// SPDX-License-Identifier: MIT
#include "report/relation_export.hpp"

#include "core/error.hpp"
#include "core/spreadsheet_mark.hpp"
#include "report/csv_field.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

namespace calltally::report {

namespace {

/// `0.1`, `-12.0`: what reads back as the same number, and as a real one.
std::string real_text(double number) {
    constexpr std::size_t longest = 32;
    std::array<char, longest> digits{};
    char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    std::string text(digits.data(), end);
    return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
}

/// Bytes that are no text, as SQLite writes them: `x'00ff'`.
std::string blob_text(const SQLite::Column& column) {
    const std::string bytes = column.getString();
    std::string text = "x'";
    for (const char byte : bytes) {
        text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    }
    return text + "'";
}

std::string csv_value(const SQLite::Column& column, bool is_plain) {
    if (column.isNull()) {
        return {};
    }
    const std::string text = column.getString();
    if (text.empty()) {
        return "\"\"";
    }
    return csv_quoted(is_plain ? text : core::spreadsheet_safe(text));
}

std::string tsv_escaped(std::string_view text) {
    std::string escaped;
    for (const char character : text) {
        switch (character) {
        case '\t':
            escaped += "\\t";
            break;
        case '\n':
            escaped += "\\n";
            break;
        case '\r':
            escaped += "\\r";
            break;
        case '\\':
            escaped += "\\\\";
            break;
        default:
            escaped += character;
        }
    }
    return escaped;
}

std::string tsv_value(const SQLite::Column& column, bool is_plain) {
    if (column.isNull()) {
        return "\\N";
    }
    const std::string text = column.getString();
    return tsv_escaped(is_plain ? text : core::spreadsheet_safe(text));
}

std::string json_text(const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string value_of(const SQLite::Column& column, ExportFormat format, bool is_plain) {
    const bool is_json = format == ExportFormat::json || format == ExportFormat::jsonl;
    if (column.isInteger()) {
        return std::to_string(column.getInt64());
    }
    if (column.isFloat()) {
        const double number = column.getDouble();
        return is_json && !std::isfinite(number) ? "null" : real_text(number);
    }
    if (column.isBlob()) {
        return is_json ? json_text(blob_text(column)) : blob_text(column);
    }
    if (is_json) {
        return column.isNull() ? "null" : json_text(column.getString());
    }
    return format == ExportFormat::csv ? csv_value(column, is_plain) : tsv_value(column, is_plain);
}

void check_exists(SQLite::Database& connection, const std::string& relation) {
    SQLite::Statement query(connection, "SELECT name FROM sqlite_master WHERE type IN ('table', "
                                        "'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
                                        "ORDER BY type DESC, name");
    std::string names;
    while (query.executeStep()) {
        const std::string name = query.getColumn(0).getString();
        if (name == relation) {
            return;
        }
        names += (names.empty() ? "" : ", ") + name;
    }
    throw core::Error(core::ExitCode::usage,
                      fmt::format("there is no table or view '{}'", relation),
                      "choose from " + names);
}

} // namespace

std::optional<ExportFormat> export_format_named(std::string_view name) noexcept {
    constexpr std::array<std::pair<std::string_view, ExportFormat>, 4> names{
        {{"csv", ExportFormat::csv},
         {"tsv", ExportFormat::tsv},
         {"json", ExportFormat::json},
         {"jsonl", ExportFormat::jsonl}}};
    for (const auto& [known, format] : names) {
        if (known == name) {
            return format;
        }
    }
    return std::nullopt;
}

void export_relation(SQLite::Database& connection, const std::string& relation, ExportFormat format,
                     bool is_plain, std::ostream& out) {
    check_exists(connection, relation);
    // The name is one of the schema's own: quoting is enough.
    SQLite::Statement query(connection, fmt::format("SELECT * FROM \"{}\"", relation));
    const bool is_json = format == ExportFormat::json || format == ExportFormat::jsonl;
    const std::string_view separator = is_json ? ", " : format == ExportFormat::csv ? "," : "\t";
    const std::string_view line_end = format == ExportFormat::csv ? "\r\n" : "\n";
    std::vector<std::string> names;
    for (int i = 0; i < query.getColumnCount(); ++i) {
        names.emplace_back(query.getColumnName(i));
        if (!is_json) {
            out << (i == 0 ? "" : separator) << names.back();
        }
    }
    out << (is_json ? std::string_view{format == ExportFormat::json ? "[" : ""} : line_end);
    bool is_first = true;
    while (out && query.executeStep()) {
        if (format == ExportFormat::json) {
            out << (is_first ? "\n  " : ",\n  ");
        }
        is_first = false;
        out << (is_json ? "{" : "");
        for (std::size_t i = 0; i < names.size(); ++i) {
            out << (i == 0 ? "" : separator);
            if (is_json) {
                out << json_text(names[i]) << ": ";
            }
            out << value_of(query.getColumn(static_cast<int>(i)), format, is_plain);
        }
        out << (is_json ? "}" : "")
            << (format == ExportFormat::json ? std::string_view{} : line_end);
    }
    if (format == ExportFormat::json) {
        out << (is_first ? "]\n" : "\n]\n");
    }
}

} // namespace calltally::report
