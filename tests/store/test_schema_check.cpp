// SPDX-License-Identifier: MIT
#include "core/error.hpp"
#include "mirror.hpp"
#include "store/schema_check.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

namespace {

/// What is said of the mirror after the change; empty if it is still ours.
std::string verdict_after(const char* sql) {
    Mirror mirror;
    mirror.connection().exec(sql);
    try {
        check_schema(mirror.connection(), "m.db");
    } catch (const core::Error& error) {
        CHECK(error.exit_code() == core::ExitCode::not_our_database);
        return error.what();
    }
    return {};
}

} // namespace

TEST_CASE("what others add to the file is theirs") {
    CHECK(verdict_after("SELECT 1").empty());
    CHECK(verdict_after("CREATE TABLE my_notes (sid); CREATE VIEW my_calls AS SELECT * FROM calls;"
                        "CREATE INDEX mine ON calls (from_address);"
                        "CREATE TRIGGER t AFTER INSERT ON my_notes BEGIN SELECT 1; END")
              .empty());
}

TEST_CASE("tables that are not as this program makes them are named") {
    CHECK(verdict_after("PRAGMA foreign_keys = OFF; DROP TABLE quarantine") ==
          "'m.db' lacks the table quarantine");
    CHECK(verdict_after("DROP INDEX calls_by_sid") == "'m.db' lacks the index calls_by_sid");
    CHECK(verdict_after("ALTER TABLE calls ADD COLUMN note") ==
          "'m.db' has the table calls in another form than this program makes it");
    CHECK(verdict_after("PRAGMA foreign_keys = OFF; DROP TABLE quarantine; "
                        "CREATE VIEW quarantine AS SELECT 1 AS sid") ==
          "'m.db' has the table quarantine in another form than this program makes it");
    CHECK(verdict_after("CREATE TRIGGER guard BEFORE INSERT ON calls "
                        "BEGIN SELECT raise(ABORT, 'no'); END") ==
          "'m.db' has a trigger, guard, on the table calls");
}

TEST_CASE("a view that is gone or changed is seen") {
    Mirror mirror;
    CHECK(views_are_current(mirror.connection()));
    mirror.connection().exec("DROP VIEW missing_calls");
    CHECK_FALSE(views_are_current(mirror.connection()));
    mirror.connection().exec("CREATE VIEW missing_calls AS SELECT 1 AS sid");
    CHECK_FALSE(views_are_current(mirror.connection()));
}
