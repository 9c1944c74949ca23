// SPDX-License-Identifier: MIT
//
// What an imported file leaves beside its rows: which days it covers, and where it came from.
#include "cli/import_run.hpp"
#include "store/account_store.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace calltally::cli {

using importer::ImportFile;

void ImportRun::cover(ImportFile& file, const importer::ImportOptions& options) {
    const bool is_usage = importer::is_usage(m_result.format);
    const core::Source source = importer::source_of(m_result.format);
    if (const auto covered = file.covered()) {
        m_result.covered = store::TimeSpan{covered->first, covered->second};
    }
    std::set<std::string> accounts = m_result.account_sids;
    if (accounts.empty() && options.account_sids.size() == 1) { // a file without a row
        add_account(options.account_sids.front());
        accounts = m_result.account_sids;
    }
    for (const std::string& account_sid : accounts) {
        if (m_result.covered) {
            const core::DateRange days =
                is_usage ? core::DateRange{core::date_of(m_result.covered->from),
                                           core::date_of(m_result.covered->to)}
                         : store::whole_days(m_connection, account_sid, source, *m_result.covered);
            if (!days.empty()) {
                m_result.covered_days[account_sid] = days;
                if (is_usage) {
                    cover_usage(account_sid, days);
                } else {
                    store::Window window;
                    window.account_sid = account_sid;
                    window.source = source;
                    window.days = days;
                    window.started_at = m_as_of;
                    window.id = store::open_window(m_connection, m_run_id, window);
                    store::record_page(
                        m_connection, window,
                        {m_counts[account_sid].rows, 0, 0, m_counts[account_sid].rows_quarantined},
                        std::nullopt, m_as_of);
                }
            }
        }
        if (is_usage) {
            note_uncovered_days(account_sid);
        }
        if (!is_usage || !m_includes_subaccounts) {
            store::set_source(m_connection, account_sid,
                              is_usage ? store::Side::usage : store::Side::log, source);
        }
        const Counts& counts = m_counts[account_sid];
        store::ImportRecord record;
        record.run_id = m_run_id;
        record.account_sid = account_sid;
        record.file_name = m_result.name;
        record.format = importer::name_of(m_result.format);
        record.source = source;
        record.zone = m_result.zone;
        record.lacks = fmt::format("{}", fmt::join(m_result.lacks, ", "));
        record.first_time = m_result.shift.first;
        record.last_time = m_result.shift.last;
        record.covered = m_result.covered;
        if (is_usage) {
            record.includes_subaccounts = m_includes_subaccounts;
        }
        record.rows = counts.rows;
        record.rows_new = counts.rows_new;
        record.rows_changed = counts.rows_changed;
        record.rows_quarantined = counts.rows_quarantined;
        record.moved_days = m_result.shift.moved_days;
        record.moved_months = m_result.shift.moved_months;
        store::record_import(m_connection, record);
    }
}

void ImportRun::cover_usage(const std::string& account_sid, const core::DateRange& days) {
    // Every category was listed: what is absent is zero, by month and, where days were listed, by
    // day.
    const core::Source source = importer::source_of(m_result.format);
    std::set<std::string> by_day{""};
    for (const auto& [key, seen] : m_usage) {
        if (std::get<0>(key) == account_sid && std::get<2>(key) == std::get<3>(key)) {
            by_day.insert(std::get<1>(key));
        }
    }
    for (const std::string& category : by_day) {
        store::Window window;
        window.account_sid = account_sid;
        window.source = source;
        window.resource =
            category.empty() ? store::Resource::usage_monthly : store::Resource::usage_daily;
        window.category = category;
        window.includes_subaccounts = m_includes_subaccounts;
        window.days = days;
        window.started_at = m_as_of;
        window.id = store::open_window(m_connection, m_run_id, window);
        store::record_page(m_connection, window, {}, std::nullopt, m_as_of);
    }
}

void ImportRun::note_uncovered_days(const std::string& account_sid) {
    std::vector<core::Date> days;
    for (const auto& [key, seen] : m_usage) {
        const auto& [account, category, first, last, includes_subaccounts] = key;
        if (account == account_sid && first == last &&
            includes_subaccounts == m_includes_subaccounts) {
            days.push_back(first);
        }
    }
    if (days.empty()) {
        return;
    }
    const auto [first, last] = std::minmax_element(days.begin(), days.end());
    const auto covered =
        store::coverage(m_connection, account_sid, store::Resource::usage_monthly, "",
                        {*first, *last + std::chrono::days{1}}, m_includes_subaccounts,
                        importer::source_of(m_result.format));
    const auto open = std::count_if(days.begin(), days.end(), [&covered](core::Date day) {
        return std::none_of(covered.begin(), covered.end(), [day](const store::Coverage& stretch) {
            return stretch.days.contains(day);
        });
    });
    if (open > 0) {
        m_result.warnings["usage by day of which no file says that it lists all categories: kept, "
                          "compared with nothing; import it with --covers"] += open;
    }
}

} // namespace calltally::cli
