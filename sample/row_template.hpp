// SPDX-License-Identifier: MIT
//
// The text of a row with holes in it. A listing page is templates copied one after the other with
// their holes filled: a server that built a JSON tree for every row would take more time than
// the client that it is there to measure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::sample {

enum class Hole : std::uint8_t {
    sid,
    parent,
    created,
    updated,
    start,
    end,
    duration,
    price,
    from,
    from_formatted,
    to,
    to_formatted,
    called_number,
    number_sid,
    queue_time,
    none, ///< the row ends
};

/// A literal and the hole behind it.
struct TemplatePiece {
    std::string literal;
    Hole hole;
};

using RowTemplate = std::vector<TemplatePiece>;

/// What stands for a hole in the text that `cut_template` takes.
std::string mark(Hole hole);

/// The same in quotation marks, as a JSON string.
std::string quoted_mark(Hole hole);

/// Cuts a row at its marks.
RowTemplate cut_template(std::string_view row);

} // namespace calltally::sample
