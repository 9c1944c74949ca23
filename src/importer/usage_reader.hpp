// SPDX-License-Identifier: MIT
//
// A row of a usage file, in any of its formats, to a usage record. Usage is in UTC days.
#pragma once

#include "core/usage_record.hpp"
#include "importer/account_column.hpp"
#include "importer/price_currency.hpp"

#include <optional>

namespace calltally::importer {

struct UsageRow {
    core::UsageRecord record;
    bool includes_subaccounts = false;
};

class UsageReader {
public:
    /// \throws core::Error usage: nobody knows whose the file is, whether subaccounts are in it, or
    ///         which days it is of
    UsageReader(const Header& header, const ImportOptions& options, const std::string& file);

    /// \throws BadCell
    UsageRow read(const Cells& cells);

    Warnings& warnings() noexcept { return m_warnings; }

private:
    core::DateRange days_of(const Cells& cells) const;

    std::optional<core::DateRange> m_days; ///< of rows that do not say
    std::optional<bool> m_includes_subaccounts;
    AccountColumn m_account;
    PriceCurrency m_currency;
    Warnings m_warnings;
};

} // namespace calltally::importer
