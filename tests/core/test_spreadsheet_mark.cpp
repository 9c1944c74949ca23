// SPDX-License-Identifier: MIT
#include "core/spreadsheet_mark.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace calltally::core;

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

TEST_CASE("a mark is taken off again, whatever the text was") {
    std::mt19937 draw{20260731}; // NOLINT(cert-msc*): the same on every run
    const std::string characters = "'=+-@ \t\n1x.";
    std::size_t marked = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string text;
        for (auto length = draw() % 6; length > 0; --length) {
            text += characters[draw() % characters.size()];
        }
        if (draw() % 8 == 0) {
            text.insert(0, "\xEF\xBC\x9D"); // full-width =
        }
        CAPTURE(text);
        const std::string safe = spreadsheet_safe(text);
        REQUIRE_FALSE(looks_like_formula(safe));
        REQUIRE(without_spreadsheet_mark(safe) == text);
        marked += safe != text ? 1U : 0U;
    }
    CHECK(marked > 5'000);
}

TEST_CASE("marks that others put in front of numbers are taken off") {
    CHECK(without_spreadsheet_mark("'+14155550100") == "+14155550100");
    CHECK(without_spreadsheet_mark("'-0.0085") == "-0.0085");
    CHECK(without_spreadsheet_mark("'s-Hertogenbosch") == "'s-Hertogenbosch");
    CHECK(without_spreadsheet_mark("'").size() == 1);
    CHECK(without_spreadsheet_mark("").empty());
}
