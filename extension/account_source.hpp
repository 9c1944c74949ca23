// SPDX-License-Identifier: MIT
//
// What the functions of a month and an account share: the two arguments, and the accounts one by
// one, so that no more than one account's rows are in memory.
#pragma once

#include "core/date_range.hpp"
#include "extension/table_function.hpp"

#include <string>
#include <vector>

namespace calltally::extension {

class AccountSource : public RowSource {
public:
    /// \param month, account the places of the parameters
    /// \throws BadParameter for a month that is none, and an account that is no text
    AccountSource(const TableCall& call, int month, int account);

    bool read(Rows& rows) final;

protected:
    const Mirror& mirror() const noexcept { return m_mirror; }
    core::Month month() const noexcept { return m_month; }
    std::string month_text() const { return core::format_month(m_month).str(); }
    /// The account's billed calls that are in the log and start in the days.
    /// \param columns what to select of them
    InnerQuery billed_calls(const std::string& columns, const std::string& account_sid,
                            const core::DateRange& days) const;

private:
    virtual void read_account(const std::string& account_sid, Rows& rows) = 0;

    Mirror m_mirror;
    core::Month m_month;
    std::vector<std::string> m_accounts; ///< in the order of their sids
    std::size_t m_next = 0;
};

} // namespace calltally::extension
