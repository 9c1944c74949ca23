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

TEST_CASE("a secret that a server sends back is not shown, whole or cut") {
    calltally::api::hide("SK77", "sesame-open-1");
    calltally::api::hide("SK78", "the"); // no secret: base64 of "SK78:the" is U0s3ODp0aGU=
    CHECK(printable("sesame-open-1, not sesame-open-1!", 40) == "***, not ***!");
    CHECK(printable("Basic U0s3NzpzZXNhbWUtb3Blbi0x\n", 40) == "Basic ***\\x0a");
    CHECK(printable("the key U0s3ODp0aGU=", 40) == "the key ***");
    CHECK(printable("who is sesame-open-1", 15) == "who is ***");
    CHECK(printable("who is sesame-open-1", 8) == "who is *…");
}
