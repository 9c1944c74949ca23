// SPDX-License-Identifier: MIT
#include "importer/words.hpp"

#include <doctest/doctest.h>

using namespace calltally::importer;

TEST_CASE("the Console's words are the API's") {
    CHECK(status_word("Completed").text == "completed");
    CHECK(status_word("No Answer").text == "no-answer");
    CHECK(status_word("In Progress").text == "in-progress");
    CHECK(status_word("Cancelled").text == "canceled");
    CHECK(direction_word("Incoming").text == "inbound");
    CHECK(direction_word("Outgoing API").text == "outbound-api");
    CHECK(direction_word("Outgoing Dial").text == "outbound-dial");
    CHECK(direction_word("Trunking Terminating").text == "trunking-terminating");
    CHECK(category_word("Client Minutes").text == "calls-client");
    CHECK(category_word("Voice Minutes").text == "calls");
}

TEST_CASE("the API's own words are taken as they are") {
    for (const char* word : {"completed", "busy", "no-answer", "canceled", "queued"}) {
        CHECK(status_word(word).is_known);
        CHECK(status_word(word).text == word);
    }
    CHECK(category_word("calls-inbound-mobile").text == "calls-inbound-mobile");
    CHECK(category_word("call-progess-events").is_known);
}

TEST_CASE("a word that is not known is kept as it is written") {
    CHECK_FALSE(status_word("Paused").is_known);
    CHECK(status_word("Paused").text == "Paused");
    CHECK_FALSE(direction_word("Outgoing").is_known);
    CHECK_FALSE(category_word("Moon Minutes").is_known);
    CHECK(category_word("Moon Minutes").text == "Moon Minutes");
    CHECK_FALSE(category_word("").is_known);
}
