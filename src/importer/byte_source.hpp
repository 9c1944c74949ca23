// SPDX-License-Identifier: MIT
//
// The bytes of an import file, or of standard input: a stretch at a time, unpacked if they are
// gzip. What cannot be such a file is refused by its content, whatever its name says.
#pragma once

#include "core/timestamp.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace calltally::importer {

class ByteSource {
public:
    /// \param path  `-` is standard input; any other text is a file's name, `file:` as well
    /// \param twice it will be read twice: what cannot be is copied to a temporary file first
    /// \throws core::Error usage: missing, unreadable, a folder, or content that is not text
    ///         (zip, xlsx, UTF-16); storage_failure: reading fails
    static ByteSource open(const std::string& path, bool twice = false);
    ByteSource(ByteSource&& other) noexcept;
    ByteSource& operator=(ByteSource&&) = delete;
    ~ByteSource();

    /// The next line with its ending: LF, or a CR that no LF follows. A line longer than the
    /// buffer comes in pieces without an ending. Empty at the end. Valid until the next call.
    /// \throws core::Error as above; also where a gzip file breaks off, or a file was changed
    std::string_view next_line();
    /// The first bytes of the content, without a byte-order mark; nothing is taken from it.
    std::string_view first_bytes();
    /// Starts again; only where it was opened to be read twice, or is a regular file.
    void rewind();

    /// For messages and for the mirror: the name without its folder, `-` for standard input.
    const std::string& name() const noexcept { return m_name; }
    /// When a regular file was last written.
    std::optional<core::Instant> modified_at() const noexcept { return m_modified_at; }

    /// A name as a message shows it: on one line, whatever is in it.
    static std::string quoted(std::string_view name);

private:
    struct State;
    ByteSource(std::string name, std::unique_ptr<State> state);

    std::string m_name;
    std::optional<core::Instant> m_modified_at;
    std::unique_ptr<State> m_state;
};

} // namespace calltally::importer
