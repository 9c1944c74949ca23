// SPDX-License-Identifier: MIT
#include "report/csv_field.hpp"

#include <doctest/doctest.h>

using calltally::report::csv_quoted;
using calltally::report::looks_like_formula;
using calltally::report::spreadsheet_safe;

TEST_CASE("What a spreadsheet would run gets an apostrophe") {
    for (const char* text : {"=1+1", "+1+1", "-1-1", "@SUM(A1)", "\tx", "\rx", "\nx", "  =1+1", "+",
                             "-", "+1.2.3", "+.5", "-5.",
                             "\xEF\xBC\x9D"
                             "1",
                             "=cmd|' /C calc'!A0"}) {
        CAPTURE(text);
        CHECK(looks_like_formula(text));
        CHECK(spreadsheet_safe(text) == std::string("'") + text);
    }
}

TEST_CASE("Phone numbers, prices and names stay as they are") {
    for (const char* text :
         {"+14155550100", "-0.0085", "-3", "+0.5", "sip:a@example.com", "client:anna", "", " ",
          "1+1", "a=b", "2026-07-01 00:00:00", "Zo\xC3\xAB"}) {
        CAPTURE(text);
        CHECK_FALSE(looks_like_formula(text));
        CHECK(spreadsheet_safe(text) == text);
    }
}

TEST_CASE("Fields are quoted where they must be") {
    CHECK(csv_quoted("plain") == "plain");
    CHECK(csv_quoted("a,b") == "\"a,b\"");
    CHECK(csv_quoted("say \"hi\"") == "\"say \"\"hi\"\"\"");
    CHECK(csv_quoted("two\nlines") == "\"two\nlines\"");
}
