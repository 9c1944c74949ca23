// SPDX-License-Identifier: MIT
//
// The rules for the fields of a call, each with the values that real and hostile servers send.
#include "api/errors.hpp"
#include "api/page.hpp"
#include "pages.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace calltally;
using namespace calltally::api::testing;

namespace {

api::Page<core::Call> parse(const Fields& changes) {
    return api::parse_calls_page(calls_page(call_row(changes)), account_sid);
}

core::Call good(const Fields& changes) {
    return only_row(parse(changes));
}

void check_bad(const std::string& name, const std::string& text) {
    refused_for(name, text, parse({{name, text}}));
}

/// How many oddities the row has, all told.
std::size_t warnings(const Fields& changes) {
    const auto page = parse(changes);
    REQUIRE(page.rows.size() == 1);
    return page.warnings.size();
}

core::Instant instant(const char* text) {
    return *core::to_instant(*core::parse_iso8601(text));
}

} // namespace

TEST_CASE("a call is read field by field") {
    const auto page = parse({{"parent_call_sid", "\"CAparent\""},
                             {"group_sid", "\"GP1\""},
                             {"answered_by", "\"machine_start\""},
                             {"forwarded_from", "\"+1\""},
                             {"queue_time", "\"6000\""}});
    CHECK(page.warnings.empty());
    CHECK(page.unknown_fields.empty());
    REQUIRE(page.rows.size() == 1);
    const core::Call& call = page.rows.front();
    CHECK(call.sid == call_sid);
    CHECK(call.account_sid == account_sid);
    CHECK(call.status == "completed");
    CHECK(call.parent_call_sid == "CAparent");
    CHECK(call.from_address == "+13051416799");
    CHECK(call.to_address == "+13051913581");
    CHECK(call.direction == "outbound-api");
    CHECK(call.date_created == instant("2026-07-31T23:58:00Z"));
    CHECK(call.date_updated == instant("2026-08-01T00:03:00Z"));
    CHECK(call.start_time == instant("2026-07-31T23:59:59Z"));
    CHECK(call.end_time == instant("2026-08-01T00:01:00Z"));
    CHECK(call.duration == 61);
    CHECK(call.price_micros == -17'000);
    CHECK(call.price_unit == "USD");
    CHECK(call.answered_by == "machine_start");
    CHECK(call.caller_name == "");
    CHECK(call.forwarded_from == "+1");
    CHECK(call.phone_number_sid == "PN0123456789abcdef0123456789abcdef");
    CHECK(call.trunk_sid == "");
    CHECK(call.group_sid == "GP1");
    CHECK(call.queue_time == 6000);
}

TEST_CASE("a queued call has no times, no duration and no price") {
    const core::Call call = good({{"status", "\"queued\""},
                                  {"start_time", "null"},
                                  {"end_time", "null"},
                                  {"duration", "null"},
                                  {"price", "null"},
                                  {"caller_name", "null"},
                                  {"trunk_sid", "null"}});
    CHECK_FALSE(call.start_time);
    CHECK_FALSE(call.end_time);
    CHECK_FALSE(call.duration);
    CHECK_FALSE(call.price_micros);
    CHECK_FALSE(call.caller_name);
    CHECK_FALSE(call.trunk_sid);
    CHECK(call.price_unit == "USD");
}

TEST_CASE("fields that are missing are as null") {
    const core::Call call = good({{"start_time", ""},
                                  {"duration", ""},
                                  {"price", ""},
                                  {"price_unit", ""},
                                  {"trunk_sid", ""},
                                  {"account_sid", ""}});
    CHECK_FALSE(call.start_time);
    CHECK_FALSE(call.duration);
    CHECK_FALSE(call.trunk_sid);
    CHECK(call.account_sid == account_sid);
}

TEST_CASE("a sid that is none makes a bad row") {
    for (const char* text :
         {"null", "3", "\"\"", "true", "[]", "\"CA0123456789abcdef0123456789abcde\"",
          "\"CA0123456789abcdef0123456789abcdef0\"", "\"SM0123456789abcdef0123456789abcdef\"",
          "\"ca0123456789abcdef0123456789abcdef\"", "\"CA0123456789abcdef0123456789abcdeg\"",
          "\"CA0123456789abcdef0123456789abcde\\u0000\"",
          "\"CA0123456789abcdef 123456789abcdef\""}) {
        check_bad("sid", text);
    }
    CHECK(parse({{"sid", ""}}).bad_rows.at(0).reason == "sid is missing");
}

TEST_CASE("a row of another account is a bad row") {
    for (const char* text : {"\"AC00000000000000000000000000000000\"", "\"\"", "\"ACx\"", "7",
                             "\"SK0123456789abcdef0123456789abcdef\""}) {
        check_bad("account_sid", text);
    }
    CHECK(good({{"account_sid", "null"}}).account_sid == account_sid);
}

TEST_CASE("durations are whole seconds, as text or as number") {
    for (const char* text : {"\"61\"", "61", "61.0", "\"61.0\""}) {
        CAPTURE(std::string(text));
        CHECK(good({{"duration", text}}).duration == 61);
    }
    CHECK(good({{"duration", "\"0\""}}).duration == 0);
    CHECK_FALSE(good({{"duration", "null"}}).duration);
    CHECK_FALSE(good({{"duration", "\"\""}}).duration);
    for (const char* text : {"\"-5\"",
                             "-5",
                             "\"61.5\"",
                             "1.5",
                             "\"abc\"",
                             "\"1e3\"",
                             "\"0x10\"",
                             "\" 61 \"",
                             "\"６１\"",
                             "true",
                             "[]",
                             "{}",
                             "\"9223372036854775808\"",
                             "9223372036854775808",
                             "1e300",
                             "1e3",
                             "18446744073709551615",
                             "-9223372036854775809",
                             "\"61.\"",
                             "\".0\"",
                             "\"+61\"",
                             "1234567890123456789012345678901234567890",
                             "\"6\\u00001\""}) {
        check_bad("duration", text);
    }
    CHECK(good({{"duration", "4294967296"}}).duration == 4'294'967'296);
    CHECK(parse({{"duration", "86401"}}).warnings.contains("duration above 24 hours"));
}

TEST_CASE("an unknown status is kept and counted, none makes a bad row") {
    for (const char* known : {"queued", "ringing", "in-progress", "completed", "busy", "failed",
                              "no-answer", "canceled"}) {
        CHECK(warnings({{"status", '"' + std::string(known) + '"'}}) == 0);
    }
    for (const char* odd : {"voicemail", "Completed", "in_progress"}) {
        CHECK(good({{"status", '"' + std::string(odd) + '"'}}).status == odd);
        CHECK(warnings({{"status", '"' + std::string(odd) + '"'}}) == 1);
    }
    for (const char* text : {"null", "\"\"", "[]", "false"}) {
        check_bad("status", text);
    }
    CHECK(parse({{"status", ""}}).bad_rows.at(0).reason == "status is missing");
}

TEST_CASE("unknown directions and answerers are kept and counted") {
    for (const char* known : {"inbound", "outbound-api", "outbound-dial", "trunking-terminating",
                              "trunking-originating"}) {
        CHECK(warnings({{"direction", '"' + std::string(known) + '"'}}) == 0);
    }
    CHECK(good({{"direction", "\"sideways\""}}).direction == "sideways");
    CHECK(warnings({{"direction", "\"sideways\""}}) == 1);
    CHECK_FALSE(good({{"direction", "null"}}).direction);
    CHECK(good({{"answered_by", "\"parrot\""}}).answered_by == "parrot");
    CHECK(warnings({{"answered_by", "\"parrot\""}}) == 1);
    CHECK(warnings({{"answered_by", "\"human\""}}) == 0);
}

TEST_CASE("times in RFC 2822 form are read with any zone") {
    const core::Instant expected = instant("2019-10-18T17:00:00Z");
    for (const char* text : {"Fri, 18 Oct 2019 17:00:00 +0000", "Fri, 18 Oct 2019 10:00:00 -0700",
                             "Fri, 18 Oct 2019 17:00:00 GMT", "Fri, 18 Oct 2019 17:00:00 UT",
                             "Fri, 18 Oct 2019 17:00:00 Z", "18 Oct 2019 17:00:00 +0000"}) {
        CAPTURE(std::string(text));
        const Fields changes{{"date_created", '"' + std::string(text) + '"'}};
        CHECK(good(changes).date_created == expected);
        CHECK(warnings(changes) == 0);
    }
    CHECK(good({{"date_created", "\"Tue, 1 Oct 2019 17:00:00 +0000\""}}).date_created ==
          instant("2019-10-01T17:00:00Z"));
}

TEST_CASE("odd times are read and counted") {
    for (const char* text :
         {"Mon, 18 Oct 2019 17:00:00 +0000", "Fri, 18 Oct 2019 12:00:00 EST",
          "Fri, 31 Dec 9999 23:59:59 +0000", "Sat, 31 Dec 2016 23:59:60 +0000"}) {
        CAPTURE(std::string(text));
        CHECK(warnings({{"date_created", '"' + std::string(text) + '"'}}) == 1);
    }
    CHECK(good({{"date_created", "\"Sat, 31 Dec 2016 23:59:60 +0000\""}}).date_created ==
          instant("2016-12-31T23:59:59Z"));
    CHECK_FALSE(good({{"date_created", "\"\""}}).date_created);
    CHECK(warnings({{"date_created", "\"\""}}) == 1);
    CHECK(good({{"date_created", "\"Thu, 01 Jan 1970 00:00:00 +0000\""}}).date_created ==
          core::Instant{});
}

TEST_CASE("times that are none make a bad row") {
    for (const char* name : {"date_created", "date_updated", "start_time", "end_time"}) {
        check_bad(name, "\"yesterday\"");
        check_bad(name, "1571418000");
    }
    for (const char* text :
         {"\"Fri, 18 Oct 19 17:00:00 +0000\"", "\"Tue, 31 Feb 2019 17:00:00 +0000\"",
          "\"Fri, 18 Oct 2019 25:00:00 +0000\"", "\"Fri, 18 Oct 2019 24:00:00 +0000\"",
          "\"Fri, 18 Oct 2019 17:00:00 +9999\"", "\"Fr, 18 Okt 2019 17:00:00 +0000\"",
          "\"2019-10-18T17:00:00Z\"", "\"Fri, 18 Oct 2019 17:00:00\"",
          "\"Wed, 31 Dec 1969 23:59:59 +0000\"", "\"Thu, 01 Jan 1970 00:30:00 +0100\"",
          "\"Sat, 01 Jan 10000 00:00:00 +0000\"", "\"Sat, 01 Jan 0000 00:00:00 +0000\"",
          "\"Fri, 18 Oct -001 17:00:00 +0000\"", "\"Fri, 31 Dec 9999 23:59:59 -0100\"", "true",
          "{}"}) {
        check_bad("start_time", text);
    }
}

TEST_CASE("times that contradict each other are counted") {
    CHECK(parse({{"end_time", "\"Fri, 31 Jul 2026 23:59:00 +0000\""}})
              .warnings.contains("end_time before start_time"));
    CHECK(parse({{"duration", "\"63\""}})
              .warnings.contains("duration is not end_time less start_time"));
    CHECK(warnings({{"duration", "\"62\""}}) == 0);
    // An unanswered call rings between the two, and has no duration.
    CHECK(warnings({{"status", "\"no-answer\""}, {"duration", "\"0\""}}) == 0);
}

TEST_CASE("prices are exact") {
    struct Case {
        const char* text;
        std::int64_t micros;
    };
    const std::vector<Case> cases{{"\"-0.01300\"", -13'000},
                                  {"\"0\"", 0},
                                  {"\"0.00750\"", 7'500},
                                  {"\"-0\"", 0},
                                  {"-0.013", -13'000},
                                  {"2192.848550", 2'192'848'550},
                                  {"\"1e-3\"", 1'000},
                                  {"-1.3e-05", -13},
                                  {"0", 0},
                                  {"-3", -3'000'000},
                                  {"\"-0.000001\"", -1}};
    for (const Case& each : cases) {
        CAPTURE(std::string(each.text));
        CHECK(good({{"price", each.text}}).price_micros == each.micros);
    }
    CHECK_FALSE(good({{"price", "null"}}).price_micros);
    CHECK_FALSE(good({{"price", "\"\""}}).price_micros);
    for (const char* text : {"\"-.5\"", "\"1.\"", "\"1,234.5\"", "\"$0.01\"", "\"NaN\"",
                             "\"Infinity\"", "\"0.01 USD\"", "\"0.0000001\"", "1e300", "true", "{}",
                             "\"123456789012345678901234567890123456789012345678901234567890\""}) {
        check_bad("price", text);
    }
}

TEST_CASE("currencies are upper-cased, and odd ones counted") {
    CHECK(good({{"price_unit", "\"usd\""}}).price_unit == "USD");
    CHECK(good({{"price_unit", "\"JPY\""}}).price_unit == "JPY");
    CHECK(warnings({{"price_unit", "\"EUR\""}}) == 0);
    for (const char* text : {"\"US\"", "\"XXX\"", "\"💲\"", "null", "\"\""}) {
        CAPTURE(std::string(text));
        CHECK(warnings({{"price_unit", text}}) == 1);
    }
    CHECK(warnings({{"price_unit", "null"}, {"price", "null"}}) == 0);
    check_bad("price_unit", "[]");
}

TEST_CASE("addresses are data, whatever they hold") {
    struct Case {
        std::string text;
        std::string value;
    };
    const std::vector<Case> cases{
        {"\"sip:alice@example.com\"", "sip:alice@example.com"},
        {"\"client:alice\"", "client:alice"},
        {"\"72345\"", "72345"},
        {"\"anonymous\"", "anonymous"},
        {"\"\"", ""},
        {'"' + std::string(5000, 'x') + '"', std::string(5000, 'x')},
        {"\"\\ud83d\\ude00\\u202e\"", "😀\u202e"},
        {"\"'; DROP TABLE calls;--\"", "'; DROP TABLE calls;--"},
        {R"("=cmd|'/c calc'!A1")", "=cmd|'/c calc'!A1"},
        {R"("a\nb")", "a\nb"},
        {"13051416799", "13051416799"},
    };
    for (const Case& each : cases) {
        CAPTURE(each.value);
        CHECK(good({{"from", each.text}}).from_address == each.value);
        CHECK(good({{"to", each.text}}).to_address == each.value);
    }
    CHECK_FALSE(good({{"from", "null"}}).from_address);
    CHECK(warnings({{"from", "13051416799"}}) == 1);
    check_bad("from", "true");
    check_bad("to", "[\"+1\"]");
}

TEST_CASE("a NUL character is made visible and counted") {
    CHECK(good({{"caller_name", "\"a\\u0000b\""}}).caller_name == "a\xEF\xBF\xBD"
                                                                  "b");
    CHECK(parse({{"caller_name", "\"a\\u0000b\""}})
              .warnings.contains("caller_name with a NUL character"));
}

TEST_CASE("a call may be its own parent, and a queue time may be odd") {
    CHECK(good({{"parent_call_sid", '"' + call_sid + '"'}}).parent_call_sid == call_sid);
    CHECK(good({{"queue_time", "1000"}}).queue_time == 1000);
    CHECK_FALSE(good({{"queue_time", "null"}}).queue_time);
    CHECK(warnings({{"queue_time", "null"}}) == 0);
    for (const char* text : {"-1", "\"-1\"", "\"1.5\"", "\"soon\"", "{}", "true", "\"\""}) {
        CAPTURE(std::string(text));
        CHECK(warnings({{"queue_time", text}}) == 1);
        CHECK_FALSE(good({{"queue_time", text}}).queue_time);
    }
}

TEST_CASE("reasons quote a value cut and without control characters") {
    const auto page = parse({{"duration", "\"\\u001b[2J" + std::string(500, 'x') + '"'}});
    REQUIRE(page.bad_rows.size() == 1);
    CHECK(page.bad_rows[0].reason.size() < 150);
    CHECK(page.bad_rows[0].reason.find("\\x1b[2J") != std::string::npos);
}

TEST_CASE("a call by itself is a page of one row") {
    const auto page = api::parse_call(call_row(), account_sid);
    REQUIRE(page.rows.size() == 1);
    CHECK(page.rows[0].sid == call_sid);
    CHECK_FALSE(page.next_page_uri);
    const std::string bad = call_row({{"duration", "-1"}});
    const auto put_aside = api::parse_call(bad, account_sid);
    REQUIRE(put_aside.bad_rows.size() == 1);
    CHECK(put_aside.bad_rows[0].raw == bad);
    CHECK(put_aside.bad_rows[0].sid == call_sid);
    CHECK_THROWS_AS(api::parse_call("[]", account_sid), api::ApiError);
    CHECK_THROWS_AS(api::parse_call("null", account_sid), api::ApiError);
    CHECK_THROWS_AS(api::parse_call(call_row().substr(1), account_sid), api::ApiError);
    CHECK(api::parse_call("{}", account_sid).bad_rows.size() == 1);
}
