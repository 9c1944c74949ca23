// SPDX-License-Identifier: MIT
#include "extension/account_source.hpp"

namespace calltally::extension {

AccountSource::AccountSource(const TableCall& call, int month, int account)
    : m_mirror(call.mirror()), m_month(call.arguments().month_parameter(month)) {
    InnerQuery query = m_mirror.query(call.has(account) ? "SELECT sid FROM @accounts WHERE sid = ?1"
                                                        : "SELECT sid FROM @accounts ORDER BY sid");
    if (call.has(account)) {
        const auto sid = call.arguments().text(account);
        if (!sid) {
            call.arguments().refuse(account, "account must be the sid of an account");
        }
        query.bind(1, *sid);
    }
    while (query.step()) {
        m_accounts.emplace_back(query.text(0));
    }
}

InnerQuery AccountSource::billed_calls(const std::string& columns, const std::string& account_sid,
                                       const core::DateRange& days) const {
    InnerQuery calls = m_mirror.query("SELECT " + columns +
                                      " FROM @calls WHERE account_sid = ?1 AND usage_date >= ?2 "
                                      "AND usage_date < ?3 AND is_billed = 1 "
                                      "AND missing_since IS NULL");
    calls.bind(1, account_sid);
    calls.bind(2, days.from);
    calls.bind(3, days.to);
    return calls;
}

bool AccountSource::read(Rows& rows) {
    if (m_next == m_accounts.size()) {
        return false;
    }
    read_account(m_accounts[m_next++], rows);
    return true;
}

} // namespace calltally::extension
