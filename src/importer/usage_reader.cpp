// SPDX-License-Identifier: MIT
#include "importer/usage_reader.hpp"

#include "core/error.hpp"
#include "importer/byte_source.hpp"
#include "importer/time_reader.hpp"
#include "importer/words.hpp"

#include <fmt/format.h>

namespace calltally::importer {

namespace {

using core::Error;
using core::ExitCode;

constexpr std::size_t longest_category = 200; ///< bytes

core::Date date_in(const Cells& cells, Column column) {
    const auto date = core::parse_date(cells[column]);
    if (!date) {
        throw BadCell{column,
                      fmt::format("{} is not a day as in 2026-07-01", shown(cells[column]))};
    }
    return *date;
}

/// `yes`, `no`, `1`, `0`, `true`, `false`.
bool yes_or_no(const Cells& cells, Column column) {
    const std::string_view text = cells[column];
    if (text == "yes" || text == "1" || text == "true" || text == "Yes") {
        return true;
    }
    if (text == "no" || text == "0" || text == "false" || text == "No") {
        return false;
    }
    throw BadCell{column, fmt::format("{} is neither yes nor no", shown(text))};
}

} // namespace

UsageReader::UsageReader(const Header& header, const ImportOptions& options,
                         const std::string& file)
    : m_includes_subaccounts(options.includes_subaccounts),
      m_account(options, file, header.has(Column::account_sid)), m_currency(header, options, file) {
    const std::string name = ByteSource::quoted(file);
    if (!m_includes_subaccounts && !header.has(Column::includes_subaccounts)) {
        throw Error(
            ExitCode::usage, fmt::format("{} does not say whether subaccounts are in it", name),
            "add --includes-subaccounts yes or no; Twilio includes them unless told not to");
    }
    if (options.covers) {
        m_days = core::DateRange{core::Date{options.covers->from.time_since_epoch()},
                                 core::Date{options.covers->to.time_since_epoch()}};
    }
    if (!header.has(Column::start_date) && !header.has(Column::month) && !m_days) {
        throw Error(ExitCode::usage, fmt::format("{} does not say which days it is of", name),
                    "add --covers, as in --covers 2026-07-01..2026-08-01");
    }
}

core::DateRange UsageReader::days_of(const Cells& cells) const {
    if (cells.has(Column::start_date)) {
        const core::Date start = date_in(cells, Column::start_date);
        const core::Date end =
            cells.has(Column::end_date) ? date_in(cells, Column::end_date) : start;
        if (end < start) {
            throw BadCell{Column::end_date, fmt::format("{} is before the first day",
                                                        shown(cells[Column::end_date]))};
        }
        return core::from_usage_dates({start, end});
    }
    if (cells.has(Column::month)) {
        const auto month = core::parse_month(cells[Column::month]);
        if (!month) {
            throw BadCell{Column::month, fmt::format("{} is not a month as in 2026-07",
                                                     shown(cells[Column::month]))};
        }
        return core::month_range(*month);
    }
    if (!m_days) {
        throw BadCell{Column::start_date, "there is none, and --covers does not say it"};
    }
    return *m_days;
}

UsageRow UsageReader::read(const Cells& cells) {
    UsageRow row;
    core::UsageRecord& record = row.record;
    record.account_sid = m_account.of(cells);
    Word category = category_word(cells[Column::category]);
    if (category.text.empty() || category.text.size() > longest_category) {
        throw BadCell{Column::category,
                      fmt::format("it is empty or longer than {} bytes", longest_category)};
    }
    if (!category.is_known) {
        ++m_warnings[fmt::format("unknown category {}: kept, compared with nothing",
                                 shown(category.text))];
    }
    record.category = std::move(category.text);
    record.description = text_of(cells, Column::description);
    record.days = days_of(cells);
    record.count = whole_number_of(cells, Column::count);
    record.count_unit = text_of(cells, Column::count_unit);
    record.usage = decimal_of(cells, Column::usage);
    record.usage_unit = text_of(cells, Column::usage_unit);
    record.price = decimal_of(cells, Column::price);
    record.price_unit = m_currency.of(cells, m_warnings);
    if (!record.price && !cells.has(Column::price_unit)) {
        record.price_unit.reset(); // what --currency says is of prices
    }
    // What is complete up to a time is said in UTC.
    TimeReader as_of(std::nullopt, std::nullopt, true);
    record.as_of = as_of.read(cells, Column::as_of);
    row.includes_subaccounts = cells.has(Column::includes_subaccounts)
                                   ? yes_or_no(cells, Column::includes_subaccounts)
                                   : m_includes_subaccounts.value_or(false);
    return row;
}

} // namespace calltally::importer
