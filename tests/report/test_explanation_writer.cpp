// SPDX-License-Identifier: MIT
#include "report/explanation_writer.hpp"
#include "tests/report/months.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <sstream>

using namespace calltally;
using namespace calltally::report;
using namespace calltally::report::testing;

namespace {

std::string written(Mirror& mirror, Format format, const ExplainFilter& filter = {}) {
    std::ostringstream out;
    write(out, explain(mirror.connection(), filter), format);
    return out.str();
}

} // namespace

TEST_CASE("the answer comes first, then the causes, the rest, and the bridge") {
    MonthMirror mirror;
    july_with_a_zero_second_call(mirror);
    const std::string text = written(mirror, Format::table);
    CHECK(text.starts_with("In July 2026 the usage of account " + account_a +
                           " has 1 call fewer than its call log. All of it is explained.\n"));
    const std::size_t cause = text.find("\n  - 1 completed call of 0 seconds is in the log");
    const std::size_t rest = text.find("\nUnexplained: nothing.\n");
    const std::size_t where = text.find("\nAll of it is in outbound calls (calls-outbound).\n");
    const std::size_t bridge = text.find("\nFrom the call log, added up by hand");
    REQUIRE(bridge != std::string::npos);
    CHECK(cause < rest);
    CHECK(rest < where);
    CHECK(where < bridge);
    CHECK(text.find("\n\n\n") == std::string::npos);
    CHECK(text.find("way of counting") == std::string::npos);
}

TEST_CASE("a month that agrees is one line") {
    MonthMirror mirror;
    agreeing_july(mirror);
    CHECK(written(mirror, Format::table) ==
          "In July 2026 the usage of account " + account_a +
              " agrees with its call log to the call and the minute: 1 call, 2 minutes, 0.026 "
              "USD.\n");
}

TEST_CASE("a month that is not worked out is one line") {
    MonthMirror mirror;
    mirror.put(outbound_call(1, "2026-07-10 12:00:00", 61));
    CHECK(written(mirror, Format::table) ==
          "In July 2026 the usage of account " + account_a +
              " cannot be compared with its call log yet: rows are stored, but the month was never "
              "worked out: the next sync or import does that. Sync or import what is missing, and "
              "look again.\n");
}

TEST_CASE("a month of which some categories are known tells what can be compared") {
    MonthMirror mirror;
    mirror.put(outbound_call(1, "2026-07-10 12:00:00", 61, -26'000));
    mirror.put(outbound_call(2, "2026-07-10 13:00:00", 0, 0));
    mirror.put_usage(usage_record("calls-outbound", july, 1, 2, 26'000, after_july),
                     Granularity::monthly);
    mirror.put_usage(usage_record("calls-inbound", july, 0, 0, 0, after_july),
                     Granularity::monthly);
    mirror.cover_july();
    mirror.connection().exec("DELETE FROM sync_windows WHERE resource = 'usage_monthly'");
    mirror.close();
    const std::string text = written(mirror, Format::table);
    CHECK(text.starts_with("In July 2026 the usage of account " + account_a +
                           " cannot be compared with its call log yet: usage of 5 of 7 categories "
                           "is not known; "));
    CHECK(text.find("\nWhat can be compared:\n"
                    "  - outbound calls (calls-outbound): 1 call fewer.\n"
                    "    - 1 completed call of 0 seconds") != std::string::npos);
    CHECK(text.find("  - inbound calls (calls-inbound): agree, 0 calls, 0 minutes.\n") !=
          std::string::npos);
    ExplainFilter filter;
    filter.category = "calls-outbound";
    CHECK(written(mirror, Format::table, filter)
              .starts_with("In July 2026 the usage of account " + account_a +
                           " of outbound calls (calls-outbound) has 1 call fewer than its call "
                           "log. All of it is explained.\n"));
    filter.category = "calls-client";
    CHECK(written(mirror, Format::table, filter).find("cannot be compared") != std::string::npos);
}

TEST_CASE("Markdown has paragraphs, lists and tables") {
    MonthMirror mirror;
    july_with_a_zero_second_call(mirror);
    const std::string text = written(mirror, Format::markdown);
    CHECK(text.starts_with("**In July 2026"));
    CHECK(text.find("\nWhy, the largest first:\n\n- 1 completed call") != std::string::npos);
    CHECK(text.find("\n| step | calls |") != std::string::npos);
    CHECK(text.find("\n\n\n") == std::string::npos);
}

TEST_CASE("CSV has the causes, or the calls behind them") {
    MonthMirror mirror;
    july_with_a_zero_second_call(mirror);
    CHECK(written(mirror, Format::csv).starts_with("account_sid,account,month,category,cause,"));
    ExplainFilter filter;
    filter.with_calls = true;
    const std::string calls = written(mirror, Format::csv, filter);
    CHECK(calls.starts_with("account_sid,month,category,cause,sid,"));
    CHECK(calls.find(call_sid(2)) != std::string::npos);
}

TEST_CASE("JSON has all of it") {
    MonthMirror mirror;
    july_of_calls(mirror, 3);
    mirror.put_usage(usage_record("calls-outbound", july, 36, 72, 900'000, after_july),
                     Granularity::monthly);
    mirror.cover_july();
    mirror.close();
    const auto json = nlohmann::json::parse(written(mirror, Format::json));
    CHECK(json["answers"][0]["state"] == "differs");
    CHECK(json["causes"].size() >= 2);
    CHECK(json["bridge"].size() > 5);
    CHECK(json["readings"][0]["reading"].is_string());
    CHECK(written(mirror, Format::table).find("Another way of counting gives just what") !=
          std::string::npos);
}
