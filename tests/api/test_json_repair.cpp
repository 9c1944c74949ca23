// SPDX-License-Identifier: MIT
#include "api/json_repair.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

using calltally::api::repair_json;

namespace {

std::string repaired(const std::string& json) {
    const auto result = repair_json(json);
    return result ? result->text : "(nothing)";
}

} // namespace

TEST_CASE("what is JSON, and what no repair makes JSON, is left alone") {
    for (const char* text :
         {"", "{}", R"({"a": [1, -2.5e3, true, null, "\u00e9\ud83d\ude00\n"]})", "{'a': 1}",
          R"({"a": 1 /* one */})", R"({"a": undefined})", R"({"a": "\)", R"({"a": "open)",
          R"({"a": "Joe "the" Smith"})", "<html>12</html>"}) {
        CAPTURE(std::string(text));
        CHECK_FALSE(repair_json(text));
    }
}

TEST_CASE("the insides of strings become well-formed, keys as well") {
    CHECK(repaired("{\"\xfe\": \"a\x01\"}") == "{\"\xEF\xBF\xBD\": \"a\\u0001\"}");
    CHECK(repaired(R"(["\ud800x", "\uD83D\uDE00", "\udc00", "\u12", "\q", "\\"])") ==
          "[\"\xEF\xBF\xBDx\", \"\\uD83D\\uDE00\", \"\xEF\xBF\xBD\", "
          "\"\xEF\xBF\xBDu12\", \"\xEF\xBF\xBDq\", \"\\\\\"]");
    // Every well-formed length stays: ASCII, two, three and four bytes, the last code point.
    const std::string good = "\"a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xF4\x8F\xBF\xBF\"";
    CHECK(repaired("[" + good + ", \"\xff\"]") == "[" + good + ", \"\xEF\xBF\xBD\"]");
}

TEST_CASE("numbers that are none become strings, and are counted") {
    CHECK(repaired("[1e999]") == "[\"1e999\"]");
    CHECK(repaired("[01,+1,.5,1.,0x1F,1_000,NaN,Infinity,-Infinity,-1e999]") ==
          "[\"01\",\"+1\",\".5\",\"1.\",\"0x1F\",\"1_000\",\"NaN\",\"Infinity\","
          "\"-Infinity\",\"-1e999\"]");
    CHECK(repair_json("[1e999, NaN]")->repairs.at("a number that is none in JSON") == 2);
}

TEST_CASE("every byte anywhere in a page leaves no crash and never half a repair") {
    const std::string page =
        R"({"calls": [{"sid": "CA1", "name": "\u00e9", "n": -1.5e3}], "next_page_uri": null})";
    for (std::size_t at = 0; at < page.size(); ++at) {
        for (int byte = 0; byte < 256; ++byte) {
            std::string damaged = page;
            damaged[at] = static_cast<char>(byte);
            if (const auto result = repair_json(damaged)) {
                // Repaired strings are UTF-8 whatever the structure around them has become.
                CHECK_NOTHROW(nlohmann::json(result->text).dump());
            }
            repair_json(damaged.substr(0, at + 1));
        }
    }
}
