// SPDX-License-Identifier: MIT
//
// One JSON object a line, flat but for what is passed over: the form of Bulk Export.
#pragma once

#include "importer/byte_source.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace calltally::importer {

struct JsonLine {
    std::int64_t line = 0; ///< counted from 1
    std::string_view text;
    /// Name and value of each member that is a text or a number, as written; null and what is
    /// nested are left out.
    std::vector<std::pair<std::string, std::string>> members;
    std::optional<std::string> error; ///< why it cannot be read
};

class JsonLines {
public:
    static constexpr std::size_t longest_line = std::size_t{1024} * 1024; ///< bytes

    explicit JsonLines(ByteSource& source) : m_source(source) {}

    /// The next line, valid until the next call; null at the end. Empty lines are passed over.
    /// \throws core::Error usage: a line is too long
    const JsonLine* next();

private:
    ByteSource& m_source;
    std::string m_text;
    JsonLine m_json;
    std::int64_t m_line = 0;
};

} // namespace calltally::importer
