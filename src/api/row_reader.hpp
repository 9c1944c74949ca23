// SPDX-License-Identifier: MIT
//
// What the readers of the three kinds of rows share: reading a field by the rules for its type,
// and keeping the first thing that is wrong with a row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/json_rows.hpp"
#include "api/page.hpp"
#include "core/decimal.hpp"
#include "core/timestamp.hpp"

namespace calltally::api {

/// `prefix` and 32 hexadecimal digits.
bool is_sid(std::string_view text, std::string_view prefix) noexcept;

class RowReader : public RowSink {
public:
    explicit RowReader(PageNotes& notes) : m_notes(notes) {}

    void begin_row() override {
        m_problem.clear();
        m_seen = 0;
        reset_row();
    }
    void end_row() override;
    void not_an_object() override;

protected:
    /// A row without a problem so far: check it as a whole, and keep it.
    virtual void reset_row() = 0;
    virtual void finish_row() = 0;
    virtual std::optional<std::string> row_sid() const { return std::nullopt; }

    /// The row is bad: the first reason counts.
    void refuse(std::string_view name, std::string_view what, const Scalar& value);
    void refuse(std::string reason);
    bool is_refused() const noexcept { return !m_problem.empty(); }
    void warn(const std::string& oddity) { ++m_notes.warnings[oddity]; }
    void count_unknown(std::string_view name) { ++m_notes.unknown_fields[std::string{name}]; }
    /// False, and the row refused, if the field (by its number) was in the row before.
    bool first_time(std::string_view name, unsigned number, const Scalar& value);

    void read_text(std::string_view name, const Scalar& value, std::optional<std::string>& to);
    /// Also empty for an empty string.
    void read_number(std::string_view name, const Scalar& value, std::optional<std::int64_t>& to,
                     std::int64_t lowest);
    void read_decimal(std::string_view name, const Scalar& value, std::optional<core::Decimal>& to);
    void read_currency(std::string_view name, const Scalar& value, std::optional<std::string>& to);
    /// RFC 2822, or ISO 8601 with a zone; 1970 to 9999.
    void read_instant(std::string_view name, const Scalar& value, std::optional<core::Instant>& to);

private:
    PageNotes& m_notes;
    std::string m_problem;
    std::uint64_t m_seen = 0;

public:
    /// Indices of the rows that were refused, in step with the notes' bad rows.
    std::size_t rows_read = 0;
    std::vector<std::size_t> refused_rows;
};

} // namespace calltally::api
