// SPDX-License-Identifier: MIT
//
// The addresses of the people on the other side: numbers of the range kept for fiction, client
// names, SIP addresses and the odd ones.
#pragma once

#include "sample/call_kinds.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace calltally::sample {

/// Appends an address of this form; `draw` says which. `formatted` is for display, as in
/// `to_formatted`: only telephone numbers differ in it.
void append_far_end(std::string& out, Address address, std::uint64_t draw, bool formatted);

/// `+14155550123` as `(415) 555-0123`.
void append_formatted_number(std::string& out, std::string_view number);

} // namespace calltally::sample
