// SPDX-License-Identifier: MIT
#include "report/html_table.hpp"

#include "report/html_text.hpp"

#include <fmt/format.h>

namespace calltally::report {

namespace {

std::string cell_markup(const Column& column, const Cell& cell) {
    if (std::holds_alternative<std::monostate>(cell)) {
        return column.is_number ? R"(<td class="number">-</td>)" : "<td>-</td>";
    }
    if (column.is_number) {
        return fmt::format(R"(<td class="number">{}</td>)", html_text(grouped(to_text(cell))));
    }
    const std::string text = html_text(to_text(cell));
    if (column.name == "state") {
        return fmt::format(R"(<td><span class="state {}">{}</span></td>)", html_id(to_text(cell)),
                           text);
    }
    const bool is_prose = column.name == "explanation" || column.name == "reason";
    return fmt::format("<td{}>{}</td>",
                       is_prose               ? R"( class="prose")"
                       : column.name == "sid" ? R"( class="sid")"
                                              : "",
                       is_prose ? html_prose(to_text(cell)) : text);
}

} // namespace

void write_html_table(std::ostream& out, const Table& table, const std::string& caption) {
    if (table.rows.empty()) {
        out << "<p>" << html_text(caption) << ": none.</p>\n";
        return;
    }
    // A frame that can scroll must be reachable by keyboard, and then needs a name.
    out << R"(<div class="frame" role="group" tabindex="0" aria-label=")" << html_text(caption)
        << "\">\n<table>\n<caption>" << html_text(caption) << "</caption>\n<thead><tr>";
    for (const Column& column : table.columns) {
        out << (column.is_number ? R"(<th scope="col" class="number">)" : R"(<th scope="col">)")
            << html_text(column.title) << "</th>";
    }
    out << "</tr></thead>\n<tbody>\n";
    for (const auto& row : table.rows) {
        out << "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i) {
            out << cell_markup(table.columns[i], row[i]);
        }
        out << "</tr>\n";
    }
    out << "</tbody>\n</table>\n</div>\n";
    for (const std::string& note : table.notes) {
        out << "<p class=\"quiet\">" << html_prose(note) << "</p>\n";
    }
}

} // namespace calltally::report
