// SPDX-License-Identifier: MIT
#include "api/errors.hpp"
#include "api/json_salvage.hpp"
#include "api/page.hpp"
#include "pages.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace calltally;
using namespace calltally::api::testing;

namespace {

api::Page<core::Call> parse(const std::string& json) {
    return api::parse_calls_page(json, account_sid);
}

std::string row(int number) {
    return call_row({{"sid", "\"CA" + std::string(31, '0') + std::to_string(number) + '"'}});
}

} // namespace

TEST_CASE("a row whose structure is broken is put aside, wherever it stands") {
    const std::vector<std::string> broken{
        call_row({{"caller_name", R"("Joe "the" Smith")"}}),
        call_row({{"caller_name", "\"no end"}}),
        call_row({{"caller_name", "undefined"}}),
        call_row({{"caller_name", "\"a\" \"b\""}}),
        call_row({{"subresource_uris", "{\"a\": [1, {\"sid\": 2}"}}),
        "{\"sid\": }",
        "}",
        "nil",
    };
    for (const std::string& bad : broken) {
        CAPTURE(bad);
        const std::vector<std::string> pages{bad + "," + row(1) + ", " + row(2),
                                             row(1) + "," + bad + ",\n" + row(2),
                                             row(1) + "," + row(2) + "," + bad};
        for (const std::string& rows : pages) {
            const auto page = parse(calls_page(rows, "\"/next\""));
            CHECK(page.rows.size() == 2);
            REQUIRE(page.bad_rows.size() == 1);
            CHECK(page.bad_rows[0].reason == "the row is not a JSON object");
            CHECK(!page.bad_rows[0].raw.empty());
            CHECK(page.next_page_uri == "/next");
        }
    }
}

TEST_CASE("several broken rows, and others that only need repair, are told apart") {
    const std::string bad = call_row({{"caller_name", R"("x"y")"}});
    const std::string odd = call_row({{"caller_name", "\"Jos\xff\""}});
    const auto page = parse(calls_page(bad + "," + odd + "," + row(1) + "," + bad + "," + row(2)));
    CHECK(page.rows.size() == 3);
    CHECK(page.bad_rows.size() == 2);
    CHECK(page.warnings.at("bytes that are not UTF-8") > 0);
}

TEST_CASE("a page that is broken around its rows stays broken") {
    const std::string bad = call_row({{"caller_name", R"("x"y")"}});
    const std::string good = calls_page(row(1) + "," + bad + "," + row(2), "\"/next\"");
    REQUIRE(parse(good).rows.size() == 2);
    for (std::size_t length = 0; length < good.size(); ++length) {
        REQUIRE_THROWS_AS(parse(good.substr(0, length)), api::ApiError);
    }
    CHECK_THROWS_AS(parse(good + "x"), api::ApiError);
    CHECK_THROWS_AS(parse(good + " {}"), api::ApiError);
    CHECK_THROWS_AS(parse("x" + good), api::ApiError);
    CHECK_THROWS_AS(parse(R"({"calls": [)" + row(1) + "," + bad + "]}"), api::ApiError);
    CHECK_FALSE(api::salvage_listing(calls_page(row(1)), "calls"));
    CHECK_FALSE(api::salvage_listing(good, "usage_records"));
}

TEST_CASE("a page made to be broken everywhere is given up in time") {
    std::string rows;
    for (int i = 0; i < 200'000; ++i) {
        rows += "{\"sid\": [\",{[";
    }
    CHECK_THROWS_AS(parse(calls_page(rows)), api::ApiError);
    CHECK_THROWS_AS(parse(calls_page(std::string(1'000'000, ']'))), api::ApiError);
    CHECK_THROWS_AS(parse(calls_page(row(1) + "," + std::string(1'000'000, '{'))), api::ApiError);
}
