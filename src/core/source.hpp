// SPDX-License-Identifier: MIT
//
// Where a row came from. The API is one source of calls and usage; the files are the others.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace calltally::core {

/// In the order of how much a source knows of a call or a record: the first knows most.
enum class Source : std::uint8_t {
    api,
    rest_csv, ///< the API's own lists, asked for as CSV
    bulk,     ///< Bulk Export files
    console,  ///< files that the Console writes
    entered,  ///< typed off the Console's usage page
};

std::string_view name_of(Source source) noexcept;
/// The source of this name; empty for any other text.
std::optional<Source> source_named(std::string_view name) noexcept;

/// Whether `a` knows at least as much as `b`.
bool knows_as_much(Source a, Source b) noexcept;

/// The sources that something stands on.
class SourceSet {
public:
    SourceSet() = default;
    SourceSet(Source source) : m_bits(bit(source)) {} // NOLINT(google-explicit-constructor)

    void add(const SourceSet& other) noexcept { m_bits |= other.m_bits; }
    bool has(Source source) const noexcept { return (m_bits & bit(source)) != 0; }
    bool empty() const noexcept { return m_bits == 0; }
    /// `api`, or `api+console` for several; empty for none.
    std::optional<std::string> text() const;
    friend bool operator==(const SourceSet&, const SourceSet&) = default;

private:
    static unsigned bit(Source source) noexcept { return 1U << static_cast<unsigned>(source); }
    unsigned m_bits = 0;
};

} // namespace calltally::core
