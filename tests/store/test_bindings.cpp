// SPDX-License-Identifier: MIT
#include "mirror.hpp"
#include "store/bindings.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

TEST_CASE("values come back as they were bound, and nothing as NULL") {
    SQLite::Database connection(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    SQLite::Statement query(connection, "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7");
    const std::string text = "+1 'quoted'; DROP TABLE calls;--";
    store::bind_value(query, 1, text);
    store::bind_value(query, 2, std::string_view{"view"});
    store::bind_value(query, 3, std::numeric_limits<std::int64_t>::min());
    store::bind_value(query, 4, at("2026-07-31 23:59:59"));
    store::bind_value(query, 5, day("2026-07-31"));
    store::bind_value(query, 6, core::month_of(day("2026-07-31")));
    store::bind_value(query, 7, std::optional<std::int64_t>{});
    REQUIRE(query.executeStep());
    CHECK(text_column(query, 0) == text);
    CHECK(text_column(query, 1) == "view");
    CHECK(number_column(query, 2) == std::numeric_limits<std::int64_t>::min());
    CHECK(instant_column(query, 3) == at("2026-07-31 23:59:59"));
    CHECK(text_column(query, 3) == "2026-07-31 23:59:59");
    CHECK(date_column(query, 4) == day("2026-07-31"));
    CHECK(text_column(query, 5) == "2026-07");
    CHECK_FALSE(text_column(query, 6));
    CHECK_FALSE(number_column(query, 6));
    CHECK_FALSE(date_column(query, 6));
    CHECK_FALSE(instant_column(query, 6));
}

TEST_CASE("an empty text is not NULL, and a text that is no time is no time") {
    SQLite::Database connection(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    SQLite::Statement query(connection, "SELECT '', 'yesterday'");
    REQUIRE(query.executeStep());
    CHECK(text_column(query, 0) == "");
    CHECK_FALSE(instant_column(query, 1));
    CHECK_FALSE(date_column(query, 1));
}
