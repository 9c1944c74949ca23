// SPDX-License-Identifier: MIT
#include "report/csv_field.hpp"

#include <doctest/doctest.h>

using calltally::report::csv_quoted;

TEST_CASE("Fields are quoted where they must be") {
    CHECK(csv_quoted("plain") == "plain");
    CHECK(csv_quoted("a,b") == "\"a,b\"");
    CHECK(csv_quoted("say \"hi\"") == "\"say \"\"hi\"\"\"");
    CHECK(csv_quoted("two\nlines") == "\"two\nlines\"");
}
