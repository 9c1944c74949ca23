// SPDX-License-Identifier: MIT
#include "api/errors.hpp"
#include "api/page.hpp"
#include "pages.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace calltally;
using namespace calltally::api::testing;
using namespace std::chrono_literals;

namespace {

api::Page<core::UsageRecord> parse(const Fields& changes) {
    return api::parse_monthly_usage_page(usage_page(usage_row(changes)), account_sid);
}

core::UsageRecord good(const Fields& changes) {
    return only_row(parse(changes));
}

void check_bad(const std::string& name, const std::string& text) {
    CHECK_FALSE(refused_for(name, text, parse({{name, text}})).sid);
}

} // namespace

TEST_CASE("a usage record is read field by field") {
    const auto page = parse({});
    CHECK(page.warnings.empty());
    CHECK(page.unknown_fields.empty());
    REQUIRE(page.rows.size() == 1);
    const core::UsageRecord& record = page.rows.front();
    CHECK(record.account_sid == account_sid);
    CHECK(record.category == "calls-inbound");
    // The API's end date is the last day, ours the one after.
    CHECK(record.days == core::DateRange{core::Date{2026y / 7 / 1}, core::Date{2026y / 8 / 1}});
    CHECK(record.count == 12);
    CHECK(record.count_unit == "calls");
    REQUIRE(record.usage);
    CHECK(record.usage->micros == 12'000'000);
    CHECK(record.usage_unit == "minutes");
    REQUIRE(record.price);
    CHECK(record.price->micros == 102'000);
    CHECK(record.price->decimals == 3);
    CHECK(record.price_unit == "USD");
    CHECK(record.description == "Inbound Calls");
    CHECK(record.as_of == core::Instant{core::Date{2026y / 8 / 1} + 3h + 30min});
}

TEST_CASE("a category that counts nothing has no count") {
    const core::UsageRecord record = good({{"category", "\"totalprice\""},
                                           {"count", "null"},
                                           {"count_unit", "\"\""},
                                           {"usage", "2192.848550"},
                                           {"price", "\"2192.84855\""}});
    CHECK_FALSE(record.count);
    CHECK(record.count_unit == "");
    CHECK(record.usage->micros == 2'192'848'550);
    CHECK(record.usage->decimals == 6);
    CHECK(record.price->micros == 2'192'848'550);
    CHECK_FALSE(good({{"count", "\"\""}}).count);
    CHECK_FALSE(good({{"usage", "null"}}).usage);
    CHECK_FALSE(good({{"price", "\"\""}}).price);
}

TEST_CASE("counts, quantities and prices may be numbers and may be negative") {
    CHECK(good({{"count", "12"}}).count == 12);
    CHECK(good({{"count", "\"12.0\""}}).count == 12);
    CHECK(good({{"count", "-3"}}).count == -3);
    CHECK(good({{"usage", "12.5"}}).usage->micros == 12'500'000);
    CHECK(good({{"usage", "\"-12.5\""}}).usage->micros == -12'500'000);
    CHECK(good({{"price", "-1"}}).price->micros == -1'000'000);
}

TEST_CASE("a quantity that cannot be read exactly makes a bad row") {
    for (const char* name : {"count", "usage", "price"}) {
        for (const char* text : {"\"abc\"", "\"1,234\"", "true", "[]", "1e300", "\" 1\"", "\"NaN\"",
                                 "\"0.0000001\""}) {
            check_bad(name, text);
        }
    }
    check_bad("count", "\"12.5\"");
    check_bad("count", "12.5");
    check_bad("count", "18446744073709551615");
}

TEST_CASE("any category is taken, but there must be one") {
    CHECK(good({{"category", "\"brand-new-category\""}}).category == "brand-new-category");
    for (const std::string& text : {std::string("null"), std::string("\"\""), std::string("{}"),
                                    '"' + std::string(10'000, 'x') + '"'}) {
        check_bad("category", text);
    }
    CHECK(parse({{"category", ""}}).bad_rows.at(0).reason == "category is missing");
}

TEST_CASE("a record's days must be days, in order") {
    CHECK(good({{"start_date", "\"2026-07-31\""}}).days.days() == 1);
    for (const char* name : {"start_date", "end_date"}) {
        for (const char* text :
             {"\"2019-02-30\"", "\"2026-7-1\"", "\"20260701\"", "null", "\"\"", "3", "[]",
              "\"1969-12-31\"", "\"9999-12-31\"", "\"2026-07-01T00:00:00Z\""}) {
            check_bad(name, text);
        }
        CHECK(parse({{name, ""}}).bad_rows.at(0).reason == std::string(name) + " is missing");
    }
    check_bad("start_date", "\"2026-08-01\"");
}

TEST_CASE("as_of is an instant, without a zone it is UTC and counted") {
    CHECK(good({{"as_of", "\"2019-06-24T22:32:49+00:00\""}}).as_of ==
          core::Instant{core::Date{2019y / 6 / 24} + 22h + 32min + 49s});
    CHECK(good({{"as_of", "\"2019-06-24T22:32:49\""}}).as_of ==
          core::Instant{core::Date{2019y / 6 / 24} + 22h + 32min + 49s});
    CHECK(parse({{"as_of", "\"2019-06-24T22:32:49\""}}).warnings.size() == 1);
    CHECK(parse({{"as_of", "\"2019-06-24T22:32:49Z\""}}).warnings.empty());
    CHECK_FALSE(good({{"as_of", "null"}}).as_of);
    CHECK_FALSE(good({{"as_of", ""}}).as_of);
    check_bad("as_of", "\"now\"");
    check_bad("as_of", "1561415569");
}

TEST_CASE("a record of another account is a bad row") {
    check_bad("account_sid", "\"AC00000000000000000000000000000000\"");
    CHECK(good({{"account_sid", ""}}).account_sid == account_sid);
    CHECK(good({{"account_sid", "null"}}).account_sid == account_sid);
}

TEST_CASE("usage pages name their next page, and calls are no usage") {
    CHECK(api::parse_monthly_usage_page(usage_page("", "\"/n\""), account_sid).next_page_uri ==
          "/n");
    CHECK_THROWS_AS(api::parse_monthly_usage_page(calls_page(call_row()), account_sid),
                    api::ApiError);
}

TEST_CASE("a record spans what its listing is of") {
    const auto daily = [](const char* start, const char* end) {
        return api::parse_daily_usage_page(
            usage_page(usage_row({{"start_date", start}, {"end_date", end}})), account_sid);
    };
    CHECK(daily("\"2026-07-31\"", "\"2026-07-31\"").rows.size() == 1);
    const auto longer = daily("\"2026-07-01\"", "\"2026-07-31\"");
    REQUIRE(longer.bad_rows.size() == 1);
    CHECK(longer.bad_rows[0].reason == "a record by day spans 31 days");
    const auto whole = parse({{"start_date", "\"2026-07-01\""}, {"end_date", "\"2026-07-31\""}});
    CHECK(whole.rows.size() == 1);
    const auto part = parse({{"start_date", "\"2026-07-01\""}, {"end_date", "\"2026-07-12\""}});
    CHECK(part.rows.size() == 1);
    const auto years = parse({{"start_date", "\"2013-01-22\""}, {"end_date", "\"2026-07-31\""}});
    REQUIRE(years.bad_rows.size() == 1);
    CHECK(years.bad_rows[0].reason == "a record by month spans several months");
}
