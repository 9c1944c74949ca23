// SPDX-License-Identifier: MIT
#include "mirror.hpp"
#include "store/planning_copy.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

TEST_CASE("a plan looks at what a sync would look at, and writes nothing") {
    Mirror mirror;
    mirror.put(outbound_call(1, "2026-07-01 00:00:00", 60));
    mirror.put(outbound_call(2, "2026-08-02 00:00:00", 60, std::nullopt), "2026-08-02 01:00:00");
    mirror.cover_july();
    mirror.put_usage(usage_record("calls-outbound", days("2026-07-01", "2026-08-01"), 1, 1, 1,
                                  "2026-08-02 06:00:00"),
                     Granularity::monthly);
    mirror.database().make_durable();
    const std::string before = bytes_of(mirror.path());

    Database copy = planning_copy(mirror.path());
    for (const char* table : {"accounts", "call_days", "usage_records", "sync_windows"}) {
        CAPTURE(table);
        const std::string all = fmt::format("SELECT * FROM {} ORDER BY 1, 2, 3", table);
        CHECK(rows(copy.connection(), all).size() == mirror.rows(all).size());
        CHECK_FALSE(mirror.rows(all).empty());
    }
    CHECK(rows(copy.connection(), "SELECT sid FROM calls") ==
          std::vector<std::string>{call_sid(2)});
    copy.connection().exec("DELETE FROM accounts WHERE sid = 'nobody'; DELETE FROM call_days");
    CHECK(mirror.row("SELECT count(*) > 0 FROM call_days") == "1");
    CHECK(bytes_of(mirror.path()) == before);
}

TEST_CASE("where there is no mirror yet the plan begins with an empty one, and makes no file") {
    const Folder folder;
    Database copy = planning_copy(folder.file("m.db"));
    CHECK(row(copy.connection(), "SELECT count(*) FROM accounts") == "0");
    CHECK_FALSE(std::filesystem::exists(folder.file("m.db")));
}
