// SPDX-License-Identifier: MIT
#include "api/row_notes.hpp"

#include "api/printable.hpp"

#include <fmt/format.h>

namespace calltally::api {

namespace {

constexpr std::size_t longest_name = 64;
constexpr std::size_t longest_quote = 60;
/// So many different names are counted one by one; the words come from the server.
constexpr std::size_t most_names = 200;
constexpr const char* other_names = "(others)";

void add_counts(std::set<std::string>& names, std::map<std::string, std::int64_t>& counts) {
    bool has_others = false;
    for (const std::string& name : names) {
        if (counts.size() < most_names || counts.contains(name)) {
            ++counts[name];
        } else {
            has_others = true;
        }
    }
    if (has_others) {
        ++counts[other_names];
    }
    names.clear();
}

} // namespace

void RowNotes::refuse(std::string reason) {
    if (m_reason.empty()) {
        m_reason = std::move(reason);
    }
}

void RowNotes::refuse(const FieldValue& value, std::string_view what) {
    switch (value.kind) {
    case FieldValue::Kind::null:
        return refuse(fmt::format("{} null {}", value.name, what));
    case FieldValue::Kind::nested:
        return refuse(fmt::format("{} (an object or an array) {}", value.name, what));
    case FieldValue::Kind::text:
        return refuse(
            fmt::format("{} '{}' {}", value.name, printable(value.text, longest_quote), what));
    case FieldValue::Kind::boolean:
    case FieldValue::Kind::number:
        return refuse(
            fmt::format("{} {} {}", value.name, printable(value.text, longest_quote), what));
    }
}

void RowNotes::unknown_field(std::string_view name) {
    if (!m_unknown_fields.insert(printable(name, longest_name)).second) {
        refuse(fmt::format("{} is there twice", printable(name, longest_name)));
    }
}

void RowNotes::hand_over(std::map<std::string, std::int64_t>& unknown_fields,
                         std::map<std::string, std::int64_t>& warnings) {
    add_counts(m_unknown_fields, unknown_fields);
    add_counts(m_warnings, warnings);
    m_reason.clear();
}

} // namespace calltally::api
