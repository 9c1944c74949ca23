// SPDX-License-Identifier: MIT
#include "report/discrepancy_report.hpp"
#include "tests/store/mirror.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calltally;
using namespace calltally::report;
using namespace calltally::store::testing;
using calltally::store::Granularity;

namespace {

const core::DateRange july = days("2026-07-01", "2026-08-01");

/// July: one outbound call of 61 s, usage of two calls and three minutes.
void differing_july(Mirror& mirror) {
    mirror.put(outbound_call(1, "2026-07-31 23:59:59", 61, -26'000));
    mirror.put_usage(usage_record("calls-outbound", july, 2, 3, 39'000, "2026-08-02 06:00:00"),
                     Granularity::monthly);
    mirror.cover_july();
    mirror.close();
}

std::vector<std::string> texts_of(const Table& table) {
    std::vector<std::string> lines;
    for (const auto& row : table.rows) {
        std::string line;
        for (const Cell& cell : row) {
            line += (line.empty() ? "" : "|") + to_text(cell);
        }
        lines.push_back(line);
    }
    return lines;
}

/// The table of this name.
Table table_of(Mirror& mirror, std::string_view name, const ReportFilter& filter = {}) {
    for (Table& table : discrepancy_report(mirror.connection(), filter)) {
        for (const auto& row : table.rows) {
            CHECK(row.size() == table.columns.size());
        }
        if (table.name == name) {
            return std::move(table);
        }
    }
    FAIL("there is no table ", std::string(name));
    return {};
}

} // namespace

TEST_CASE("the comparison is told as the view has it") {
    Mirror mirror;
    differing_july(mirror);
    CHECK(texts_of(table_of(mirror, "monthly_discrepancies")).front() ==
          account_a +
              "|2026-07|calls-outbound|1|1|2|+1|2|3|+1|0.026|0.039|+0.013|USD|differs|api|api");
}

TEST_CASE("at a glance each month that has something says whether it agrees, and why not") {
    Mirror mirror;
    differing_july(mirror);
    const std::string july_line = account_a + "|2026-07|differs|1|2|+1|+1|+0.013|USD|never_in_log";
    CHECK(texts_of(table_of(mirror, "month_differences")) == std::vector{july_line});
    mirror.close("2026-05"); // nothing in it, but not stored either: see month_status
    CHECK(texts_of(table_of(mirror, "month_differences")) == std::vector{july_line});
    ReportFilter all;
    all.with_idle = true;
    const auto lines = texts_of(table_of(mirror, "month_differences", all));
    REQUIRE(lines.size() == 2);
    CHECK(lines.front().find("2026-05|pending|0|") != std::string::npos);
    CHECK(lines.front().ends_with("31 of 31 days of the call log are not stored"));
}

TEST_CASE("months without anything are told only if they cannot be compared, or if asked for") {
    Mirror mirror;
    differing_july(mirror);
    CHECK(table_of(mirror, "month_status").rows.size() == 1);
    mirror.close("2026-05");
    CHECK(table_of(mirror, "month_status").rows.size() == 2);
    REQUIRE(mirror.connection().exec("UPDATE account_months SET comparable = 1 "
                                     "WHERE month = '2026-05'") == 1);
    CHECK(table_of(mirror, "month_status").rows.size() == 1);
    ReportFilter all;
    all.with_idle = true;
    CHECK(table_of(mirror, "month_status", all).rows.size() == 2);
}

TEST_CASE("a parent comes before its subaccounts, and those by name") {
    Mirror mirror;
    differing_july(mirror);
    core::Call theirs = outbound_call(2, "2026-07-31 23:59:59", 61, -26'000);
    theirs.account_sid = account_b;
    mirror.connection().exec("INSERT OR IGNORE INTO accounts (sid) VALUES ('" + account_b + "')");
    mirror.put(theirs);
    store::close_month(mirror.connection(), {account_b, "2026-07"}, at("2026-08-03 09:00:00"));
    const auto first = [&] { return texts_of(table_of(mirror, "month_differences")).front(); };
    mirror.connection().exec("UPDATE accounts SET friendly_name = 'B', owner_account_sid = '" +
                             account_b + "' WHERE sid = '" + account_a + "'");
    mirror.connection().exec("UPDATE accounts SET friendly_name = 'Z', owner_account_sid = '" +
                             account_b + "' WHERE sid = '" + account_b + "'");
    CHECK(first().starts_with("Z|"));
    mirror.connection().exec("UPDATE accounts SET owner_account_sid = NULL");
    CHECK(first().starts_with("B|"));
}

TEST_CASE("cells without calls and usage are told only if asked for") {
    Mirror mirror;
    differing_july(mirror);
    CHECK(table_of(mirror, "monthly_discrepancies").rows.size() == 3); // and the two rollups
    ReportFilter all;
    all.with_idle = true;
    const auto lines = texts_of(table_of(mirror, "monthly_discrepancies", all));
    REQUIRE(lines.size() == 9);
    CHECK(lines.front().find("|calls-inbound|") != std::string::npos);
    CHECK(lines.back().find("|combined|") != std::string::npos);
}

TEST_CASE("each filter leaves out what it does not name, in every table it concerns") {
    Mirror mirror;
    differing_july(mirror);
    mirror.put(outbound_call(2, "2026-06-30 23:59:59", 61));
    mirror.close("2026-06");
    ReportFilter filter;
    filter.month = "2026-06";
    for (const Table& table : discrepancy_report(mirror.connection(), filter)) {
        CAPTURE(table.name);
        for (const std::string& line : texts_of(table)) {
            CHECK(line.find("2026-07") == std::string::npos);
        }
    }
    filter = {};
    filter.category = "combined";
    CHECK(texts_of(table_of(mirror, "monthly_discrepancies", filter)).size() == 2);
    CHECK(texts_of(table_of(mirror, "discrepancy_causes", filter)).size() == 1);
    filter = {};
    filter.account_sid = account_b;
    for (const Table& table : discrepancy_report(mirror.connection(), filter)) {
        CHECK(table.rows.empty());
    }
}

TEST_CASE("the causes are those of the categories, of a rollup only if it is asked for") {
    Mirror mirror;
    differing_july(mirror);
    const auto lines = texts_of(table_of(mirror, "discrepancy_causes"));
    REQUIRE(lines.size() == 1);
    CHECK(lines.front().find(account_a + "|2026-07|calls-outbound|") == 0);
    CHECK(lines.front().find("|+1|+1|+0.013|") != std::string::npos);
}

TEST_CASE("minutes that are not whole are rounded at the millionth, to the nearest") {
    Mirror mirror;
    mirror.connection().exec(
        "UPDATE rounding_rules SET minimum_seconds = 1, increment_seconds = 1");
    mirror.put(outbound_call(1, "2026-07-01 00:00:00", 1));
    mirror.put(outbound_call(2, "2026-07-01 00:00:00", 40));
    mirror.cover_july();
    mirror.close();
    const std::string line = texts_of(table_of(mirror, "monthly_discrepancies")).front();
    CHECK(line.find("|0.683333|0|-0.683333|") != std::string::npos);
    mirror.put(outbound_call(3, "2026-07-01 00:00:00", 9));
    mirror.put(outbound_call(4, "2026-07-01 00:00:00", 50)); // 100 s in all: 1.6666...
    mirror.close();
    CHECK(texts_of(table_of(mirror, "monthly_discrepancies"))
              .front()
              .find("|1.666667|0|-1.666667|") != std::string::npos);
}

TEST_CASE("what was not read is told as not known") {
    Mirror mirror;
    mirror.put(outbound_call(1, "2026-07-31 23:59:59", 61, -26'000));
    mirror.close();
    CHECK(texts_of(table_of(mirror, "monthly_discrepancies")).front() ==
          account_a + "|2026-07|calls-outbound|1|1|||2|||0.026|||USD|not comparable||");
    CHECK(texts_of(table_of(mirror, "month_status")).front() ==
          account_a + "|2026-07|31|0|0||no|the call log was never read; sync or import it");
}

TEST_CASE("an empty mirror has the tables, without rows") {
    Mirror mirror;
    const auto tables = discrepancy_report(mirror.connection(), {});
    CHECK(tables.size() >= 3);
    for (const Table& table : tables) {
        CHECK(table.rows.empty());
    }
}
