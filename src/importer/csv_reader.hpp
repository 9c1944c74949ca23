// SPDX-License-Identifier: MIT
//
// RFC 4180 over a byte source, strictly: records with the line they begin on. libcsv decides what
// is a field; lines are counted here, because it does not.
#pragma once

#include "importer/byte_source.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::importer {

/// One record of a file.
struct CsvRecord {
    std::int64_t line = 0; ///< of its first byte, counted from 1
    std::vector<std::string_view> fields;
    bool is_plain = true; ///< only ASCII, and no NUL: nothing to check
};

class CsvReader {
public:
    static constexpr std::size_t longest_field = std::size_t{64} * 1024; ///< bytes
    static constexpr std::size_t most_fields = 500;

    /// \param first_line number of the source's next line
    CsvReader(ByteSource& source, char delimiter, std::int64_t first_line = 1);
    CsvReader(const CsvReader&) = delete;
    CsvReader& operator=(const CsvReader&) = delete;
    ~CsvReader();

    /// The next record, valid until the next call; null at the end. Empty lines are passed over.
    /// \throws core::Error usage, with line and column: a quotation mark in the wrong place or
    ///         never closed, a lone CR as the end of a line, a field or record too long
    const CsvRecord* next();

private:
    struct Parser;
    void feed(std::string_view bytes);
    void finish();
    [[noreturn]] void refuse(std::int64_t line, std::string_view what,
                             std::string_view remedy) const;

    ByteSource& m_source;
    std::unique_ptr<Parser> m_parser;
    CsvRecord m_record;
    std::int64_t m_line;
};

} // namespace calltally::importer
