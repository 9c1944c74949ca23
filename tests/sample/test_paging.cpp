// SPDX-License-Identifier: MIT
#include "sample/paging.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace calltally::sample;

namespace {

const std::vector<std::string> five{"1", "2", "3", "4", "5"};

nlohmann::json page(const Query& query) {
    const Answer answer = page_of("numbers", five, "/list.json", query);
    REQUIRE(answer.status == 200);
    return nlohmann::json::parse(answer.body);
}

/// The query of a page's address.
Query query_of(const std::string& uri) {
    Query query;
    std::string rest = uri.substr(uri.find('?') + 1) + "&";
    while (!rest.empty()) {
        const std::string pair = rest.substr(0, rest.find('&'));
        std::string value = pair.substr(pair.find('=') + 1);
        for (std::size_t at = 0; (at = value.find("%3D", at)) != std::string::npos;) {
            value.replace(at, 3, "=");
        }
        query.emplace(pair.substr(0, pair.find('=')), value);
        rest.erase(0, pair.size() + 1);
    }
    return query;
}

} // namespace

TEST_CASE("the pages of a listing hold every row once, in order, forwards and backwards") {
    for (const char* size : {"1", "2", "3", "5", "1000"}) {
        std::vector<int> rows;
        Query query{{"PageSize", size}};
        while (true) {
            const auto json = page(query);
            for (const auto& row : json["numbers"]) {
                rows.push_back(row.get<int>());
            }
            CHECK(json["previous_page_uri"].is_null() == (json["start"] == 0));
            if (json["next_page_uri"].is_null()) {
                break;
            }
            query = query_of(json["next_page_uri"].get<std::string>());
        }
        CHECK(rows == std::vector<int>{1, 2, 3, 4, 5});
    }
}

TEST_CASE("a next page keeps the filters, and is an address of the same server") {
    const auto json = page({{"PageSize", "2"}, {"Status", "busy"}});
    const auto next = json["next_page_uri"].get<std::string>();
    CHECK(next.starts_with("/list.json?"));
    CHECK(next.find("Status=busy") != std::string::npos);
    CHECK(next.find("PageToken=") != std::string::npos);
}

TEST_CASE("page sizes are from 1 to 1000, and tokens are those that were given") {
    for (const char* size : {"0", "1001", "-1", "x", ""}) {
        CHECK(page_of("numbers", five, "/list.json", {{"PageSize", size}}).status == 400);
    }
    CHECK(page({}).at("page_size") == 50);
    const Answer foreign =
        page_of("numbers", five, "/list.json", {{"PageSize", "2"}, {"PageToken", "APxyz"}});
    CHECK(foreign.status == 400);
    CHECK(nlohmann::json::parse(foreign.body)["code"] == 21481);
}

TEST_CASE("an empty listing is a page without rows") {
    const auto json = nlohmann::json::parse(page_of("numbers", {}, "/list.json", {}).body);
    CHECK(json["numbers"].empty());
    CHECK(json["next_page_uri"].is_null());
}
