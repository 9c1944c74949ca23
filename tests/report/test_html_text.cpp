// SPDX-License-Identifier: MIT
#include "report/html_text.hpp"

#include <doctest/doctest.h>

using calltally::report::html_id;
using calltally::report::html_prose;
using calltally::report::html_text;

TEST_CASE("What HTML would take for markup is escaped, in text and in attributes") {
    CHECK(html_text(R"(<script>alert("1" & '2')</script>)") ==
          "&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;");
    CHECK(html_text("plain, +14155550100").compare("plain, +14155550100") == 0);
    CHECK(html_text("").empty());
}

TEST_CASE("Well-formed UTF-8 passes, whatever its length") {
    CHECK(html_text("Zo\xC3\xAB \xE2\x82\xAC \xF0\x9F\x93\x9E") ==
          "Zo\xC3\xAB \xE2\x82\xAC \xF0\x9F\x93\x9E");
}

TEST_CASE("Controls and bytes that are not UTF-8 become replacement characters") {
    const std::string mark = "\xEF\xBF\xBD";
    CHECK(html_text(std::string("a\0b", 3)) == "a" + mark + "b");
    CHECK(html_text("a\x1B[31m") == "a" + mark + "[31m");
    CHECK(html_text("\x7F\r") == mark + mark);
    CHECK(html_text("\xC2\x85") == mark + mark);            // a C1 control
    CHECK(html_text("\xC0\xAF") == mark + mark);            // overlong
    CHECK(html_text("\xED\xA0\x80") == mark + mark + mark); // a surrogate
    CHECK(html_text("\xEF\xBF\xBF") == mark + mark + mark); // not a character
    CHECK(html_text("\xF4\x90\x80\x80") == mark + mark + mark + mark);
    CHECK(html_text("\xE2\x82") == mark + mark); // cut off
    CHECK(html_text("\xFF<") == mark + "&lt;");
}

TEST_CASE("An id holds letters, digits and hyphens") {
    CHECK(html_id("usage only") == "usage-only");
    CHECK(html_id("\"><x") == "---x");
}

TEST_CASE("Between backticks is code, escaped all the same, and a lone one is itself") {
    CHECK(html_prose("which `<=` its date, and `b`") ==
          "which <code>&lt;=</code> its date, and <code>b</code>");
    CHECK(html_prose("5` & more") == "5` &amp; more");
}
