// SPDX-License-Identifier: MIT
#include "extension/category_functions.hpp"

#include "core/usage_category.hpp"

namespace calltally::extension {

std::optional<std::string_view> usage_category(const Arguments& arguments) {
    const auto direction = arguments.text(0);
    const auto from = arguments.address(1);
    const auto to = arguments.address(2);
    return direction && from && to ? core::usage_category(*direction, *from, *to) : std::nullopt;
}

} // namespace calltally::extension
