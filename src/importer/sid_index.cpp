// SPDX-License-Identifier: MIT
#include "importer/sid_index.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <queue>
#include <tuple>

namespace calltally::importer {

namespace {

using Entry = SidIndex::Entry;

unsigned char value_of(char digit) noexcept {
    return static_cast<unsigned char>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

bool is_before(const Entry& a, const Entry& b) noexcept {
    return std::tie(a.sid, a.line) < std::tie(b.sid, b.line);
}

[[noreturn]] void fail() {
    throw core::Error(core::ExitCode::storage_failure,
                      "a temporary file for the sids of a large file cannot be written or read",
                      "free space where TMPDIR points to");
}

/// One sorted stretch of the file, read a block at a time.
class Stretch {
public:
    Stretch(std::FILE* file, std::size_t first, std::size_t length)
        : m_file(file), m_next(first), m_end(first + length) {}

    std::optional<Entry> next() {
        constexpr std::size_t block = 4096;
        if (m_place == m_block.size()) {
            m_block.resize(std::min(block, m_end - m_next));
            m_place = 0;
            if (m_block.empty()) {
                return std::nullopt;
            }
            if (std::fseek(m_file, static_cast<long>(m_next * sizeof(Entry)), SEEK_SET) != 0 ||
                std::fread(m_block.data(), sizeof(Entry), m_block.size(), m_file) !=
                    m_block.size()) {
                fail();
            }
            m_next += m_block.size();
        }
        return m_block[m_place++];
    }

private:
    std::FILE* m_file;
    std::size_t m_next;
    std::size_t m_end;
    std::vector<Entry> m_block;
    std::size_t m_place = 0;
};

} // namespace

std::string Entry::text() const {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "CA";
    for (const unsigned char byte : sid) {
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

SidIndex::SidIndex(std::size_t most_in_memory) : m_most(std::max<std::size_t>(most_in_memory, 1)) {}

SidIndex::~SidIndex() {
    if (m_file != nullptr) {
        static_cast<void>(std::fclose(m_file)); // nobody reads it any more
    }
}

void SidIndex::add(std::string_view sid, std::uint64_t digest, std::int64_t line) {
    Entry entry{{}, digest, line};
    for (std::size_t i = 0; i < entry.sid.size(); ++i) {
        entry.sid[i] =
            static_cast<unsigned char>(value_of(sid[2 + 2 * i]) << 4U | value_of(sid[3 + 2 * i]));
    }
    m_entries.push_back(entry);
    if (m_entries.size() == m_most) {
        flush();
    }
}

void SidIndex::flush() {
    std::sort(m_entries.begin(), m_entries.end(), is_before);
    if (m_file == nullptr) {
        m_file = std::tmpfile();
    }
    if (m_file == nullptr || std::fwrite(m_entries.data(), sizeof(Entry), m_entries.size(),
                                         m_file) != m_entries.size()) {
        fail();
    }
    m_stretches.push_back(m_entries.size());
    m_entries.clear();
}

void SidIndex::for_each(const std::function<void(const Entry&)>& visit) {
    std::sort(m_entries.begin(), m_entries.end(), is_before);
    if (m_file != nullptr && std::fflush(m_file) != 0) {
        fail();
    }
    std::vector<Stretch> stretches;
    std::size_t first = 0;
    for (const std::size_t length : m_stretches) {
        stretches.emplace_back(m_file, first, length);
        first += length;
    }
    // The heads of all stretches, the smallest on top; the last stretch is the one in memory.
    using Head = std::pair<Entry, std::size_t>;
    const auto later = [](const Head& a, const Head& b) { return is_before(b.first, a.first); };
    std::priority_queue<Head, std::vector<Head>, decltype(later)> heads(later);
    std::size_t place = 0;
    const auto advance = [&](std::size_t stretch) {
        if (stretch < stretches.size()) {
            if (const auto entry = stretches[stretch].next()) {
                heads.emplace(*entry, stretch);
            }
        } else if (place < m_entries.size()) {
            heads.emplace(m_entries[place++], stretch);
        }
    };
    for (std::size_t stretch = 0; stretch <= stretches.size(); ++stretch) {
        advance(stretch);
    }
    while (!heads.empty()) {
        const auto [entry, stretch] = heads.top();
        heads.pop();
        visit(entry);
        advance(stretch);
    }
}

void SidIndex::for_each_repeated(
    const std::function<void(const Entry&, const Entry&, bool)>& visit) {
    std::optional<Entry> first;
    for_each([&](const Entry& entry) {
        if (first && first->sid == entry.sid) {
            visit(*first, entry, first->digest == entry.digest);
        } else {
            first = entry;
        }
    });
}

void Digest::add(std::string_view text) noexcept {
    constexpr std::uint64_t odd = 0x9e3779b97f4a7c15U;
    const auto mix = [this](std::uint64_t word) {
        m_value = (m_value ^ word) * odd;
        m_value ^= m_value >> 29U;
    };
    while (text.size() >= sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), sizeof(word));
        mix(word);
        text.remove_prefix(sizeof(word));
    }
    std::uint64_t rest = text.size();
    for (const char character : text) {
        rest = rest << 8U | static_cast<unsigned char>(character);
    }
    mix(rest | std::uint64_t{1} << 63U);
}

} // namespace calltally::importer
