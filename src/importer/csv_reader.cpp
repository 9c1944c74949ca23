// SPDX-License-Identifier: MIT
#include "importer/csv_reader.hpp"

#include "core/error.hpp"

#include <csv.h>
#include <fmt/format.h>

#include <algorithm>
#include <new>

namespace calltally::importer {

namespace {

/// Bytes given to libcsv at once: a field that is too long is noticed this soon.
constexpr std::size_t largest_piece = std::size_t{16} * 1024;

bool is_plain_text(std::string_view bytes) noexcept {
    return std::all_of(bytes.begin(), bytes.end(), [](char character) {
        const auto byte = static_cast<unsigned char>(character);
        return byte != 0 && byte < 0x80;
    });
}

} // namespace

struct CsvReader::Parser {
    csv_parser libcsv{};
    std::string text;              ///< of the record's fields so far, one after the other
    std::vector<std::size_t> ends; ///< of its fields in `text`
    std::size_t unfinished = 0;    ///< bytes of the field that is being read, quotes included
    std::int64_t field_line = 0;   ///< the line it begins on
    std::int64_t line = 0;         ///< the line being fed
    bool is_plain = true;
    bool is_complete = false; ///< the record is
    bool is_at_start = true;  ///< of a record

    static void on_field(void* data, std::size_t size, void* self) {
        auto& parser = *static_cast<Parser*>(self);
        parser.text.append(static_cast<const char*>(data), size);
        parser.ends.push_back(parser.text.size());
        parser.unfinished = 0;
        parser.field_line = parser.line;
    }
    static void on_record(int, void* self) { static_cast<Parser*>(self)->is_complete = true; }
};

CsvReader::CsvReader(ByteSource& source, char delimiter, std::int64_t first_line)
    : m_source(source), m_parser(std::make_unique<Parser>()), m_line(first_line - 1) {
    csv_parser& libcsv = m_parser->libcsv;
    if (::csv_init(&libcsv, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        throw std::bad_alloc();
    }
    ::csv_set_delim(&libcsv, static_cast<unsigned char>(delimiter));
    // Spaces are data: without this libcsv trims fields that are not quoted.
    ::csv_set_space_func(&libcsv, [](unsigned char) { return 0; });
    ::csv_set_blk_size(&libcsv, 4096);
}

CsvReader::~CsvReader() {
    ::csv_free(&m_parser->libcsv);
}

void CsvReader::refuse(std::int64_t line, std::string_view what, std::string_view remedy) const {
    throw core::Error(
        core::ExitCode::usage,
        fmt::format("{}, line {}: {}", ByteSource::quoted(m_source.name()), line, what),
        std::string{remedy});
}

void CsvReader::feed(std::string_view bytes) {
    Parser& parser = *m_parser;
    const std::string_view line = bytes;
    while (!bytes.empty()) {
        const std::string_view piece = bytes.substr(0, largest_piece);
        parser.unfinished += piece.size();
        const std::size_t taken = ::csv_parse(&parser.libcsv, piece.data(), piece.size(),
                                              &Parser::on_field, &Parser::on_record, &parser);
        if (taken != piece.size()) {
            if (::csv_error(&parser.libcsv) != CSV_EPARSE) {
                throw std::bad_alloc();
            }
            refuse(m_line,
                   fmt::format("there is a quotation mark in the wrong place, at byte {} of the "
                               "line",
                               static_cast<std::size_t>(piece.data() - line.data()) + taken + 1),
                   "a field with quotation marks is quoted, and they are doubled in it");
        }
        if (parser.unfinished > longest_field + largest_piece) {
            refuse(parser.field_line, fmt::format("a field is longer than {} bytes", longest_field),
                   "no field of these files is: this is another kind of file, or a quotation mark "
                   "is never closed");
        }
        if (parser.ends.size() > most_fields) {
            refuse(m_line, fmt::format("there are more than {} fields", most_fields), "");
        }
        bytes.remove_prefix(piece.size());
    }
}

void CsvReader::finish() {
    Parser& parser = *m_parser;
    if (::csv_fini(&parser.libcsv, &Parser::on_field, &Parser::on_record, &parser) != 0) {
        refuse(parser.field_line, "a quoted field begins here and is never closed",
               "export the file again");
    }
}

const CsvRecord* CsvReader::next() {
    Parser& parser = *m_parser;
    parser.text.clear();
    parser.ends.clear();
    parser.is_plain = true;
    parser.is_complete = false;
    parser.is_at_start = true;
    bool is_new_line = true;
    while (!parser.is_complete) {
        const std::string_view bytes = m_source.next_line();
        if (bytes.empty()) {
            finish();
            break;
        }
        m_line += is_new_line ? 1 : 0;
        is_new_line = bytes.back() == '\n';
        parser.line = m_line;
        if (parser.is_at_start) {
            m_record.line = parser.field_line = m_line;
            parser.unfinished = 0;
        }
        parser.is_plain = parser.is_plain && is_plain_text(bytes);
        feed(bytes);
        if (parser.is_complete && bytes.back() == '\r') {
            refuse(m_line, "the line ends with a CR that no LF follows",
                   "save the file with LF or CR LF at the ends of its lines");
        }
        // An empty line is no record, and the next one may begin it.
        parser.is_at_start = parser.unfinished <= 2 && parser.ends.empty() &&
                             bytes.find_first_not_of("\r\n") == std::string_view::npos;
    }
    if (!parser.is_complete) {
        return nullptr;
    }
    m_record.fields.clear();
    std::size_t begin = 0;
    for (const std::size_t end : parser.ends) {
        m_record.fields.emplace_back(parser.text.data() + begin, end - begin);
        begin = end;
    }
    m_record.is_plain = parser.is_plain;
    return &m_record;
}

} // namespace calltally::importer
