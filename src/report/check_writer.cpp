// SPDX-License-Identifier: MIT
#include "report/cells.hpp"
#include "report/check_result.hpp"
#include "report/explanation_words.hpp"
#include "report/table_writers.hpp"

#include <fmt/format.h>

#include <utility>

namespace calltally::report {

namespace {

/// An object or a list, put together value by value.
class Json {
public:
    explicit Json(char opening) : m_text(1, opening), m_closing(opening == '{' ? '}' : ']') {}

    Json& add(const char* name, const std::string& json) {
        return item("\"" + std::string{name} + "\":" + json);
    }
    Json& add(const char* name, const Cell& cell) { return add(name, json_value(cell)); }
    Json& item(const std::string& json) {
        m_text += (m_text.size() > 1 ? "," : "") + json;
        return *this;
    }
    std::string text() const { return m_text + m_closing; }

private:
    std::string m_text;
    char m_closing;
};

std::string json_of(const std::vector<LeftOutMonth>& months) {
    Json list('[');
    for (const LeftOutMonth& month : months) {
        list.item(Json('{')
                      .add("account_sid", Cell{month.outlook.account_sid})
                      .add("account", Cell{month.account})
                      .add("month", Cell{month.outlook.month})
                      .add("reason", Cell{month.outlook.reason})
                      .add("look_again_at", time(month.outlook.look_again_at))
                      .text());
    }
    return list.text();
}

const char* name_of(core::ExitCode code) {
    switch (code) {
    case core::ExitCode::done:
        return "agrees";
    case core::ExitCode::differences:
        return "differs";
    default:
        return "nothing compared";
    }
}

std::string verdict(const CheckResult& result) {
    if (result.compared == 0) {
        return "Nothing can be compared: " + result.reason + ".";
    }
    const std::string months = result.first_month == result.last_month
                                   ? "in " + result.first_month
                                   : "from " + result.first_month + " to " + result.last_month;
    return result.exit_code() == core::ExitCode::done
               ? fmt::format("Call log and usage agree in {} compared, {}.",
                             counted(result.compared, "account month"), months)
               : fmt::format("Call log and usage differ in {} of {} compared, {}.",
                             result.compared - result.agreeing,
                             counted(result.compared, "account month"), months);
}

Table differing_table(const CheckResult& result) {
    Table table{"differing",
                "What differs (usage less log)",
                {{"account", "account"},
                 {"month", "month"},
                 {"category", "category"},
                 {"calls", "calls", true},
                 {"minutes", "minutes", true},
                 {"price", "price", true},
                 {"price_unit", "unit"},
                 {"unexplained", "unexplained"}},
                {},
                {}};
    for (const DifferingCell& cell : result.differing) {
        table.rows.push_back(
            {cell.account, cell.month, cell.category, count_difference(cell.difference.calls),
             minutes(cell.difference.microseconds, true), money(cell.difference.price_micros, true),
             text_or_unknown(cell.price_unit), signed_amounts(cell.unexplained, cell.price_unit)});
    }
    return table;
}

void write_left_out(std::ostream& out, const std::vector<LeftOutMonth>& months, const char* title) {
    if (months.empty()) {
        return;
    }
    out << title << "\n";
    for (const LeftOutMonth& month : months) {
        out << fmt::format("  {} of {}: {}. {}\n", month.outlook.month, month.account,
                           month.outlook.reason, outlook_sentence(month.outlook));
    }
}

} // namespace

void write_text(std::ostream& out, const CheckResult& result) {
    out << verdict(result) << "\n";
    if (!result.differing.empty()) {
        write(out, {differing_table(result)}, Format::table);
    }
    write_left_out(out, result.in_part, "Compared in part:");
    write_left_out(out, result.pending, "Not compared yet:");
    write_left_out(out, result.not_comparable, "Not comparable:");
}

void write_json(std::ostream& out, const CheckResult& result) {
    Json accounts('[');
    for (const CheckedAccount& account : result.accounts) {
        accounts.item(Json('{')
                          .add("account_sid", Cell{account.account_sid})
                          .add("account", Cell{account.account})
                          .add("compared", Cell{account.compared})
                          .add("agreeing", Cell{account.agreeing})
                          .add("differing", Cell{account.compared - account.agreeing})
                          .text());
    }
    Json differing('[');
    for (const DifferingCell& cell : result.differing) {
        differing.item(Json('{')
                           .add("account_sid", Cell{cell.account_sid})
                           .add("account", Cell{cell.account})
                           .add("month", Cell{cell.month})
                           .add("category", Cell{cell.category})
                           .add("calls", Cell{cell.difference.calls})
                           .add("minutes", minutes(cell.difference.microseconds))
                           .add("price", money(cell.difference.price_micros))
                           .add("price_unit", text_or_unknown(cell.price_unit))
                           .add("unexplained_calls", Cell{cell.unexplained.calls})
                           .add("unexplained_minutes", minutes(cell.unexplained.microseconds))
                           .add("unexplained_price", money(cell.unexplained.price_micros))
                           .text());
    }
    out << Json('{')
               .add("result", Cell{std::string{name_of(result.exit_code())}})
               .add("exit_code", Cell{static_cast<std::int64_t>(result.exit_code())})
               .add("months_compared", Cell{result.compared})
               .add("months_agreeing", Cell{result.agreeing})
               .add("months_differing", Cell{result.compared - result.agreeing})
               .add("first_month", text_or_unknown(result.first_month))
               .add("last_month", text_or_unknown(result.last_month))
               .add("accounts", accounts.text())
               .add("differing", differing.text())
               .add("in_part", json_of(result.in_part))
               .add("pending", json_of(result.pending))
               .add("not_comparable", json_of(result.not_comparable))
               .add("reason", text_or_unknown(result.reason))
               .add("look_again_at", time(result.look_again_at))
               .add("mirrored_at", time(result.mirrored_at))
               .text()
        << "\n";
}

} // namespace calltally::report
