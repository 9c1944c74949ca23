// SPDX-License-Identifier: MIT
#include "mirror.hpp"
#include "store/sync_ledger.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

namespace {

std::vector<Coverage> july_coverage(Mirror& mirror) {
    return coverage(mirror.connection(), account_a, Resource::calls, "",
                    days("2026-07-01", "2026-08-01"));
}

std::string text_of(const std::vector<core::DateRange>& ranges) {
    std::string text;
    for (const core::DateRange& range : ranges) {
        text +=
            fmt::format("{}{}..{}", text.empty() ? "" : " ", core::format_date(range.from).view(),
                        core::format_date(range.to).view());
    }
    return text;
}

std::string july_gaps(Mirror& mirror) {
    return text_of(gaps(july_coverage(mirror), days("2026-07-01", "2026-08-01")));
}

Window july_window() {
    Window window;
    window.account_sid = account_a;
    window.days = days("2026-07-01", "2026-07-11");
    window.started_at = at("2026-08-03 08:00:00");
    return window;
}

} // namespace

TEST_CASE("a run is recorded with how it ended") {
    Mirror mirror;
    CHECK(mirror.row("SELECT ended_at, exit_code, requests FROM sync_runs") == "-|-|0");
    RunTotals totals;
    totals.requests = 12;
    totals.retries = 1;
    totals.rows_read = 3'000'000'000;
    totals.rows_new = 4;
    totals.rows_changed = 5;
    totals.rows_quarantined = 6;
    totals.months_closed = 7;
    totals.unknown_fields = {{"b", 2}, {"a", 1}};
    end_run(mirror.connection(), mirror.run_id(), at("2026-08-03 01:00:00"),
            core::ExitCode::rows_quarantined, totals);
    CHECK(mirror.row("SELECT started_at, ended_at, exit_code, program_version, requests, retries, "
                     "rows_read, rows_new, rows_changed, rows_quarantined, months_closed, "
                     "unknown_fields, warnings FROM sync_runs") ==
          "2026-08-03 00:00:00|2026-08-03 01:00:00|3|test|12|1|3000000000|4|5|6|7|a=1, b=2|-");
}

TEST_CASE("days count as stored once the last page is, not before") {
    Mirror mirror;
    Window window = july_window();
    window.id = open_window(mirror.connection(), mirror.run_id(), window);
    record_page(mirror.connection(), window, {1000, 1, 2, 3}, "/next", at("2026-08-03 08:01:00"));
    CHECK(july_coverage(mirror).empty());
    CHECK(mirror.rows("SELECT * FROM stale_months").empty());
    auto open = open_windows(mirror.connection(), account_a, Resource::calls);
    REQUIRE(open.size() == 1);
    CHECK(open[0].id == window.id);
    CHECK(open[0].days == window.days);
    CHECK(open[0].next_page_uri == "/next");
    CHECK(open[0].started_at == window.started_at);
    record_page(mirror.connection(), window, {10, 1, 1, 1}, std::nullopt,
                at("2026-08-03 08:02:00"));
    CHECK(open_windows(mirror.connection(), account_a, Resource::calls).empty());
    CHECK(mirror.row("SELECT state, pages, rows, duplicates, out_of_window, quarantined, read_at, "
                     "next_page_uri FROM sync_windows") ==
          "complete|2|1010|2|3|4|2026-08-03 08:02:00|-");
    const auto covered = july_coverage(mirror);
    REQUIRE(covered.size() == 1);
    CHECK(covered[0].days == window.days);
    CHECK(covered[0].started_at == window.started_at);
    CHECK(covered[0].read_at == at("2026-08-03 08:02:00"));
    CHECK(mirror.row("SELECT month FROM stale_months") == "2026-07");
}

TEST_CASE("a complete window takes the place of those that lie within it, of its listing only") {
    Mirror mirror;
    mirror.cover(Resource::calls, days("2026-07-01", "2026-07-05"));
    mirror.cover(Resource::calls, days("2026-07-05", "2026-07-12"));
    mirror.cover(Resource::usage_monthly, days("2026-07-01", "2026-07-05"));
    mirror.cover(Resource::usage_daily, days("2026-07-01", "2026-07-05"), "2026-08-03 09:00:00",
                 "calls-inbound");
    mirror.cover(Resource::calls, days("2026-07-01", "2026-07-10"), "2026-08-04 09:00:00");
    CHECK(mirror.rows("SELECT resource, from_date, to_date FROM sync_windows ORDER BY 1, 2") ==
          std::vector<std::string>{"calls|2026-07-01|2026-07-10", "calls|2026-07-05|2026-07-12",
                                   "usage_daily|2026-07-01|2026-07-05",
                                   "usage_monthly|2026-07-01|2026-07-05"});
}

TEST_CASE("an open window is forgotten, a complete one is not") {
    Mirror mirror;
    const std::int64_t complete = mirror.cover(Resource::calls, days("2026-07-01", "2026-07-05"));
    const std::int64_t open = open_window(mirror.connection(), mirror.run_id(), july_window());
    drop_window(mirror.connection(), open);
    drop_window(mirror.connection(), complete);
    CHECK(mirror.row("SELECT window_id FROM sync_windows") == std::to_string(complete));
}

TEST_CASE("coverage is cut to what is asked, and knows listing, category and scope") {
    Mirror mirror;
    mirror.cover(Resource::calls, days("2026-06-20", "2026-07-03"));
    mirror.cover(Resource::calls, days("2026-07-30", "2026-08-03"));
    mirror.cover(Resource::calls, days("2026-08-01", "2026-08-03"));
    const auto covered = july_coverage(mirror);
    REQUIRE(covered.size() == 2);
    CHECK(covered[0].days == days("2026-07-01", "2026-07-03"));
    CHECK(covered[1].days == days("2026-07-30", "2026-08-01"));
    const auto july = days("2026-07-01", "2026-08-01");
    CHECK(coverage(mirror.connection(), account_b, Resource::calls, "", july).empty());
    CHECK(coverage(mirror.connection(), account_a, Resource::usage_monthly, "", july).empty());
    mirror.cover(Resource::usage_daily, july, "2026-08-03 09:00:00", "calls-client");
    CHECK(coverage(mirror.connection(), account_a, Resource::usage_daily, "calls-client", july)
              .size() == 1);
    CHECK(coverage(mirror.connection(), account_a, Resource::usage_daily, "calls-inbound", july)
              .empty());
    CHECK(
        coverage(mirror.connection(), account_a, Resource::usage_daily, "calls-client", july, true)
            .empty());
}

TEST_CASE("gaps are the days that no stretch covers") {
    Mirror mirror;
    CHECK(july_gaps(mirror) == "2026-07-01..2026-08-01");
    mirror.cover(Resource::calls, days("2026-07-10", "2026-07-20"));
    CHECK(july_gaps(mirror) == "2026-07-01..2026-07-10 2026-07-20..2026-08-01");
    mirror.cover(Resource::calls, days("2026-07-15", "2026-07-22")); // overlaps
    mirror.cover(Resource::calls, days("2026-07-16", "2026-07-18")); // lies within both
    CHECK(july_gaps(mirror) == "2026-07-01..2026-07-10 2026-07-22..2026-08-01");
    mirror.cover(Resource::calls, days("2026-06-01", "2026-07-10"));
    mirror.cover(Resource::calls, days("2026-07-22", "2026-09-01"));
    CHECK(july_gaps(mirror).empty());
}

TEST_CASE("a window without days of its own covers nothing") {
    Mirror mirror;
    mirror.cover(Resource::calls, days("2026-08-03", "2026-08-03")); // today, open-ended
    const auto august = days("2026-08-01", "2026-09-01");
    CHECK(text_of(gaps(coverage(mirror.connection(), account_a, Resource::calls, "", august),
                       august)) == "2026-08-01..2026-08-03 2026-08-03..2026-09-01");
    CHECK(mirror.rows("SELECT * FROM stale_months").empty());
}
