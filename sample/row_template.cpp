// SPDX-License-Identifier: MIT
#include "sample/row_template.hpp"

namespace calltally::sample {

namespace {

// Control characters never stand in JSON text: they can mark the holes.
constexpr char first_mark = '\x01';

} // namespace

std::string mark(Hole hole) {
    return {'\x7f', static_cast<char>(first_mark + static_cast<char>(hole))};
}

std::string quoted_mark(Hole hole) {
    return '"' + mark(hole) + '"';
}

RowTemplate cut_template(std::string_view row) {
    RowTemplate pieces;
    for (;;) {
        const std::size_t at = row.find('\x7f');
        if (at == std::string_view::npos) {
            pieces.push_back({std::string{row}, Hole::none});
            return pieces;
        }
        pieces.push_back(
            {std::string{row.substr(0, at)}, static_cast<Hole>(row[at + 1] - first_mark)});
        row.remove_prefix(at + 2);
    }
}

} // namespace calltally::sample
