// SPDX-License-Identifier: MIT
#include "api/printable.hpp"

#include <doctest/doctest.h>

#include <string>

using calltally::api::printable;

TEST_CASE("a server's words are cut between characters") {
    CHECK(printable("abc", 3) == "abc");
    CHECK(printable("abcd", 3) == "abc…");
    CHECK(printable("aé", 2) == "a…");
    CHECK(printable("aé", 3) == "aé");
    CHECK(printable("", 3).empty());
}

TEST_CASE("a server's control characters are shown, not obeyed") {
    CHECK(printable("a\r\nerror: b", 20) == "a\\x0d\\x0aerror: b");
    CHECK(printable("\x1b[2J\x7f", 20) == "\\x1b[2J\\x7f");
    CHECK(printable("\xC2\x9B", 20) == "\\x9b");
    CHECK(printable(std::string("a\0b", 3), 20) == "a\\x00b");
    CHECK(printable("\xC2\xA0\xC3\x9F", 20) == "\xC2\xA0\xC3\x9F"); // a space and a letter
}
