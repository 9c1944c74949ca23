// SPDX-License-Identifier: MIT
#include "core/source.hpp"

#include <array>

namespace calltally::core {

namespace {

constexpr std::array<std::string_view, 5> names{"api", "rest_csv", "bulk", "console", "entered"};

} // namespace

std::string_view name_of(Source source) noexcept {
    return names.at(static_cast<std::size_t>(source));
}

std::optional<Source> source_named(std::string_view name) noexcept {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names.at(i) == name) {
            return static_cast<Source>(i);
        }
    }
    return std::nullopt;
}

bool knows_as_much(Source a, Source b) noexcept {
    return a <= b;
}

std::optional<std::string> SourceSet::text() const {
    std::optional<std::string> text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (has(static_cast<Source>(i))) {
            text = text ? *text + '+' : std::string{};
            *text += names.at(i);
        }
    }
    return text;
}

} // namespace calltally::core
