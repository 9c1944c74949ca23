// SPDX-License-Identifier: MIT
#include "report/explanation_tables.hpp"
#include "tests/report/months.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calltally;
using namespace calltally::report;
using namespace calltally::report::testing;

namespace {

Table table_of(const Explanation& explanation, const std::string& name) {
    const auto tables = explanation_tables(explanation);
    const auto found = std::find_if(tables.begin(), tables.end(),
                                    [&name](const Table& table) { return table.name == name; });
    REQUIRE(found != tables.end());
    for (const auto& row : found->rows) {
        CHECK(row.size() == found->columns.size());
    }
    return *found;
}

std::string text_of(const Table& table, std::size_t row) {
    std::string text;
    for (const Cell& cell : table.rows.at(row)) {
        text += (text.empty() ? "" : "|") + to_text(cell);
    }
    return text;
}

} // namespace

TEST_CASE("the tables have the amounts, exact, and the unexplained rest always") {
    MonthMirror mirror;
    july_with_a_zero_second_call(mirror);
    ExplainFilter filter;
    filter.with_calls = true;
    const Explanation explanation = explain(mirror.connection(), filter);
    CHECK(text_of(table_of(explanation, "answers"), 0)
              .starts_with(account_a + "|" + account_a + "|2026-07|combined|differs|||2|1|2|2|"));
    const Table causes = table_of(explanation, "causes");
    REQUIRE(causes.rows.size() == 4);
    CHECK(text_of(causes, 0).find("|combined|zero_second_calls|-1|0|0.00|USD|1|known|") !=
          std::string::npos);
    CHECK(text_of(causes, 1).find("|combined|unexplained|0|0|0.00|USD||known|") !=
          std::string::npos);
    CHECK(table_of(explanation, "readings").rows.empty());
    CHECK(text_of(table_of(explanation, "bridge"), 0).find("|1|naive|2|1.016667|2|1.016667|") !=
          std::string::npos);
    CHECK(table_of(explanation, "calls").rows.size() == 1);
    CHECK(table_of(explanation, "calls_not_listed").rows.empty());
}

TEST_CASE("a month that is pending has no row of causes") {
    MonthMirror mirror;
    mirror.put(outbound_call(1, "2026-07-10 12:00:00", 61));
    const Explanation explanation = explain(mirror.connection(), {});
    CHECK(table_of(explanation, "causes").rows.empty());
    agreeing_july(mirror);
    CHECK(table_of(explain(mirror.connection(), {}), "causes").rows.empty());
}

TEST_CASE("people read minutes to two decimals") {
    MonthMirror mirror;
    july_with_a_zero_second_call(mirror);
    const Explanation explanation = explain(mirror.connection(), {});
    const Table bridge = bridge_for_people(explanation, explanation.accounts.front());
    CHECK(text_of(bridge, 0).starts_with("naive|2|1.02|2|1.02|"));
    CHECK(bridge.title.find("days of UTC") != std::string::npos);
}

TEST_CASE("a note says which calls no list has") {
    AccountExplanation account;
    account.calls.columns = {{"account_sid", ""}, {"month", ""}, {"category", "category"}};
    account.calls.rows = {{Cell{"a"}, Cell{"b"}, Cell{"c"}}};
    account.unlisted = {{"never_in_log", 2, 0}};
    const Table table = calls_for_people(account);
    CHECK(text_of(table, 0) == "c");
    REQUIRE(table.columns.size() == 1);
    REQUIRE(table.notes.size() == 1);
}
