// SPDX-License-Identifier: MIT
#include "importer/price_currency.hpp"

#include "core/error.hpp"
#include "importer/byte_source.hpp"

#include <fmt/format.h>

namespace calltally::importer {

using core::Error;
using core::ExitCode;

PriceCurrency::PriceCurrency(const Header& header, const ImportOptions& options,
                             const std::string& file)
    : m_given(options.currency), m_file(ByteSource::quoted(file)) {
    const bool has_price = header.has(Column::price) || header.has(Column::price_micros);
    if (has_price && !header.has(Column::price_unit) && !m_given) {
        throw Error(ExitCode::usage,
                    fmt::format("{} has prices, but no column with their currency", m_file),
                    "add --currency, as in --currency USD");
    }
}

std::optional<std::string> PriceCurrency::of(const Cells& cells, Warnings& warnings) const {
    auto named = currency_of(cells, Column::price_unit, warnings);
    if (named && m_given && *named != *m_given) {
        // Not a bad row: with --skip-bad all of them would be put aside for a slip of the user's.
        throw Error(ExitCode::usage,
                    fmt::format("{} has prices in {}, and --currency says {}", m_file,
                                shown(*named), *m_given),
                    "nothing of the file was imported; leave --currency out: the file says it");
    }
    return named ? named : m_given;
}

} // namespace calltally::importer
