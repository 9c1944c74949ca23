// SPDX-License-Identifier: MIT
#include "core/source.hpp"

#include <doctest/doctest.h>

using calltally::core::Source;
using calltally::core::SourceSet;

TEST_CASE("sources have names, and back") {
    using namespace calltally::core;
    for (const Source source :
         {Source::api, Source::rest_csv, Source::bulk, Source::console, Source::entered}) {
        CHECK(source_named(name_of(source)) == source);
    }
    CHECK_FALSE(source_named(""));
    CHECK_FALSE(source_named("API"));
}

TEST_CASE("the API knows most, what was typed in least") {
    using calltally::core::knows_as_much;
    CHECK(knows_as_much(Source::api, Source::api));
    CHECK(knows_as_much(Source::api, Source::rest_csv));
    CHECK(knows_as_much(Source::bulk, Source::console));
    CHECK_FALSE(knows_as_much(Source::console, Source::bulk));
    CHECK_FALSE(knows_as_much(Source::entered, Source::console));
}

TEST_CASE("a set of sources is written in their order") {
    SourceSet set;
    CHECK(set.empty());
    CHECK_FALSE(set.text());
    set.add(Source::console);
    CHECK(set.text() == "console");
    set.add(Source::api);
    CHECK(set.text() == "api+console");
    CHECK(set.has(Source::api));
    CHECK_FALSE(set.has(Source::bulk));
}
