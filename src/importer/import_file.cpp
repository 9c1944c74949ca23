// SPDX-License-Identifier: MIT
#include "importer/import_file.hpp"

#include "core/error.hpp"
#include "core/spreadsheet_mark.hpp"
#include "importer/sid_index.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace calltally::importer {

namespace {

using core::Error;
using core::ExitCode;
using json = nlohmann::ordered_json;

/// What the API's lists have of a call and a file may lack.
constexpr std::array<Column, 11> worth_having{
    Column::account_sid, Column::parent_call_sid, Column::date_created,    Column::date_updated,
    Column::end_time,    Column::price,           Column::answered_by,     Column::forwarded_from,
    Column::trunk_sid,   Column::queue_time,      Column::phone_number_sid};

bool is_null(std::string_view text) noexcept {
    return text.empty() || text == "null" || text == "NULL" || text == "Null";
}

/// `sep=;`, with which Excel says what separates the fields.
std::optional<char> separator_line(std::string_view line) {
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) {
        line.remove_suffix(1);
    }
    if (line.size() == 5 && (line.starts_with("sep=") || line.starts_with("SEP="))) {
        return line[4];
    }
    return std::nullopt;
}

} // namespace

ImportFile::ImportFile(const std::string& path, ImportOptions options)
    : m_options(std::move(options)), m_bytes(ByteSource::open(path, m_options.skip_bad)) {
    begin();
}

void ImportFile::begin() {
    std::string_view start = m_bytes.first_bytes();
    const std::size_t first = start.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos && start.size() < 1000) {
        throw Error(ExitCode::usage, fmt::format("{} is empty", ByteSource::quoted(name())),
                    "export it again");
    }
    if (first != std::string_view::npos && start[first] == '[') {
        throw Error(ExitCode::usage,
                    fmt::format("{} is a JSON list, not one JSON object a line",
                                ByteSource::quoted(name())),
                    "import a CSV file or a Bulk Export file");
    }
    if (first != std::string_view::npos && start[first] == '{') {
        // Bulk Export knows no such member: its rows would be taken for what they are not.
        const std::string_view line = start.substr(0, start.find('\n'));
        if (line.find("\"price_micros\"") != std::string_view::npos) {
            throw Error(
                ExitCode::usage,
                fmt::format("{} is an export of a mirror in JSON", ByteSource::quoted(name())),
                "export the calls as CSV, which is imported with all that it says");
        }
        m_header.format = FileFormat::bulk_calls;
        m_json = std::make_unique<JsonLines>(m_bytes);
        m_calls = std::make_unique<CallReader>(m_header, m_options, name());
        return;
    }
    char delimiter = m_options.delimiter.value_or(',');
    std::int64_t first_line = 1;
    if (const auto separator = separator_line(start.substr(0, start.find('\n') + 1))) {
        delimiter = m_options.delimiter.value_or(*separator);
        m_bytes.next_line();
        first_line = 2;
    }
    m_csv = std::make_unique<CsvReader>(m_bytes, delimiter, first_line);
    begin_csv(delimiter);
}

void ImportFile::begin_csv(char delimiter) {
    const CsvRecord* const names = m_csv->next();
    if (names == nullptr) {
        throw Error(ExitCode::usage, fmt::format("{} has no rows", ByteSource::quoted(name())),
                    "export it again");
    }
    check_encoding(*names);
    m_header = recognise(names->fields, name(), delimiter);
    for (std::size_t i = 0; i < m_header.columns.size(); ++i) {
        if (m_header.columns[i] == Column::unknown) {
            ++m_warnings[fmt::format("a column that is not known: {}", shown(m_header.names[i]))];
        }
    }
    if (is_usage(m_header.format)) {
        m_usage_reader = std::make_unique<UsageReader>(m_header, m_options, name());
    } else {
        m_calls = std::make_unique<CallReader>(m_header, m_options, name());
    }
}

void ImportFile::check_encoding(const CsvRecord& record) const {
    if (record.is_plain) {
        return;
    }
    for (std::size_t i = 0; i < record.fields.size(); ++i) {
        if (!is_clean_text(record.fields[i])) {
            const bool has_nul = record.fields[i].find('\0') != std::string_view::npos;
            throw Error(ExitCode::usage,
                        fmt::format("{}, column {}: {}", place(record.line), i + 1,
                                    has_nul ? "there is a NUL byte"
                                            : "the text is not UTF-8, as Latin-1 and Windows-1252 "
                                              "are not"),
                        "save the file in UTF-8, or add --skip-bad to put such rows aside");
        }
    }
}

std::string ImportFile::place(std::int64_t line) const {
    return fmt::format("{}, line {}", ByteSource::quoted(name()), line);
}

ImportFile::Row ImportFile::next() {
    return m_csv ? next_csv() : next_json();
}

ImportFile::Row ImportFile::next_csv() {
    for (;;) {
        m_record = m_csv->next();
        if (m_record == nullptr) {
            return Row::end;
        }
        // Files that were put one behind the other repeat the header.
        if (m_record->fields.size() == m_header.names.size() &&
            std::equal(m_record->fields.begin(), m_record->fields.end(), m_header.names.begin())) {
            ++m_warnings["the header again in the middle: passed over"];
            continue;
        }
        break;
    }
    m_line = m_record->line;
    m_cells.clear();
    Digest digest;
    const std::size_t expected = m_header.columns.size();
    if (m_record->fields.size() != expected) {
        return refuse({Column::unknown, fmt::format("it has {} fields, the header {}",
                                                    m_record->fields.size(), expected)});
    }
    const bool has_marks = m_header.format == FileFormat::mirror_calls;
    for (std::size_t i = 0; i < expected; ++i) {
        const std::string_view field =
            has_marks ? core::without_spreadsheet_mark(m_record->fields[i]) : m_record->fields[i];
        digest.add(field);
        if (m_header.columns[i] < Column::ignored && !is_null(field)) {
            m_cells.set(m_header.columns[i], field);
        }
    }
    m_digest = digest.value();
    if (!m_record->is_plain && m_options.skip_bad) {
        for (std::size_t i = 0; i < expected; ++i) {
            if (!is_clean_text(m_record->fields[i])) {
                return refuse({m_header.columns[i], "the text is not UTF-8, or has a NUL byte"});
            }
        }
    } else {
        check_encoding(*m_record);
    }
    return read();
}

ImportFile::Row ImportFile::next_json() {
    m_object = m_json->next();
    if (m_object == nullptr) {
        return Row::end;
    }
    m_line = m_object->line;
    m_cells.clear();
    if (m_object->error) {
        return refuse({Column::unknown, *m_object->error});
    }
    Digest digest;
    digest.add(m_object->text);
    m_digest = digest.value();
    for (const auto& [member, value] : m_object->members) {
        const Column column = column_named(member, false);
        if (column < Column::ignored && !value.empty()) {
            m_cells.set(column, value);
        } else if (column == Column::unknown) {
            ++m_warnings[fmt::format("a member that is not known: {}", shown(member))];
        }
    }
    return read();
}

ImportFile::Row ImportFile::read() {
    try {
        if (m_usage_reader) {
            m_usage = m_usage_reader->read(m_cells);
            return Row::usage;
        }
        m_call = m_calls->read(m_cells);
        m_source = m_calls->last_source();
        return Row::call;
    } catch (const BadCell& cell) {
        return refuse(cell);
    }
}

std::string ImportFile::column_text(Column column) const {
    if (m_csv) {
        for (std::size_t i = 0; i < m_header.columns.size(); ++i) {
            if (m_header.columns[i] == column && column != Column::unknown) {
                return fmt::format("column {} ({}): ", i + 1, m_header.names[i]);
            }
        }
    }
    return column < Column::ignored ? fmt::format("{}: ", name_of(column)) : std::string{};
}

ImportFile::Row ImportFile::refuse(const BadCell& cell) {
    const std::string reason = column_text(cell.column) + cell.reason;
    if (cell.concerns_file || !m_options.skip_bad) {
        throw Error(ExitCode::usage, fmt::format("{}, {}", place(m_line), reason),
                    cell.concerns_file
                        ? "nothing of the file was imported"
                        : "nothing of the file was imported; correct the row, or add "
                          "--skip-bad to put such rows aside");
    }
    m_bad = {m_line, reason, std::nullopt, raw()};
    if (is_sid(m_cells[Column::sid], "CA")) {
        m_bad.sid = std::string{m_cells[Column::sid]};
    }
    return Row::bad;
}

std::string ImportFile::raw() const {
    if (m_object != nullptr) {
        // As text where it is no JSON.
        return json::accept(m_object->text)
                   ? std::string{m_object->text}
                   : json(std::string{m_object->text})
                         .dump(-1, ' ', false, json::error_handler_t::replace);
    }
    json row = json::object();
    for (std::size_t i = 0; i < m_record->fields.size(); ++i) {
        const std::string name =
            i < m_header.names.size() ? m_header.names[i] : fmt::format("field {}", i + 1);
        row[name] = m_record->fields[i];
    }
    return row.dump(-1, ' ', false, json::error_handler_t::replace);
}

const TimeShift& ImportFile::shift() const {
    static const TimeShift none;
    return m_calls ? m_calls->shift() : none;
}

std::string ImportFile::zone_name() const {
    const bool is_local = m_header.format == FileFormat::console_calls;
    return is_local && m_options.zone ? m_options.zone->name() : "UTC";
}

Warnings ImportFile::warnings() const {
    Warnings all = m_warnings;
    for (const auto& [text, count] : m_calls ? m_calls->warnings() : m_usage_reader->warnings()) {
        all[text] += count;
    }
    return all;
}

std::vector<std::string> ImportFile::lacks() const {
    std::vector<std::string> lacking;
    if (m_header.format == FileFormat::bulk_calls || is_usage(m_header.format)) {
        return lacking;
    }
    for (const Column column : worth_having) {
        const bool is_there =
            m_header.has(column) || (column == Column::price && m_header.has(Column::price_micros));
        if (!is_there) {
            lacking.emplace_back(name_of(column));
        }
    }
    return lacking;
}

std::optional<std::pair<core::Instant, core::Instant>> ImportFile::covered() const {
    const LocalZone utc = LocalZone::parse("UTC").value();
    const bool is_local = m_header.format == FileFormat::console_calls;
    const LocalZone& zone = is_local && m_options.zone ? *m_options.zone : utc;
    std::optional<LocalDays> days = m_options.covers;
    if (!days && !is_usage(m_header.format) && shift().first) {
        const auto day_of = [&zone](core::Instant instant) {
            return std::chrono::floor<std::chrono::days>(zone.to_local(instant));
        };
        days = LocalDays{day_of(*shift().first) + std::chrono::days{1}, day_of(*shift().last)};
    }
    if (!days || days->from >= days->to) {
        return std::nullopt;
    }
    return std::pair{zone.start_of(days->from), zone.start_of(days->to)};
}

void ImportFile::rewind() {
    m_bytes.rewind();
    m_csv.reset();
    m_json.reset();
    m_calls.reset();
    m_usage_reader.reset();
    m_warnings.clear();
    m_record = nullptr;
    m_object = nullptr;
    begin();
}

} // namespace calltally::importer
