// SPDX-License-Identifier: MIT
//
// For a page that JSON's grammar refuses because of what one value holds: a caller's name with
// bytes that are not UTF-8, a number no double holds. Without repair, one such row would keep its
// whole window from ever being read.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace calltally::api {

struct RepairedJson {
    std::string text;
    std::map<std::string, std::int64_t> repairs; ///< what was wrong -> how often
};

/// Repairs the insides of strings and numbers; the structure stays as it is. In strings, bytes
/// that are not UTF-8, halves of surrogate pairs and unknown escapes become U+FFFD, and control
/// characters their escapes. Numbers that are none (`NaN`, `1e999`, `+1`) become strings, so that
/// their field's rule decides about them.
/// \returns empty if there is nothing to repair, or if what is wrong lies elsewhere
std::optional<RepairedJson> repair_json(std::string_view json);

} // namespace calltally::api
