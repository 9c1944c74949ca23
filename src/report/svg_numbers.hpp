// SPDX-License-Identifier: MIT
//
// Numbers as pictures show them: short, two decimals at most. The exact ones are in the tables.
#pragma once

#include <cstdint>
#include <string>

namespace calltally::report {

/// `12,345.68`; with `show_sign` a plus in front of a positive number.
std::string short_number(std::int64_t micros, bool show_sign = false);

/// `1 call`, `-6 calls`.
std::string counted(std::int64_t number, const std::string& singular, bool show_sign = false);

} // namespace calltally::report
