// SPDX-License-Identifier: MIT
#include "mirror.hpp"
#include "store/import_store.hpp"
#include "store/quarantine.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

namespace {

ImportRecord record_of(Mirror& mirror, std::string_view from, std::string_view to) {
    ImportRecord record;
    record.run_id = mirror.run_id();
    record.account_sid = account_a;
    record.file_name = "calls.csv";
    record.format = "console_calls";
    record.zone = "America/New_York";
    record.covered = TimeSpan{at(from), at(to)};
    record.rows = 3;
    return record;
}

std::string whole(Mirror& mirror, std::string_view from, std::string_view to,
                  core::Source source = core::Source::console) {
    const auto range = whole_days(mirror.connection(), account_a, source, {at(from), at(to)});
    return range.empty()
               ? "none"
               : core::format_date(range.from).str() + " " + core::format_date(range.to).str();
}

} // namespace

TEST_CASE("only whole UTC days count as covered") {
    Mirror mirror;
    CHECK(whole(mirror, "2026-07-01 04:00:00", "2026-08-01 04:00:00") == "2026-07-02 2026-08-01");
    CHECK(whole(mirror, "2026-07-01 00:00:00", "2026-07-02 00:00:00") == "2026-07-01 2026-07-02");
    CHECK(whole(mirror, "2026-07-01 00:00:01", "2026-07-02 23:59:59") == "none");
}

TEST_CASE("files that meet at a local midnight cover the day they share") {
    Mirror mirror;
    record_import(mirror.connection(),
                  record_of(mirror, "2026-06-01 04:00:00", "2026-07-01 04:00:00"));
    CHECK(whole(mirror, "2026-07-01 04:00:00", "2026-08-01 04:00:00") == "2026-06-02 2026-08-01");
    // A gap of a second is one; another source's file is another matter.
    CHECK(whole(mirror, "2026-07-01 04:00:01", "2026-08-01 04:00:00") == "2026-07-02 2026-08-01");
    CHECK(whole(mirror, "2026-07-01 04:00:00", "2026-08-01 04:00:00", core::Source::bulk) ==
          "2026-07-02 2026-08-01");
    SUBCASE("whichever came first") {
        record_import(mirror.connection(),
                      record_of(mirror, "2026-08-01 04:00:00", "2026-09-01 04:00:00"));
        CHECK(whole(mirror, "2026-07-01 04:00:00", "2026-08-01 04:00:00") ==
              "2026-06-02 2026-09-01");
        CHECK(whole(mirror, "2026-06-10 04:00:00", "2026-06-12 04:00:00") ==
              "2026-06-02 2026-07-01");
    }
}

TEST_CASE("an import is recorded as it was") {
    Mirror mirror;
    auto record = record_of(mirror, "2026-06-01 04:00:00", "2026-07-01 04:00:00");
    record.lacks = "parent_call_sid";
    record_import(mirror.connection(), record);
    CHECK(mirror.row("SELECT file_name, source, lacks, covered_from, covered_to, "
                     "includes_subaccounts, rows FROM imports") ==
          "calls.csv|console|parent_call_sid|2026-06-01 04:00:00|2026-07-01 04:00:00|-|3");
    record.includes_subaccounts = true;
    record.covered.reset();
    record_import(mirror.connection(), record);
    CHECK(mirror.rows("SELECT covered_from, includes_subaccounts FROM imports").back() == "-|1");
}

TEST_CASE("the API's start is told, and no other source's") {
    Mirror mirror;
    mirror.put(outbound_call(1, "2026-07-05 10:00:00", 61));
    CHECK(start_in_api(mirror.connection(), call_sid(1)) == at("2026-07-05 10:00:00"));
    CHECK_FALSE(start_in_api(mirror.connection(), call_sid(2)));
    mirror.connection().exec("UPDATE calls SET source = 'console'");
    CHECK_FALSE(start_in_api(mirror.connection(), call_sid(1)));
}

TEST_CASE("rows of a file wait under its name and line") {
    Mirror mirror;
    quarantine(mirror.connection(),
               {account_a, "calls", std::nullopt, "odd", "{\"a\":1}", core::Source::console,
                "calls.csv", 7},
               at("2026-08-03 09:00:00"));
    quarantine(mirror.connection(), {account_a, "calls", call_sid(1), "odd", "{\"b\":1}"},
               at("2026-08-03 09:00:00"));
    const auto waiting = waiting_rows(mirror.connection(), "calls.csv");
    REQUIRE(waiting.size() == 1);
    CHECK(waiting[0].line == 7);
    CHECK(waiting_rows(mirror.connection(), "other.csv").empty());
    release_row(mirror.connection(), waiting[0].quarantine_id);
    CHECK(mirror.row("SELECT raw, source, file_name, line FROM quarantine") == "{\"b\":1}|api|-|-");
}
