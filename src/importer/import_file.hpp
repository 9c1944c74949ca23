// SPDX-License-Identifier: MIT
//
// A file, row by row, as core values: opens it, recognises it, reads it in a stream.
#pragma once

#include "importer/byte_source.hpp"
#include "importer/call_reader.hpp"
#include "importer/csv_reader.hpp"
#include "importer/import_options.hpp"
#include "importer/json_lines.hpp"
#include "importer/usage_reader.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace calltally::importer {

/// A row that could not be read.
struct BadRow {
    std::int64_t line = 0;
    std::string reason;             ///< with the column's number and name, where it is about one
    std::optional<std::string> sid; ///< where it was readable
    std::string raw;                ///< the row as JSON
};

class ImportFile {
public:
    /// \param path `-` is standard input
    /// \throws core::Error usage: not a file that can be imported so; the message says why
    ImportFile(const std::string& path, ImportOptions options);

    enum class Row { call, usage, bad, end };
    /// Reads on. \throws core::Error usage, with line and column: a bad row, unless bad rows are
    /// to be skipped; or what concerns the whole file
    Row next();

    /// The row that next() read.
    core::Call& call() noexcept { return m_call; }
    core::Source source() const noexcept { return m_source; }
    const UsageRow& usage() const noexcept { return m_usage; }
    const BadRow& bad() const noexcept { return m_bad; }
    std::int64_t line() const noexcept { return m_line; }
    /// A digest of all that the row says.
    std::uint64_t digest() const noexcept { return m_digest; }
    /// The row as JSON; only where it is needed.
    std::string raw() const;

    /// `'calls.csv', line 12`, for messages.
    std::string place(std::int64_t line) const;

    const Header& header() const noexcept { return m_header; }
    const std::string& name() const noexcept { return m_bytes.name(); }
    std::optional<core::Instant> modified_at() const noexcept { return m_bytes.modified_at(); }
    const TimeShift& shift() const;
    /// The zone of its local times: the one named, else UTC.
    std::string zone_name() const;
    /// Oddities that were read all the same.
    Warnings warnings() const;
    /// What `calls` has and the file has not, as columns of `calls`; for a call log.
    std::vector<std::string> lacks() const;
    /// UTC instants that the file holds all calls between: as the user says, else the days
    /// strictly between its first and last row. Empty if that is nothing. After the last row.
    std::optional<std::pair<core::Instant, core::Instant>> covered() const;

    /// Starts again with the first row. Only for a file opened with `skip_bad`.
    void rewind();

private:
    void begin();
    void begin_csv(char delimiter);
    Row next_csv();
    Row next_json();
    Row read();
    Row refuse(const BadCell& cell);
    std::string column_text(Column column) const;
    void check_encoding(const CsvRecord& record) const;

    ImportOptions m_options;
    ByteSource m_bytes;
    Header m_header;
    std::unique_ptr<CsvReader> m_csv;
    std::unique_ptr<JsonLines> m_json;
    std::unique_ptr<CallReader> m_calls;
    std::unique_ptr<UsageReader> m_usage_reader;
    Warnings m_warnings;
    const CsvRecord* m_record = nullptr;
    const JsonLine* m_object = nullptr;
    Cells m_cells;
    core::Call m_call;
    UsageRow m_usage;
    BadRow m_bad;
    core::Source m_source = core::Source::console;
    std::int64_t m_line = 0;
    std::uint64_t m_digest = 0;
};

} // namespace calltally::importer
