// SPDX-License-Identifier: MIT
//
// What the functions of a month and an account share: the two arguments, and the accounts one by
// one, so that no more than one account's rows are in memory.
#pragma once

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

private:
    virtual void read_account(const std::string& account_sid, Rows& rows) = 0;

    Mirror m_mirror;
    core::Month m_month;
    std::vector<std::string> m_accounts; ///< in the order of their sids
    std::size_t m_next = 0;
};

} // namespace calltally::extension
