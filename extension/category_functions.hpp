// SPDX-License-Identifier: MIT
//
// R3 in SQL: which usage category bills a call.
#pragma once

#include "extension/arguments.hpp"

#include <optional>
#include <string_view>

namespace calltally::extension {

/// usage_category(direction, from, to): NULL if no category takes the call.
std::optional<std::string_view> usage_category(const Arguments& arguments);

} // namespace calltally::extension
