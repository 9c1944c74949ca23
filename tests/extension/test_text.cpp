// SPDX-License-Identifier: MIT
#include "extension/text.hpp"

#include <doctest/doctest.h>

namespace calltally::extension {

TEST_CASE("is_utf8 holds for every length of character") {
    CHECK(is_utf8(""));
    CHECK(is_utf8("plain"));
    CHECK(is_utf8({"a\0b", 3}));
    CHECK(is_utf8("\xC2\x80 \xDF\xBF \xE0\xA0\x80 \xED\x9F\xBF \xEE\x80\x80 \xEF\xBF\xBF"));
    CHECK(is_utf8("\xF0\x90\x80\x80 \xF4\x8F\xBF\xBF"));
}

TEST_CASE("is_utf8 refuses stray, missing and overlong bytes, surrogates, and beyond Unicode") {
    for (const char* text :
         {"\x80", "\xBF", "a\xFF", "\xFE", "\xC3", "\xC3(", "\xE2\x82", "\xE2\x28\xA1",
          "\xF0\x9F\x98", "\xF0\x9F\x28\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF",
          "\xF0\x8F\xBF\xBF", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF4\x90\x80\x80",
          "\xF5\x80\x80\x80", "\xF8\x90\x80\x80"}) {
        CAPTURE(printable(text));
        CHECK_FALSE(is_utf8(text));
    }
}

TEST_CASE("printable shows what could steer a terminal as numbers, and cuts") {
    CHECK(printable("Mars/Base") == "Mars/Base");
    CHECK(printable({"a\0b", 3}) == "a\\x00b");
    CHECK(printable("\x1b[2J\n\x7f") == "\\x1b[2J\\x0a\\x7f");
    CHECK(printable("\xC2\x9B") == "\\xc2\\x9b");
    CHECK(printable(std::string(60, 'x')) == std::string(60, 'x'));
    CHECK(printable(std::string(61, 'x')) == std::string(60, 'x') + "...");
}

} // namespace calltally::extension
