// SPDX-License-Identifier: MIT
//
// The sids of a file, in constant memory: sorted stretches that go to a temporary file, and are
// merged at the end. Finds what a file has twice, and walks its sids in order.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::importer {

class SidIndex {
public:
    struct Entry {
        std::array<unsigned char, 16> sid; ///< its 32 hexadecimal digits
        std::uint64_t digest;              ///< of all that the row says
        std::int64_t line;

        std::string text() const; ///< `CA` and 32 digits
    };

    /// \param most_in_memory entries that are held before they go to the file
    explicit SidIndex(std::size_t most_in_memory = std::size_t{1} << 18U);
    SidIndex(const SidIndex&) = delete;
    SidIndex& operator=(const SidIndex&) = delete;
    ~SidIndex();

    /// \param sid `CA` and 32 lower-case hexadecimal digits
    void add(std::string_view sid, std::uint64_t digest, std::int64_t line);

    /// Calls back for every entry, by sid and then by line. Nothing can be added after it.
    void for_each(const std::function<void(const Entry&)>& visit);

    /// Calls back for each sid that several lines have: the first line and a later one, and
    /// whether both say the same.
    void for_each_repeated(
        const std::function<void(const Entry& first, const Entry& later, bool is_same)>& visit);

private:
    void flush();

    std::size_t m_most;
    std::vector<Entry> m_entries;
    std::FILE* m_file = nullptr;
    std::vector<std::size_t> m_stretches; ///< lengths of the sorted stretches in the file
};

/// A 64-bit digest of some texts, in their order.
class Digest {
public:
    void add(std::string_view text) noexcept;
    std::uint64_t value() const noexcept { return m_value; }

private:
    std::uint64_t m_value = 0xcbf29ce484222325U;
};

} // namespace calltally::importer
