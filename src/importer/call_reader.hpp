// SPDX-License-Identifier: MIT
//
// A row of a call log, in any of its formats, to a call.
#pragma once

#include "core/call.hpp"
#include "importer/account_column.hpp"
#include "importer/price_currency.hpp"
#include "importer/time_reader.hpp"

#include <cstdint>
#include <optional>

namespace calltally::importer {

/// How far the file's own days and months are from UTC's.
struct TimeShift {
    std::int64_t moved_days = 0;        ///< calls whose UTC day is not the day the file shows
    std::int64_t moved_months = 0;      ///< the same for months
    std::optional<core::Instant> first; ///< earliest and latest start
    std::optional<core::Instant> last;
    std::optional<std::chrono::local_seconds> first_wall; ///< the same, as the file shows them
    std::optional<std::chrono::local_seconds> last_wall;
};

class CallReader {
public:
    /// \throws core::Error usage: a price without a currency, or nobody knows whose the file is
    CallReader(const Header& header, const ImportOptions& options, const std::string& file);

    /// \throws BadCell
    core::Call read(const Cells& cells);
    /// The source of the row that read() saw last: the mirror's own dumps say it themselves.
    core::Source last_source() const noexcept { return m_last_source; }

    const TimeShift& shift() const noexcept { return m_shift; }
    Warnings& warnings() noexcept { return m_warnings; }

private:
    void read_times(const Cells& cells, core::Call& call);
    void read_price(const Cells& cells, core::Call& call);
    void read_words(const Cells& cells, core::Call& call);
    void read_addresses(const Cells& cells, core::Call& call);

    FileFormat m_format;
    AccountColumn m_account;
    TimeReader m_times;
    PriceCurrency m_currency;
    TimeShift m_shift;
    Warnings m_warnings;
    core::Source m_last_source;
};

} // namespace calltally::importer
