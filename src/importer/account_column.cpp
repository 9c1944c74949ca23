// SPDX-License-Identifier: MIT
#include "importer/account_column.hpp"

#include "core/error.hpp"
#include "importer/byte_source.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calltally::importer {

using core::Error;
using core::ExitCode;

std::string account_in_name(std::string_view file) {
    constexpr std::size_t sid_length = 34;
    for (std::size_t place = file.find("AC"); place != std::string_view::npos;
         place = file.find("AC", place + 1)) {
        if (is_sid(file.substr(place, sid_length), "AC")) {
            return std::string{file.substr(place, sid_length)};
        }
    }
    return {};
}

AccountColumn::AccountColumn(const ImportOptions& options, const std::string& file, bool has_column)
    : m_allowed(options.account_sids), m_takes_all(options.all_accounts) {
    if (m_allowed.size() == 1) {
        m_only = m_allowed.front();
    }
    if (has_column) {
        return;
    }
    const std::string named = account_in_name(file);
    if (m_only.empty()) {
        m_only = named;
    } else if (!named.empty() && named != m_only) {
        throw Error(ExitCode::usage,
                    fmt::format("{} is of account {} by its name, not of {}",
                                ByteSource::quoted(file), named, m_only),
                    "give the right --account, or rename the file");
    }
    if (m_only.empty()) {
        throw Error(ExitCode::usage,
                    fmt::format("{} does not say whose it is: it has no account column",
                                ByteSource::quoted(file)),
                    m_allowed.empty() ? "add --account AC..."
                                      : "give one --account only, and import each file by itself");
    }
}

std::string_view AccountColumn::of(const Cells& cells) {
    if (!cells.has(Column::account_sid)) {
        if (m_only.empty()) {
            throw BadCell{Column::account_sid, "there is none, and --account does not say it"};
        }
        return m_only;
    }
    const std::string_view sid = cells[Column::account_sid];
    if (sid == m_first_seen) {
        return sid;
    }
    const std::string_view checked = sid_of(cells, Column::account_sid, "AC");
    if (!m_allowed.empty()) {
        if (std::find(m_allowed.begin(), m_allowed.end(), checked) == m_allowed.end()) {
            throw BadCell{Column::account_sid,
                          fmt::format("{} is not the account of --account", checked)};
        }
    } else if (!m_takes_all && !m_first_seen.empty()) {
        throw BadCell{Column::account_sid,
                      fmt::format("{} is a second account: add --all-accounts if all of them are "
                                  "meant, or --account",
                                  checked)};
    }
    m_first_seen = checked;
    return m_first_seen;
}

} // namespace calltally::importer
