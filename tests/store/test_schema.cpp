// SPDX-License-Identifier: MIT
#include "mirror.hpp"
#include "store/embedded_sql.hpp"
#include "store/schema.hpp"

#include <doctest/doctest.h>

using namespace calltally::store;
using namespace calltally::store::testing;

TEST_CASE("every migration raises the version by one, and a second opening changes nothing") {
    Mirror mirror;
    CHECK(mirror.row("PRAGMA user_version") == std::to_string(embedded_migrations().size()));
    const auto schema = mirror.rows("SELECT name, sql FROM sqlite_master ORDER BY name");
    const std::string changes = mirror.row("PRAGMA schema_version");
    bring_up_to_date(mirror.connection());
    CHECK(mirror.rows("SELECT name, sql FROM sqlite_master ORDER BY name") == schema);
    CHECK(mirror.row("PRAGMA schema_version") == changes);
}

TEST_CASE("every view can be read, and has what the dictionary says") {
    Mirror mirror;
    CHECK(embedded_views().size() >= 15);
    for (const EmbeddedSql& view : embedded_views()) {
        CAPTURE(std::string(view.name));
        CHECK(mirror.rows(fmt::format("SELECT * FROM {} LIMIT 1", view.name)).size() <= 1);
        CHECK(mirror.row(fmt::format("SELECT count(*) FROM data_dictionary WHERE relation = '{}' "
                                     "AND column_name = ''",
                                     view.name)) == "1");
    }
}

TEST_CASE("views that another build made, or that somebody dropped or changed, are made anew") {
    Mirror mirror;
    SUBCASE("another build") {
        mirror.connection().exec("UPDATE settings SET value = 'x' WHERE name = 'views_digest';"
                                 "DELETE FROM data_dictionary;"
                                 "DROP VIEW missing_calls; CREATE VIEW missing_calls AS SELECT 1");
    }
    SUBCASE("dropped") {
        mirror.connection().exec("DROP VIEW missing_calls");
    }
    SUBCASE("changed") {
        mirror.connection().exec(
            "DROP VIEW missing_calls; CREATE VIEW missing_calls AS SELECT 1 AS sid");
    }
    bring_up_to_date(mirror.connection());
    CHECK(mirror.rows("SELECT sid, missing_since FROM missing_calls").empty());
    CHECK(mirror.row("SELECT count(*) > 200 FROM data_dictionary") == "1");
}

TEST_CASE("the first rule is Twilio's default, and every comparison category compares as itself") {
    Mirror mirror;
    CHECK(mirror.row("SELECT rule_id, minimum_seconds, increment_seconds FROM rounding_rules") ==
          "1|60|60");
    CHECK(mirror.row("SELECT count(*), sum(category = compares_as) FROM usage_categories "
                     "WHERE kind = 'comparison'") == "7|7");
    CHECK(mirror
              .rows("SELECT category FROM usage_categories AS part WHERE kind = 'part' AND "
                    "NOT EXISTS (SELECT 1 FROM usage_categories AS whole "
                    "WHERE whole.category = part.parent_category)")
              .empty());
}
