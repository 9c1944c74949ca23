// SPDX-License-Identifier: MIT
#include "api/row_reader.hpp"

#include <fmt/format.h>

#include <bit>

namespace calltally::api {

namespace {

constexpr std::size_t longest_text = 65'536; ///< bytes of one field

/// SQLite's tools stop at a NUL; the replacement character shows that there was one.
std::string without_nul(std::string_view text) {
    std::string cleaned;
    for (const char character : text) {
        if (character == '\0') {
            cleaned += "\xEF\xBF\xBD";
        } else {
            cleaned += character;
        }
    }
    return cleaned;
}

} // namespace

void RowReader::begin_row() {
    reset();
    m_seen = 0;
}

void RowReader::key(std::string_view name) {
    m_name = name;
    m_field = find(name, unknown);
    if (m_field == unknown) {
        m_notes.unknown_field(name);
        return;
    }
    const std::uint64_t bit = std::uint64_t{1} << m_field;
    if ((m_seen & bit) != 0) {
        m_notes.refuse(fmt::format("{} is there twice", name));
        m_field = unknown; // the first value stays
    }
    m_seen |= bit;
    m_ever_seen |= bit;
}

void RowReader::value(FieldValue::Kind kind, std::string_view text) {
    if (text.size() > longest_text) {
        m_notes.refuse(m_field == unknown
                           ? fmt::format("an unknown field has {} bytes", text.size())
                           : fmt::format("{} has {} bytes", m_name, text.size()));
        return;
    }
    if (m_field == unknown) {
        return;
    }
    // Also of a row that is refused already: its sid may come last.
    if (text.find('\0') != std::string_view::npos) {
        m_notes.warn(m_name + " with a NUL character");
        read(m_field, {m_name, kind, without_nul(text)}, m_notes);
    } else {
        read(m_field, {m_name, kind, text}, m_notes);
    }
}

void RowReader::end_row() {
    if (const std::uint64_t missing = m_required & ~m_seen) {
        const auto first = static_cast<std::size_t>(std::countr_zero(missing));
        m_notes.refuse(fmt::format("{} is missing", name(first)));
    }
    if (!m_notes.is_refused()) {
        finish(m_notes);
    }
    if (m_notes.is_refused()) {
        m_page.bad_rows.push_back({sid(), usage_key(), m_notes.reason(), {}});
        m_bad_row_places.push_back(m_rows_read);
    }
    m_notes.hand_over(m_page.unknown_fields, m_page.warnings);
    ++m_rows_read;
}

void RowReader::not_an_object() {
    m_page.bad_rows.push_back({std::nullopt, std::nullopt, "the row is not a JSON object", {}});
    m_bad_row_places.push_back(m_rows_read++);
}

} // namespace calltally::api
