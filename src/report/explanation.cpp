// SPDX-License-Identifier: MIT
#include "report/explanation.hpp"

#include "core/error.hpp"
#include "core/usage_category.hpp"
#include "report/explanation_words.hpp"
#include "report/status_report.hpp"
#include "store/bindings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

namespace calltally::report {

namespace {

namespace names = core::usage_categories;
using store::number_column;
using store::text_column;

/// How much a cause weighs in an order: by calls or by minutes, whichever is more, then by price.
std::pair<std::int64_t, std::int64_t> weight_of(const core::Amounts& part) {
    constexpr std::int64_t microseconds_per_minute =
        core::microseconds_per_second * core::seconds_per_minute;
    return {std::max(std::abs(part.calls) * microseconds_per_minute, std::abs(part.microseconds)),
            std::abs(part.price_micros)};
}

std::vector<Column> call_columns() {
    return {{"account_sid", "account"},
            {"month", "month"},
            {"category", "category"},
            {"cause", "cause"},
            {"sid", "call"},
            {"start_time", "start (UTC)"},
            {"from_address", "from"},
            {"to_address", "to"},
            {"status", "status"},
            {"duration", "seconds", true},
            {"billed_seconds", "billed", true},
            {"price", "price", true},
            {"price_unit", "unit"}};
}

/// Reads one account's month.
class MonthReader {
public:
    MonthReader(SQLite::Database& connection, const std::string& account_sid, std::string month)
        : m_connection(connection), m_account_sid(account_sid), m_month(std::move(month)) {}

    std::vector<ExplainedCell> cells() const {
        SQLite::Statement query(
            m_connection,
            "SELECT category, is_rollup, state, billed_calls, log_microseconds, "
            "coalesce(log_price_micros, 0), coalesce(usage_count, 0), "
            "coalesce(usage_microseconds, 0), coalesce(usage_price_micros, 0), "
            "usage_count IS NOT NULL, price_difference_micros IS NOT NULL, "
            "coalesce(price_unit, ''), coalesce(log_source, ''), coalesce(usage_source, '') "
            "FROM monthly_discrepancies WHERE account_sid = ?1 AND month = ?2 ORDER BY category");
        bind_month(query);
        std::vector<ExplainedCell> cells;
        while (query.executeStep()) {
            ExplainedCell cell;
            const auto number = [&query](int column) {
                return std::int64_t{query.getColumn(column).getInt64()};
            };
            cell.category = query.getColumn(0).getString();
            cell.is_rollup = number(1) != 0;
            cell.state = query.getColumn(2).getString();
            cell.log = {number(3), number(4), number(5)};
            cell.usage = {number(6), number(7), number(8)};
            cell.usage_is_read = number(9) != 0;
            cell.prices_compare = number(10) != 0;
            cell.price_unit = query.getColumn(11).getString();
            cell.log_source = query.getColumn(12).getString();
            cell.usage_source = query.getColumn(13).getString();
            cells.push_back(std::move(cell));
        }
        return cells;
    }

    void read_causes(ExplainedCell& cell) const {
        SQLite::Statement query(
            m_connection,
            "SELECT cause.cause, cause.calls, cause.microseconds, cause.price_micros, "
            "cause.affected_calls, cause.certainty, cause.explanation, coalesce(("
            "SELECT group_concat(DISTINCT nullif(finding.readings, '')) "
            "FROM discrepancy_findings AS finding WHERE finding.account_sid = cause.account_sid "
            "AND finding.month = cause.month AND finding.category = cause.category "
            "AND finding.cause = cause.cause), '') FROM discrepancy_causes AS cause "
            "WHERE cause.account_sid = ?1 AND cause.month = ?2 AND cause.category = ?3 "
            "ORDER BY cause.cause");
        bind_month(query);
        store::bind_value(query, 3, cell.category);
        while (query.executeStep()) {
            ExplainedCause cause;
            cause.cause = query.getColumn(0).getString();
            cause.part = {query.getColumn(1).getInt64(), query.getColumn(2).getInt64(),
                          query.getColumn(3).getInt64()};
            if (cause.cause == "unexplained") {
                cell.unexplained = cause.part;
                continue;
            }
            cause.affected_calls = number_column(query, 4);
            cause.certainty = query.getColumn(5).getString();
            cause.explanation = query.getColumn(6).getString();
            cause.readings = query.getColumn(7).getString();
            cell.causes.push_back(std::move(cause));
        }
        std::stable_sort(cell.causes.begin(), cell.causes.end(),
                         [](const ExplainedCause& a, const ExplainedCause& b) {
                             return weight_of(a.part) > weight_of(b.part);
                         });
    }

    /// Asks only where the rows leave room for another reading: a difference of calls or minutes
    /// that what they show does not make up.
    void read_readings(std::vector<ExplainedCell>& cells) const {
        const bool is_open = std::any_of(cells.begin(), cells.end(), may_be_read_otherwise);
        if (!is_open) {
            return;
        }
        add_readings(cells,
                     "SELECT category, model || ' ' || reading, model, reading = 'total_once' "
                     "FROM rounding_whatif(?1, ?2) WHERE fits = 1");
        add_readings(cells, "SELECT category, reading, NULL, 0 FROM attribution_whatif(?1, ?2) "
                            "WHERE fits = 1 AND reading <> 'start'");
    }

    std::vector<BridgeStep> bridge(const std::optional<std::string>& zone) const {
        const std::string columns = "SELECT step, cause, calls, microseconds, running_calls, "
                                    "running_microseconds, explanation FROM ";
        SQLite::Statement query(
            m_connection, columns + (zone ? "call_log_bridge_for(?2, ?3, ?1) ORDER BY step"
                                          : "call_log_bridge WHERE account_sid = ?1 AND month = ?2 "
                                            "ORDER BY step"));
        bind_month(query);
        if (zone) {
            store::bind_value(query, 3, *zone);
        }
        std::vector<BridgeStep> steps;
        while (query.executeStep()) {
            steps.push_back({query.getColumn(0).getInt64(), query.getColumn(1).getString(),
                             number_column(query, 2), number_column(query, 3),
                             number_column(query, 4), number_column(query, 5),
                             query.getColumn(6).getString()});
        }
        return steps;
    }

    /// \param category empty: all
    void read_calls(AccountExplanation& account, const std::optional<std::string>& category) const {
        SQLite::Statement query(
            m_connection, "SELECT listed.category, listed.cause, listed.sid, listed.start_time, "
                          "listed.from_address, listed.to_address, listed.status, listed.duration, "
                          "listed.billed_seconds, -call.price_micros, listed.price_unit "
                          "FROM discrepancy_calls AS listed JOIN calls AS call USING (sid) "
                          "WHERE listed.account_sid = ?1 AND listed.month = ?2 "
                          "AND (?3 IS NULL OR listed.category = ?3) "
                          "ORDER BY listed.cause, listed.start_time, listed.sid");
        bind_month(query);
        store::bind_value(query, 3, category);
        std::map<std::string, std::int64_t> listed;
        while (query.executeStep()) {
            ++listed[query.getColumn(1).getString()];
            const auto text = [&query](int column) {
                const auto value = text_column(query, column);
                return value ? Cell{*value} : Cell{};
            };
            const auto number = [&query](int column) {
                const auto value = number_column(query, column);
                return value ? Cell{*value} : Cell{};
            };
            const auto price = number_column(query, 9);
            account.calls.rows.push_back({m_account_sid, m_month, text(0), text(1), text(2),
                                          text(3), text(4), text(5), text(6), number(7), number(8),
                                          price ? Cell{Quantity{*price, 2}} : Cell{}, text(10)});
        }
        count_unlisted(account, category, listed);
    }

private:
    static bool may_be_read_otherwise(const ExplainedCell& cell) {
        const core::Amounts difference = cell.difference();
        const bool rows_show_all =
            cell.unexplained.calls == 0 && cell.unexplained.microseconds == 0 &&
            std::all_of(cell.causes.begin(), cell.causes.end(),
                        [](const ExplainedCause& cause) { return cause.certainty == "known"; });
        return cell.differs() && !rows_show_all &&
               (difference.calls != 0 || difference.microseconds != 0);
    }

    void add_readings(std::vector<ExplainedCell>& cells, const char* sql) const {
        SQLite::Statement query(m_connection, sql);
        store::bind_value(query, 1, m_month);
        store::bind_value(query, 2, m_account_sid);
        while (query.executeStep()) {
            const std::string category = query.getColumn(0).getString();
            for (ExplainedCell& cell : cells) {
                if (cell.category == category && may_be_read_otherwise(cell)) {
                    const std::string name = query.getColumn(1).getString();
                    const auto model = text_column(query, 2);
                    cell.readings.push_back(
                        {name, model ? words_of_model(*model, query.getColumn(3).getInt() != 0)
                                     : words_of_attribution(name)});
                }
            }
        }
    }

    void count_unlisted(AccountExplanation& account, const std::optional<std::string>& category,
                        const std::map<std::string, std::int64_t>& listed) const {
        SQLite::Statement query(m_connection,
                                "SELECT cause, sum(coalesce(affected_calls, abs(calls))) "
                                "FROM discrepancy_causes WHERE account_sid = ?1 AND month = ?2 "
                                "AND (category = ?3 OR (?3 IS NULL AND is_rollup = 0)) "
                                "GROUP BY cause ORDER BY cause");
        bind_month(query);
        store::bind_value(query, 3, category);
        while (query.executeStep()) {
            UnlistedCalls unlisted;
            unlisted.cause = query.getColumn(0).getString();
            const auto found = listed.find(unlisted.cause);
            unlisted.listed = found == listed.end() ? 0 : found->second;
            unlisted.calls = query.getColumn(1).getInt64() - unlisted.listed;
            if (unlisted.calls > 0) {
                account.unlisted.push_back(std::move(unlisted));
            }
        }
    }

    void bind_month(SQLite::Statement& query) const {
        store::bind_value(query, 1, m_account_sid);
        store::bind_value(query, 2, m_month);
    }

    SQLite::Database& m_connection;
    const std::string& m_account_sid;
    std::string m_month;
};

/// Whether Twilio's rollup `calls` has something to say that its members do not.
bool rollup_says_more(const std::vector<ExplainedCell>& cells, const ExplainedCell& rollup) {
    core::Amounts members;
    for (const ExplainedCell& cell : cells) {
        if (cell.category == names::calls_inbound || cell.category == names::calls_outbound) {
            members += cell.difference();
        }
    }
    return rollup.difference() != members;
}

/// The cells to show, the whole first: the one asked for, or `combined` and those that differ.
/// Of a month that is compared in part, `combined` and what can be compared.
std::vector<ExplainedCell> chosen(const std::vector<ExplainedCell>& cells,
                                  const std::optional<std::string>& category,
                                  MonthOutlook::Kind kind) {
    std::vector<ExplainedCell> shown;
    const std::string first = category.value_or(std::string{names::combined});
    for (const ExplainedCell& cell : cells) {
        if (cell.category == first) {
            shown.push_back(cell);
        }
    }
    for (const ExplainedCell& cell : cells) {
        const bool is_told = kind == MonthOutlook::Kind::in_part
                                 ? cell.is_compared() && !cell.is_rollup
                                 : kind == MonthOutlook::Kind::compared && cell.differs() &&
                                       (!cell.is_rollup || (cell.category == names::calls &&
                                                            rollup_says_more(cells, cell)));
        if (!category && is_told && cell.category != first) {
            shown.push_back(cell);
        }
    }
    std::stable_sort(shown.begin() + (shown.empty() ? 0 : 1), shown.end(),
                     [](const ExplainedCell& a, const ExplainedCell& b) {
                         return weight_of(a.difference()) > weight_of(b.difference());
                     });
    return shown;
}

/// The table function leaves the words of a cause to the view.
void say_causes_alike(AccountExplanation& account) {
    for (BridgeStep& step : account.bridge) {
        for (const ExplainedCause& cause : account.cells.front().causes) {
            if (cause.cause == step.cause) {
                step.explanation = cause.explanation;
            }
        }
    }
}

/// The months asked for: one an account.
std::vector<MonthOutlook> outlooks_of(SQLite::Database& connection, const ExplainFilter& filter) {
    std::vector<MonthOutlook> all = month_outlooks(connection);
    if (all.empty()) {
        throw core::Error(core::ExitCode::temporary_failure, "no month is mirrored yet",
                          "run calltally sync or calltally import first");
    }
    if (filter.account_sid) {
        std::erase_if(all, [&filter](const MonthOutlook& outlook) {
            return outlook.account_sid != *filter.account_sid;
        });
        if (all.empty()) {
            throw core::Error(core::ExitCode::usage,
                              "--account: nothing of " + *filter.account_sid + " is mirrored",
                              "calltally status shows the accounts");
        }
    }
    std::string first = all.front().month;
    std::string last = first;
    std::string newest_compared;
    for (const MonthOutlook& outlook : all) {
        first = std::min(first, outlook.month);
        last = std::max(last, outlook.month);
        if (outlook.has_compared()) {
            newest_compared = std::max(newest_compared, outlook.month);
        }
    }
    const std::string month =
        filter.month.value_or(newest_compared.empty() ? last : newest_compared);
    std::erase_if(all, [&month](const MonthOutlook& outlook) { return outlook.month != month; });
    if (all.empty()) {
        throw core::Error(core::ExitCode::usage, "--month: " + month + " is not mirrored",
                          fmt::format("the mirror has {} to {}", first, last));
    }
    return all;
}

} // namespace

core::Amounts ExplainedCell::difference() const {
    core::Amounts difference = usage - log;
    if (!prices_compare) {
        difference.price_micros = 0;
    }
    return difference;
}

Explanation explain(SQLite::Database& connection, const ExplainFilter& filter) {
    std::vector<MonthOutlook> outlooks = outlooks_of(connection, filter);
    Explanation explanation;
    explanation.month = outlooks.front().month;
    explanation.zone = filter.zone;
    explanation.with_calls = filter.with_calls;
    const AccountNames account_names(connection);
    bool has_category = !filter.category;
    for (MonthOutlook& outlook : outlooks) {
        AccountExplanation account;
        account.outlook = std::move(outlook);
        account.name = account_names.of(account.outlook.account_sid);
        const MonthReader reader(connection, account.outlook.account_sid, explanation.month);
        const std::vector<ExplainedCell> all = reader.cells();
        has_category = has_category || all.empty();
        account.cells = chosen(all, filter.category, account.outlook.kind);
        has_category = has_category || !account.cells.empty();
        bool differs = false;
        for (ExplainedCell& cell : account.cells) {
            if (cell.is_compared()) {
                reader.read_causes(cell);
            }
            differs = differs || cell.differs();
        }
        reader.read_readings(account.cells);
        // Asked for by name or zone, the way from the log to usage is the answer to more than why.
        if (!filter.category && !account.cells.empty() &&
            account.outlook.kind == MonthOutlook::Kind::compared &&
            (differs || filter.account_sid || filter.zone)) {
            account.bridge = reader.bridge(filter.zone);
            say_causes_alike(account);
        }
        if (filter.with_calls) {
            account.calls.columns = call_columns();
        }
        if (filter.with_calls && differs) {
            reader.read_calls(account, filter.category);
        }
        explanation.accounts.push_back(std::move(account));
    }
    if (!has_category) {
        throw core::Error(core::ExitCode::usage, "--category: no account has this category",
                          "calltally report --all shows the categories");
    }
    return explanation;
}

} // namespace calltally::report
