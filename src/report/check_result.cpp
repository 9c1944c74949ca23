// SPDX-License-Identifier: MIT
#include "report/check_result.hpp"

#include "report/status_report.hpp"
#include "store/bindings.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace calltally::report {

namespace {

using Kind = MonthOutlook::Kind;

/// Whether the months asked for include this one.
class ChosenMonths {
public:
    ChosenMonths(const MonthChoice& choice, const std::vector<MonthOutlook>& outlooks)
        : m_choice(choice) {
        std::set<std::string, std::greater<>> over;
        for (const MonthOutlook& outlook : outlooks) {
            if (outlook.is_over) {
                over.insert(outlook.month);
            }
        }
        for (const std::string& month : over) {
            if (static_cast<std::int64_t>(m_newest.size()) < choice.newest.value_or(0)) {
                m_newest.insert(month);
            }
        }
    }

    bool has(const std::string& month) const {
        return (!m_choice.from || month >= *m_choice.from) &&
               (!m_choice.to || month <= *m_choice.to) &&
               (!m_choice.newest || m_newest.contains(month));
    }

private:
    MonthChoice m_choice;
    std::set<std::string> m_newest;
};

bool is_within(const core::Amounts& amounts, const core::Amounts& thresholds) {
    return std::abs(amounts.calls) <= thresholds.calls &&
           std::abs(amounts.microseconds) <= thresholds.microseconds &&
           std::abs(amounts.price_micros) <= thresholds.price_micros;
}

/// What of the month differs by more than it may. Rounding is no difference, as in `state`; and
/// Twilio's own sum `calls` is none of the categories, nor their sum.
std::vector<DifferingCell> differing_cells(SQLite::Database& connection,
                                           const MonthOutlook& outlook,
                                           const core::Amounts& thresholds) {
    SQLite::Statement query(connection, R"sql(
        SELECT cell.category, cell.count_difference, cell.difference_microseconds,
            coalesce(cell.price_difference_micros, 0), coalesce(cell.price_unit, ''),
            coalesce(sum(CASE WHEN cause.cause = 'unexplained' THEN cause.calls END), 0),
            coalesce(sum(CASE WHEN cause.cause = 'unexplained' THEN cause.microseconds END), 0),
            coalesce(sum(CASE WHEN cause.cause = 'unexplained' THEN cause.price_micros END), 0),
            coalesce(sum(CASE WHEN cause.cause IN ('usage_rounding', 'price_rounding')
                THEN cause.microseconds END), 0),
            coalesce(sum(CASE WHEN cause.cause IN ('usage_rounding', 'price_rounding')
                THEN cause.price_micros END), 0)
        FROM monthly_discrepancies AS cell
        LEFT JOIN discrepancy_causes AS cause
            ON cause.account_sid = cell.account_sid AND cause.month = cell.month
            AND cause.category = cell.category
        WHERE cell.account_sid = ?1 AND cell.month = ?2
            AND (cell.is_rollup = 0 OR cell.category = 'combined')
            AND cell.state NOT IN ('agrees', 'pending', 'not comparable')
        GROUP BY cell.category ORDER BY cell.is_rollup, cell.category)sql");
    store::bind_value(query, 1, outlook.account_sid);
    store::bind_value(query, 2, outlook.month);
    std::vector<DifferingCell> cells;
    while (query.executeStep()) {
        DifferingCell cell;
        const auto number = [&query](int column) {
            return std::int64_t{query.getColumn(column).getInt64()};
        };
        cell.account_sid = outlook.account_sid;
        cell.month = outlook.month;
        cell.category = query.getColumn(0).getString();
        cell.difference = {number(1), number(2), number(3)};
        cell.price_unit = query.getColumn(4).getString();
        cell.unexplained = {number(5), number(6), number(7)};
        if (!is_within(cell.difference - core::Amounts{0, number(8), number(9)}, thresholds)) {
            cells.push_back(std::move(cell));
        }
    }
    return cells;
}

/// Why there is nothing to compare: of the month that will be comparable first.
std::string reason_for_nothing(const CheckResult& result, const std::string& choice) {
    const LeftOutMonth* first = nullptr;
    for (const LeftOutMonth& month : result.pending) {
        const auto& time = month.outlook.look_again_at;
        if (first == nullptr ||
            (time && (!first->outlook.look_again_at || *time < *first->outlook.look_again_at))) {
            first = &month;
        }
    }
    if (first == nullptr && !result.not_comparable.empty()) {
        first = &result.not_comparable.back();
    }
    return first == nullptr
               ? choice
               : first->outlook.month + " of " + first->account + ": " + first->outlook.reason;
}

} // namespace

core::ExitCode CheckResult::exit_code() const noexcept {
    if (compared == 0) {
        return core::ExitCode::temporary_failure;
    }
    return agreeing == compared ? core::ExitCode::done : core::ExitCode::differences;
}

CheckResult check(SQLite::Database& connection, const CheckFilter& filter) {
    std::vector<MonthOutlook> outlooks = month_outlooks(connection);
    const bool is_empty = outlooks.empty();
    if (filter.account_sid) {
        std::erase_if(outlooks, [&filter](const MonthOutlook& outlook) {
            return outlook.account_sid != *filter.account_sid;
        });
        if (outlooks.empty() && !is_empty) {
            throw core::Error(core::ExitCode::usage,
                              "--account: nothing of " + *filter.account_sid + " is mirrored",
                              "calltally status shows the accounts");
        }
    }
    const ChosenMonths chosen(filter.months, outlooks);
    const AccountNames names(connection);
    CheckResult result;
    result.mirrored_at = newest_reading(connection);
    for (const MonthOutlook& outlook : outlooks) {
        const std::string name = names.of(outlook.account_sid);
        if (!chosen.has(outlook.month)) {
            continue;
        }
        if (result.accounts.empty() || result.accounts.back().account_sid != outlook.account_sid) {
            result.accounts.push_back({outlook.account_sid, name, 0, 0});
        }
        if (outlook.kind == Kind::in_part) {
            result.in_part.push_back({outlook, name});
        } else if (outlook.kind != Kind::compared) {
            auto& list = outlook.kind == Kind::pending ? result.pending : result.not_comparable;
            list.push_back({outlook, name});
            continue;
        }
        std::vector<DifferingCell> cells = differing_cells(connection, outlook, filter.thresholds);
        ++result.compared;
        ++result.accounts.back().compared;
        if (cells.empty()) {
            ++result.agreeing;
            ++result.accounts.back().agreeing;
        }
        for (DifferingCell& cell : cells) {
            cell.account = name;
            result.differing.push_back(std::move(cell));
        }
        result.first_month = result.first_month.empty()
                                 ? outlook.month
                                 : std::min(result.first_month, outlook.month);
        result.last_month = std::max(result.last_month, outlook.month);
    }
    for (const LeftOutMonth& month : result.pending) {
        const auto& time = month.outlook.look_again_at;
        if (time && (!result.look_again_at || *time < *result.look_again_at)) {
            result.look_again_at = time;
        }
    }
    if (result.compared == 0) {
        result.reason = reason_for_nothing(result, is_empty ? "no month is mirrored yet"
                                                            : "none of these months is mirrored");
    }
    return result;
}

} // namespace calltally::report
