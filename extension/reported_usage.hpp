// SPDX-License-Identifier: MIT
//
// What usage reports for an account and month, from the cells that the mirror keeps, and from the
// records where there is no cell: what the what-if functions compare their readings with.
#pragma once

#include "core/date_range.hpp"
#include "extension/inner_query.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace calltally::extension {

/// Of one category and month or day. Empty numbers: usage was not read.
struct ReportedUsage {
    bool is_rollup = false;
    std::optional<std::int64_t> count;
    std::optional<std::int64_t> microseconds;
    /// What may be lost in the decimals that the records show, both ways.
    std::int64_t tolerance_microseconds = 0;

    /// Whether so many calls and so much time are what is reported; empty where nothing is.
    std::optional<bool> equals(std::int64_t calls, std::int64_t calls_microseconds) const noexcept;
};

class ReportedMonth {
public:
    ReportedMonth(const Mirror& mirror, std::string_view account_sid, core::Month month);

    /// By category, the rollups included; empty for a month that was never worked out.
    const std::map<std::string, ReportedUsage, std::less<>>& categories() const noexcept {
        return m_categories;
    }
    /// The days that can be compared: usage of the day is known and complete, and so is its log.
    const std::map<std::pair<std::string, core::Date>, ReportedUsage>& days() const noexcept {
        return m_days;
    }

private:
    void read_cells(const Mirror& mirror, std::string_view account_sid, core::Month month);
    void read_tolerances(const Mirror& mirror, std::string_view account_sid, core::Month month);

    std::map<std::string, ReportedUsage, std::less<>> m_categories;
    std::map<std::pair<std::string, core::Date>, ReportedUsage> m_days;
    std::map<std::string, bool, std::less<>> m_is_by_day; ///< category -> made of its days
};

} // namespace calltally::extension
