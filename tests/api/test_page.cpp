// SPDX-License-Identifier: MIT
//
// The page as a whole: its text, its envelope, and what is put aside of it.
#include "api/errors.hpp"
#include "api/page.hpp"
#include "pages.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace calltally;
using namespace calltally::api::testing;

namespace {

api::Page<core::Call> parse(const std::string& json) {
    return api::parse_calls_page(json, account_sid);
}

void check_contract(const std::string& json, const std::string& word = "") {
    CAPTURE(json.substr(0, 200));
    try {
        parse(json);
        FAIL_CHECK("accepted");
    } catch (const api::ApiError& error) {
        CHECK(error.failure() == api::Failure::contract);
        CHECK(error.exit_code() == core::ExitCode::contract_broken);
        CAPTURE(std::string(error.what()));
        CHECK(std::string(error.what()).find(word) != std::string::npos);
    }
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    return text.replace(text.find(what), what.size(), with);
}

} // namespace

TEST_CASE("every prefix of a page is a broken contract") {
    const std::string json = calls_page(call_row() + "," + call_row(), "\"/n\"");
    REQUIRE(parse(json).rows.size() == 2);
    for (std::size_t length = 0; length < json.size(); ++length) {
        REQUIRE_THROWS_AS(parse(json.substr(0, length)), api::ApiError);
    }
}

TEST_CASE("a byte order mark is skipped") {
    CHECK(parse("\xEF\xBB\xBF" + calls_page(call_row())).rows.size() == 1);
}

TEST_CASE("text that is not JSON is a broken contract") {
    const std::string good = calls_page(call_row());
    std::string wide;
    std::string wide_big_endian;
    for (const char character : good) {
        wide += character;
        wide += '\0';
        wide_big_endian += '\0';
        wide_big_endian += character;
    }
    check_contract("\xFF\xFE" + wide);
    check_contract(wide);
    check_contract("\xFE\xFF" + wide_big_endian);
    check_contract("", "not JSON");
    check_contract(good + " {}", "not JSON");
    check_contract(good + "x", "not JSON");
    check_contract(calls_page(call_row() + ","), "not JSON");
    check_contract("/* calls */" + good, "not JSON");
    check_contract("{'calls': [], 'next_page_uri': null}", "not JSON");
    check_contract("<TwilioResponse></TwilioResponse>", "XML or HTML, expected JSON");
    check_contract("<html>", "XML or HTML, expected JSON");
}

TEST_CASE("a text with bytes that JSON does not allow keeps its row, and is counted") {
    const std::string mark = "\xEF\xBF\xBD";
    struct Case {
        const char* text;
        std::string name;
        const char* oddity;
    };
    const std::vector<Case> cases{
        {"\"Jos\xff\"", "Jos" + mark, "bytes that are not UTF-8"},
        {"\"\xc0\x80\"", mark + mark, "bytes that are not UTF-8"},
        {"\"\xed\xa0\x80\"", mark + mark + mark, "bytes that are not UTF-8"},
        {"\"\\ud800\"", mark, "half of a surrogate pair"},
        {"\"\\udc00\\ud800\"", mark + mark, "half of a surrogate pair"},
        {"\"a\tb\nc\"", "a\tb\nc", "a control character in a text"},
        {"\"a\\'b\"", "a" + mark + "'b", "an unknown escape"},
    };
    for (const Case& each : cases) {
        CAPTURE(each.name);
        const auto page =
            parse(calls_page(call_row() + "," + call_row({{"caller_name", each.text}}) + "," +
                             call_row({{"duration", "\"1e3\""}})));
        REQUIRE(page.rows.size() == 2);
        CHECK(page.rows[1].caller_name == each.name);
        CHECK(page.warnings.at(each.oddity) > 0);
        REQUIRE(page.bad_rows.size() == 1); // its text is still found
        CHECK(page.bad_rows[0].raw == call_row({{"duration", "\"1e3\""}}));
    }
}

TEST_CASE("a number that JSON does not allow concerns its row alone") {
    for (const char* text : {"1e999", "-1e999", "NaN", "-Infinity", "+1", "0x10", "-0.0.1"}) {
        CAPTURE(std::string(text));
        const auto page = parse(calls_page(call_row({{"duration", text}}) + "," + call_row()));
        CHECK(page.rows.size() == 1);
        REQUIRE(page.bad_rows.size() == 1);
        CHECK(page.bad_rows[0].sid == call_sid);
        CHECK(page.warnings.at("a number that is none in JSON") == 1);
        // Where the field is not mirrored, or bills nothing, the row stays.
        CHECK(parse(calls_page(call_row({{"brand_new", text}}))).rows.size() == 1);
        CHECK(parse(calls_page(call_row({{"queue_time", text}}))).rows.size() == 1);
    }
}

TEST_CASE("messages about a page never quote it") {
    try {
        parse(calls_page(call_row()) + R"(,{"from": "+1305SECRET" ?)");
        FAIL_CHECK("accepted");
    } catch (const api::ApiError& error) {
        CHECK(std::string(error.what()).find("1305") == std::string::npos);
    }
}

TEST_CASE("a page that is no object is a broken contract") {
    for (const char* json : {"[]", "null", "\"x\"", "3", "true", "[{\"calls\": []}]", "-1.5"}) {
        check_contract(json, "no JSON object");
    }
}

TEST_CASE("a page without its array is a broken contract, not an empty page") {
    check_contract(R"({"next_page_uri": null})", "no array 'calls'");
    check_contract(R"({"next_page_uri": null, "data": {"calls": []}})", "no array 'calls'");
    check_contract(usage_page(usage_row()), "no array 'calls'");
    for (const char* value : {"null", "{}", "\"x\"", "3", "{\"calls\": []}"}) {
        check_contract(replaced(calls_page(""), "[]", value), "'calls' is not one array");
    }
    check_contract(R"({"calls": [], "calls": [], "next_page_uri": null})", "not one array");
}

TEST_CASE("an empty page is one, whether others follow or not") {
    const auto last = parse(calls_page(""));
    CHECK(last.rows.empty());
    CHECK_FALSE(last.next_page_uri);
    CHECK(last.warnings.empty());
    CHECK(parse(calls_page("", "\"/next?Page=1\"")).next_page_uri == "/next?Page=1");
}

TEST_CASE("the next page is named, null, or the page is not whole") {
    const auto odd = parse(calls_page(call_row(), "\"\""));
    CHECK_FALSE(odd.next_page_uri);
    CHECK(odd.warnings.size() == 1);
    check_contract(R"({"calls": []})", "next_page_uri");
    for (const char* value : {"3", "true", "{}", "[]", "[\"/x\"]"}) {
        check_contract(calls_page("", value), "next_page_uri");
    }
    check_contract(R"({"calls": [], "next_page_uri": null, "next_page_uri": "/x"})",
                   "next_page_uri");
}

TEST_CASE("counters that are missing, texts or wrong do not matter") {
    CHECK(parse(R"({"calls": [)" + call_row() + R"(], "next_page_uri": null})").rows.size() == 1);
    CHECK(parse(R"({"page_size": "0", "end": null, "calls": [)" + call_row() + "," + call_row() +
                R"(], "next_page_uri": null, "new": {"calls": 1}})")
              .rows.size() == 2);
}

TEST_CASE("one bad row is put aside word for word, and the rest is read") {
    const std::string bad = call_row({{"duration", "\"1e3\""}, {"price", "-0.0130"}});
    const auto page = parse(calls_page(call_row() + ", " + bad + " ,null," + call_row()));
    CHECK(page.rows.size() == 2);
    REQUIRE(page.bad_rows.size() == 2);
    CHECK(page.bad_rows[0].sid == call_sid);
    CHECK(page.bad_rows[0].reason == "duration '1e3' is not a whole number");
    CHECK(page.bad_rows[0].raw == bad);
    CHECK_FALSE(page.bad_rows[1].sid);
    CHECK(page.bad_rows[1].raw == "null");
}

TEST_CASE("rows that are no objects are bad rows") {
    const auto page = parse(calls_page(R"(null, "x", 3, [], [{"sid": 1}], {})"));
    CHECK(page.rows.empty());
    REQUIRE(page.bad_rows.size() == 6);
    CHECK(page.bad_rows[4].raw == R"([{"sid": 1}])");
    CHECK(page.bad_rows[5].reason == "sid is missing");
}

TEST_CASE("a field that is too long makes a bad row, whose text is cut between characters") {
    const auto text = [](std::size_t size) { return '"' + std::string(size, 'x') + '"'; };
    CHECK(parse(calls_page(call_row({{"to", text(65'536)}}))).rows.size() == 1);
    for (const char* name : {"to", "uri", "brand_new"}) {
        const auto page = parse(calls_page(call_row({{name, text(65'537)}}) + "," + call_row()));
        CHECK(page.rows.size() == 1);
        REQUIRE(page.bad_rows.size() == 1);
        CHECK(page.bad_rows[0].sid == call_sid);
        CHECK(page.bad_rows[0].raw.size() == 65'536);
    }
    std::string umlauts = "\"";
    for (int i = 0; i < 100'000; ++i) {
        umlauts += "ü";
    }
    for (const char* shift : {"", "x"}) {
        const auto page = parse(calls_page(
            call_row({{"annotation", shift + std::string("null")}, {"to", ""}}).substr(0, 1) +
            "\"to\": " + umlauts + shift + "\", \"sid\": 1}"));
        REQUIRE(page.bad_rows.size() == 1);
        const std::string& raw = page.bad_rows[0].raw;
        CHECK(raw.size() <= 65'536);
        CHECK(raw.size() >= 65'535);
        CHECK(raw.substr(raw.size() - 2) == "ü");
    }
}

TEST_CASE("ten megabytes in one field and a hundred thousand new fields do no harm") {
    const auto large =
        parse(calls_page(call_row({{"to", '"' + std::string(10'000'000, 'x') + '"'}})));
    CHECK(large.bad_rows.size() == 1);
    std::string row = call_row();
    row.pop_back();
    for (int i = 0; i < 100'000; ++i) {
        row += ", \"new" + std::to_string(i) + "\": 1";
    }
    const auto page = parse(calls_page(row + "}," + call_row()));
    CHECK(page.rows.size() == 2);
    CHECK(page.unknown_fields.size() <= 201);
    CHECK(page.unknown_fields.at("(others)") == 1);
}

TEST_CASE("unknown fields are counted by name, once a row") {
    const std::string row = call_row({{"new", "{\"x\": 1}"}, {"newer", "\"x\""}});
    const auto page = parse(calls_page(row + "," + row + "," + call_row({{"new", "null"}})));
    CHECK(page.rows.size() == 3);
    CHECK(page.unknown_fields == std::map<std::string, std::int64_t>{{"new", 3}, {"newer", 2}});
    CHECK(page.warnings.empty());
}

TEST_CASE("a field that is there twice makes a bad row") {
    for (const char* field : {R"("sid": "CA2", )", R"("uri": "/x", )", R"("to": null, )"}) {
        const auto page = parse(calls_page("{" + std::string(field) + call_row().substr(1)));
        REQUIRE(page.bad_rows.size() == 1);
        CHECK(page.bad_rows[0].raw.find(field) != std::string::npos);
    }
    CHECK(parse(calls_page(R"({"new": 1, "new": 1, )" + call_row().substr(1))).bad_rows.size() ==
          1);
    // What is nested may repeat itself.
    CHECK(parse(calls_page(call_row({{"subresource_uris", R"({"a": 1, "a": 2})"}}))).rows.size() ==
          1);
}

TEST_CASE("a field that every page has and this one lacks is a broken contract") {
    for (const char* name : {"from", "to", "direction"}) {
        const std::string renamed = call_row({{name, ""}, {"caller", "\"+1\""}});
        check_contract(calls_page(renamed + "," + renamed), std::string("'") + name + "'");
        CHECK(parse(calls_page(renamed + "," + call_row())).rows.size() == 2);
    }
    CHECK(parse(calls_page(call_row({{"duration", ""}, {"price", ""}}))).rows.size() == 1);
}
