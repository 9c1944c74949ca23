// SPDX-License-Identifier: MIT
//
// Reads rows by a table of their fields. What holds for every kind of row is here: each field at
// most once, no endless texts, no NUL characters, unknown fields counted, bad rows put aside.
#pragma once

#include "api/json_rows.hpp"
#include "api/page.hpp"
#include "api/row_notes.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace calltally::api {

class RowReader : public RowSink {
public:
    /// \param required one bit for each field that a row must have
    RowReader(PageNotes& page, std::uint64_t required) : m_page(page), m_required(required) {}

    void begin_row() final;
    void key(std::string_view name) final;
    void value(FieldValue::Kind kind, std::string_view text) final;
    void end_row() final;
    void not_an_object() final;

    /// One bit for each field that some row had, be it null.
    std::uint64_t fields_seen() const noexcept { return m_ever_seen; }
    /// The places, among all rows, of the page's bad rows.
    const std::vector<std::size_t>& bad_row_places() const noexcept { return m_bad_row_places; }

private:
    static constexpr std::size_t unknown = 64;

    virtual void reset() = 0;
    /// The name's place in the table, less than 64; `not_found` if it is not there.
    virtual std::size_t find(std::string_view name, std::size_t not_found) const = 0;
    virtual std::string_view name(std::size_t field) const = 0;
    virtual void read(std::size_t field, const FieldValue& value, RowNotes& notes) = 0;
    /// Checks the row as a whole and, unless it is refused, keeps it.
    virtual void finish(RowNotes& notes) = 0;
    virtual std::optional<std::string> sid() const = 0;
    virtual std::optional<UsageKey> usage_key() const = 0;

    PageNotes& m_page;
    std::uint64_t m_required;
    RowNotes m_notes;
    std::string m_name; ///< of the field being read
    std::size_t m_field = unknown;
    std::uint64_t m_seen = 0; ///< by this row
    std::uint64_t m_ever_seen = 0;
    std::size_t m_rows_read = 0;
    std::vector<std::size_t> m_bad_row_places;
};

enum class Presence {
    optional,
    in_some_row,  ///< a page of rows that all lack it is not a page as we know it
    in_every_row, ///< a row without it is a bad row
};

template <class Row>
struct Field {
    std::string_view name;
    /// Null for a field that is known and not mirrored.
    void (*read)(Row& row, const FieldValue& value, RowNotes& notes) = nullptr;
    Presence presence = Presence::optional;
};

/// How one kind of row is read.
template <class Row>
struct RowFormat {
    std::span<const Field<Row>> fields; ///< sorted by name, at most 64
    /// Rules over the whole row. \param account_sid the account asked; empty for accounts
    void (*finish)(Row& row, std::string_view account_sid, RowNotes& notes);

    /// One bit for each field of this presence.
    constexpr std::uint64_t mask(Presence presence) const {
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            bits |= std::uint64_t{fields[i].presence == presence} << i;
        }
        return bits;
    }
};

/// What the look-up by name relies on; for a static_assert beside each table.
template <class Row, std::size_t size>
constexpr bool is_sorted_table(const std::array<Field<Row>, size>& fields) {
    return size <= 64 &&
           std::is_sorted(fields.begin(), fields.end(),
                          [](const auto& a, const auto& b) { return a.name < b.name; });
}

template <class Row>
class FormatReader final : public RowReader {
public:
    FormatReader(Page<Row>& page, const RowFormat<Row>& format, std::string_view account_sid)
        : RowReader(page, format.mask(Presence::in_every_row)), m_rows(page.rows), m_format(format),
          m_account_sid(account_sid) {}

private:
    void reset() override { m_row = {}; }
    std::size_t find(std::string_view name, std::size_t not_found) const override {
        const auto& fields = m_format.fields;
        const auto found = std::lower_bound(
            fields.begin(), fields.end(), name,
            [](const Field<Row>& field, std::string_view wanted) { return field.name < wanted; });
        return found != fields.end() && found->name == name
                   ? static_cast<std::size_t>(found - fields.begin())
                   : not_found;
    }
    std::string_view name(std::size_t field) const override { return m_format.fields[field].name; }
    void read(std::size_t field, const FieldValue& value, RowNotes& notes) override {
        if (const auto reader = m_format.fields[field].read) {
            reader(m_row, value, notes);
        }
    }
    void finish(RowNotes& notes) override {
        m_format.finish(m_row, m_account_sid, notes);
        if (!notes.is_refused()) {
            m_rows.push_back(std::move(m_row));
        }
    }
    std::optional<std::string> sid() const override {
        if constexpr (requires { m_row.sid; }) {
            return m_row.sid.empty() ? std::nullopt : std::optional{m_row.sid};
        } else {
            return std::nullopt;
        }
    }
    std::optional<UsageKey> usage_key() const override {
        if constexpr (std::is_same_v<Row, core::UsageRecord>) {
            const bool is_whole = !m_row.category.empty() && !m_row.days.empty();
            return is_whole ? std::optional{UsageKey{m_row.category, m_row.days}} : std::nullopt;
        } else {
            return std::nullopt;
        }
    }

    std::vector<Row>& m_rows;
    const RowFormat<Row>& m_format;
    std::string_view m_account_sid;
    Row m_row;
};

} // namespace calltally::api
