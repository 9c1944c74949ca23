// SPDX-License-Identifier: MIT
#include "report/explanation_tables.hpp"

#include "core/decimal.hpp"
#include "report/cells.hpp"
#include "report/explanation_words.hpp"

#include <utility>

namespace calltally::report {

namespace {

/// What every row begins with.
std::vector<Cell> place_of(const Explanation& explanation, const AccountExplanation& account) {
    return {account.outlook.account_sid, account.name, explanation.month};
}
std::vector<Column> place_columns(std::initializer_list<Column> others) {
    std::vector<Column> columns{
        {"account_sid", "account sid"}, {"account", "account"}, {"month", "month"}};
    columns.insert(columns.end(), others);
    return columns;
}

void add(Table& table, std::vector<Cell> place, std::vector<Cell> cells) {
    place.insert(place.end(), std::make_move_iterator(cells.begin()),
                 std::make_move_iterator(cells.end()));
    table.rows.push_back(std::move(place));
}

Table answers_table(const Explanation& explanation) {
    Table table{"answers",
                "Answers",
                place_columns({{"category", "category"},
                               {"state", "state"},
                               {"reason", "reason"},
                               {"look_again_at", "look again at"},
                               {"billed_calls", "log calls"},
                               {"usage_count", "usage calls"},
                               {"log_minutes", "log minutes"},
                               {"usage_minutes", "usage minutes"},
                               {"log_price", "log price"},
                               {"usage_price", "usage price"},
                               {"price_unit", "unit"},
                               {"log_source", "log from"},
                               {"usage_source", "usage from"},
                               {"answer", "answer"}}),
                {},
                {}};
    for (const AccountExplanation& account : explanation.accounts) {
        for (const ExplainedCell& cell : account.cells) {
            const auto usage = [&cell](const Cell& known) {
                return cell.usage_is_read ? known : Cell{};
            };
            const auto price = [&cell](std::int64_t micros) {
                return cell.prices_compare ? money(micros) : Cell{};
            };
            add(table, place_of(explanation, account),
                {cell.category, cell.state,
                 cell.is_compared() ? Cell{} : text_or_unknown(account.outlook.reason),
                 cell.is_compared() ? Cell{} : time(account.outlook.look_again_at), cell.log.calls,
                 usage(cell.usage.calls), minutes(cell.log.microseconds),
                 usage(minutes(cell.usage.microseconds)), price(cell.log.price_micros),
                 price(cell.usage.price_micros), text_or_unknown(cell.price_unit),
                 text_or_unknown(cell.log_source), text_or_unknown(cell.usage_source),
                 headline(account, cell, explanation.month)});
        }
    }
    return table;
}

Table causes_table(const Explanation& explanation) {
    Table table{"causes",
                "Causes",
                place_columns({{"category", "category"},
                               {"cause", "cause"},
                               {"calls", "calls"},
                               {"minutes", "minutes"},
                               {"price", "price"},
                               {"price_unit", "unit"},
                               {"affected_calls", "affected calls"},
                               {"certainty", "certainty"},
                               {"explanation", "explanation"}}),
                {},
                {}};
    for (const AccountExplanation& account : explanation.accounts) {
        for (const ExplainedCell& cell : account.cells) {
            if (!cell.differs()) {
                continue;
            }
            const auto row = [&](const std::string& cause, const core::Amounts& part, Cell affected,
                                 const std::string& certainty, std::string sentence) {
                add(table, place_of(explanation, account),
                    {cell.category, cause, part.calls, minutes(part.microseconds),
                     money(part.price_micros), text_or_unknown(cell.price_unit),
                     std::move(affected), certainty, std::move(sentence)});
            };
            for (const ExplainedCause& cause : cell.causes) {
                row(cause.cause, cause.part, number(cause.affected_calls), cause.certainty,
                    cause_sentence(cause, cell.price_unit));
            }
            row("unexplained", cell.unexplained, {}, "known", unexplained_sentence(cell));
        }
    }
    return table;
}

Table readings_table(const Explanation& explanation) {
    Table table{
        "readings",
        "Readings that give just what usage reports",
        place_columns({{"category", "category"}, {"reading", "reading"}, {"words", "in words"}}),
        {},
        {}};
    for (const AccountExplanation& account : explanation.accounts) {
        for (const ExplainedCell& cell : account.cells) {
            for (const FittingReading& reading : cell.readings) {
                add(table, place_of(explanation, account),
                    {cell.category, reading.name, reading.words});
            }
        }
    }
    return table;
}

Table bridge_table(const Explanation& explanation) {
    Table table{"bridge",
                "Bridges",
                place_columns({{"step", "step"},
                               {"cause", "cause"},
                               {"calls", "calls"},
                               {"minutes", "minutes"},
                               {"running_calls", "calls so far"},
                               {"running_minutes", "minutes so far"},
                               {"explanation", "explanation"}}),
                {},
                {}};
    for (const AccountExplanation& account : explanation.accounts) {
        for (const BridgeStep& step : account.bridge) {
            add(table, place_of(explanation, account),
                {step.step, step.cause, number(step.calls), minutes(step.microseconds),
                 number(step.running_calls), minutes(step.running_microseconds), step.explanation});
        }
    }
    return table;
}

Table all_calls(const Explanation& explanation) {
    Table table{"calls", "Calls", {}, {}, {}};
    for (const AccountExplanation& account : explanation.accounts) {
        if (table.columns.empty()) {
            table.columns = account.calls.columns;
        }
        table.rows.insert(table.rows.end(), account.calls.rows.begin(), account.calls.rows.end());
    }
    return table;
}

Table all_unlisted(const Explanation& explanation) {
    Table table{"calls_not_listed",
                "Calls that no list has",
                place_columns({{"cause", "cause"}, {"calls", "calls"}, {"reason", "reason"}}),
                {},
                {}};
    for (const AccountExplanation& account : explanation.accounts) {
        for (const UnlistedCalls& unlisted : account.unlisted) {
            add(table, place_of(explanation, account),
                {unlisted.cause, unlisted.calls, unlisted_sentence(unlisted)});
        }
    }
    return table;
}

/// Minutes to two decimals; whoever needs them exact takes CSV or JSON.
Cell rounded(const std::optional<std::int64_t>& microseconds, bool show_sign) {
    return microseconds ? Cell{Quantity{rounded_minutes(*microseconds), 0, show_sign}} : Cell{};
}

} // namespace

std::vector<Table> explanation_tables(const Explanation& explanation) {
    std::vector<Table> tables{answers_table(explanation), causes_table(explanation),
                              readings_table(explanation), bridge_table(explanation)};
    if (explanation.with_calls) {
        tables.push_back(all_calls(explanation));
        tables.push_back(all_unlisted(explanation));
    }
    return tables;
}

Table bridge_for_people(const Explanation& explanation, const AccountExplanation& account) {
    Table table{"bridge",
                "From the call log, added up by hand (days of " + explanation.zone.value_or("UTC") +
                    "), to usage as the Console shows it",
                {{"cause", "step"},
                 {"calls", "calls", true},
                 {"minutes", "minutes", true},
                 {"running_calls", "calls so far", true},
                 {"running_minutes", "minutes so far", true},
                 {"explanation", "what it is"}},
                {},
                {}};
    for (const BridgeStep& step : account.bridge) {
        const bool show_sign = step.step > 1;
        table.rows.push_back(
            {step.cause,
             step.calls ? Cell{Quantity{*step.calls * core::micros_per_unit, 0, show_sign}}
                        : Cell{},
             rounded(step.microseconds, show_sign), number(step.running_calls),
             rounded(step.running_microseconds, false), step.explanation});
    }
    table.notes = {"Minutes are rounded to two decimals here; CSV and JSON have them exact."};
    return table;
}

Table calls_for_people(const AccountExplanation& account) {
    Table table = account.calls;
    table.name = "calls";
    table.title = "The calls behind the causes";
    table.columns.erase(table.columns.begin(), table.columns.begin() + 2);
    for (auto& row : table.rows) {
        row.erase(row.begin(), row.begin() + 2);
    }
    for (const UnlistedCalls& unlisted : account.unlisted) {
        table.notes.push_back(unlisted_sentence(unlisted));
    }
    return table;
}

} // namespace calltally::report
