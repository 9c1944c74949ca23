// SPDX-License-Identifier: MIT
#include "api/errors.hpp"
#include "api/page.hpp"
#include "pages.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace calltally;
using namespace calltally::api::testing;

namespace {

api::Page<core::Account> parse(const Fields& changes) {
    return api::parse_accounts_page(page("accounts", account_row(changes)));
}

} // namespace

TEST_CASE("an account is read field by field") {
    const auto page = parse({});
    CHECK(page.warnings.empty());
    CHECK(page.unknown_fields.empty());
    REQUIRE(page.rows.size() == 1);
    const core::Account& account = page.rows.front();
    CHECK(account.sid == account_sid);
    CHECK(account.friendly_name == "Support line");
    CHECK(account.status == "active");
    CHECK(account.type == "Full");
    CHECK(account.owner_account_sid == account_sid);
    CHECK(account.date_created == core::to_instant(*core::parse_iso8601("2015-07-30T20:00:00Z")));
}

TEST_CASE("an account by itself is a page of one row") {
    const auto page = api::parse_account(account_row());
    REQUIRE(page.rows.size() == 1);
    CHECK(page.rows[0].sid == account_sid);
    CHECK_THROWS_AS(api::parse_account("[]"), api::ApiError);
    CHECK_THROWS_AS(api::parse_account("{\"sid\":"), api::ApiError);
}

TEST_CASE("an account without a sid is a bad row") {
    for (const char* text :
         {"", "null", "\"CA0123456789abcdef0123456789abcdef\"", "\"AC1\"", "1"}) {
        CAPTURE(std::string(text));
        CHECK(parse({{"sid", text}}).rows.empty());
        CHECK(parse({{"sid", text}}).bad_rows.size() == 1);
    }
    CHECK(parse({{"date_created", "\"yesterday\""}}).bad_rows.at(0).sid == account_sid);
}

TEST_CASE("an account's secret is never kept, not even of a bad row") {
    const std::string secret = "hunter2hunter2";
    const std::string row = account_row({{"sid", "1"}});
    const std::string twice =
        R"({"auth_token": "hunter2hunter2", "\u0061uth_token": 5, )" + account_row().substr(1);
    const std::string nested = account_row({{"auth_token", "[\"hunter2hunter2\"]"}, {"sid", "1"}});
    const std::string array = "[\"hunter2hunter2\"]";
    const auto page = api::parse_accounts_page(
        api::testing::page("accounts", row + "," + twice + "," + nested + "," + array));
    REQUIRE(page.bad_rows.size() == 4);
    for (const auto& bad : page.bad_rows) {
        CAPTURE(bad.raw);
        CHECK_FALSE(bad.raw.empty());
        CHECK(bad.raw.find(secret) == std::string::npos);
        CHECK(bad.reason.find(secret) == std::string::npos);
    }
    CHECK(page.bad_rows[0].raw.find("Support line") != std::string::npos);
    CHECK(page.warnings.empty());
    CHECK(api::parse_account(row).bad_rows.at(0).raw.find(secret) == std::string::npos);
}
