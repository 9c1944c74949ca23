// SPDX-License-Identifier: MIT
#include "mirror.hpp"
#include "store/month_freshness.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

namespace {

const core::DateRange july = days("2026-07-01", "2026-08-01");

/// July as it was closed, with so many calls billed.
void close_july(Mirror& mirror, int usage_count, const std::string& usage_as_of) {
    mirror.connection().exec(fmt::format(
        "INSERT INTO account_months (account_sid, month, days, log_days_covered, "
        "usage_days_covered, days_covered, unsettled_calls, usage_as_of, comparable, reason, "
        "closed_at) VALUES ('{0}', '2026-07', 31, 31, 31, 31, 0, '{2}', 1, '', '{2}');"
        "INSERT INTO month_cells (account_sid, month, category, is_rollup, log_calls, "
        "billed_calls, log_microseconds, usage_count, usage_microseconds, state, as_of) VALUES "
        "('{0}', '2026-07', 'calls-inbound', 0, 0, 0, 0, {1}, 0, 'agrees', '{2}');"
        "INSERT INTO month_cells (account_sid, month, category, is_rollup, log_calls, "
        "billed_calls, log_microseconds, state) VALUES "
        "('{0}', '2026-07', 'calls-client', 0, 0, 0, 0, 'pending')",
        account_a, usage_count, usage_as_of));
}

std::string after_reading(Mirror& mirror, const std::string& as_of) {
    note_usage_reading(mirror.connection(), account_a, july, at(as_of), at("2026-08-09 12:00:00"));
    return mirror.row(
        "SELECT usage_as_of, closed_at, (SELECT as_of FROM month_cells WHERE category "
        "= 'calls-inbound'), (SELECT as_of FROM month_cells WHERE category = "
        "'calls-client'), (SELECT count(*) FROM stale_months) FROM account_months");
}

} // namespace

TEST_CASE("a month without calls and usage stands as of the reading at once") {
    for (const auto& [before, reading] :
         {std::pair{"2026-07-10 09:00:00", "2026-07-10 09:30:00"},
          std::pair{"2026-08-01 00:00:00", "2026-08-05 00:00:00"}}) {
        Mirror mirror;
        close_july(mirror, 0, before);
        CHECK(after_reading(mirror, reading) ==
              fmt::format("{0}|2026-08-09 12:00:00|{0}|-|0", reading));
    }
}

TEST_CASE("an idle month whose usage is complete now is closed again") {
    Mirror mirror;
    close_july(mirror, 0, "2026-07-31 23:00:00");
    CHECK(after_reading(mirror, "2026-08-01 05:00:00") ==
          "2026-07-31 23:00:00|2026-07-31 23:00:00|2026-07-31 23:00:00|-|1");
}

TEST_CASE("a month with usage waits until a call of its last day must have ended") {
    for (const std::string before : {"2026-07-10 09:00:00", "2026-08-01 23:59:59"}) {
        Mirror mirror;
        close_july(mirror, 1, before);
        CHECK(after_reading(mirror, "2026-08-09 06:00:00") ==
              fmt::format("{0}|{0}|{0}|-|1", before));
    }
}

TEST_CASE("a final month and its days stand as of the newest reading, and are not closed again") {
    Mirror mirror;
    close_july(mirror, 1, "2026-08-02 00:00:00");
    for (const char* date : {"2026-06-30", "2026-07-31", "2026-08-01"}) {
        mirror.connection().exec(fmt::format(
            "INSERT INTO day_cells (account_sid, date, category, is_rollup, log_calls, "
            "billed_calls, log_microseconds, usage_count, state, as_of) VALUES "
            "('{}', '{}', 'calls-inbound', 0, 0, 0, 0, 1, 'agrees', '2026-08-02 00:00:00')",
            account_a, date));
    }
    CHECK(after_reading(mirror, "2026-08-09 06:00:00") ==
          "2026-08-09 06:00:00|2026-08-09 12:00:00|2026-08-09 06:00:00|-|0");
    CHECK(mirror.row("SELECT group_concat(as_of, ' ') FROM (SELECT as_of FROM day_cells "
                     "ORDER BY date)") ==
          "2026-08-02 00:00:00 2026-08-09 06:00:00 2026-08-02 00:00:00");
}

TEST_CASE("a reading that is no later, or of a month that was never closed, is no news") {
    Mirror mirror;
    note_usage_reading(mirror.connection(), account_a, july, at("2026-08-09 06:00:00"),
                       at("2026-08-09 12:00:00"));
    CHECK(stale_months(mirror.connection()).empty());
    close_july(mirror, 1, "2026-07-10 09:00:00");
    CHECK(after_reading(mirror, "2026-07-10 09:00:00") ==
          "2026-07-10 09:00:00|2026-07-10 09:00:00|2026-07-10 09:00:00|-|0");
}
