// SPDX-License-Identifier: MIT
#include "api/answer.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace calltally;
using api::Answer;
using Kind = api::Answer::Kind;

namespace {

const std::string key = "SK0123";
const std::string calls = "/2010-04-01/Accounts/AC1/Calls.json?To=%2B1305&PageToken=secretToken";

api::Response response(int status, const std::string& body) {
    api::Response answer;
    answer.status = status;
    answer.body = body;
    answer.content_type = "application/json";
    return answer;
}

api::ApiError error_of(int status, const std::string& body, const std::string& target = calls) {
    return api::to_error(api::classify(response(status, body)), key, target);
}

std::string words(const api::ApiError& error) {
    return std::string(error.what()) + " | " + error.remedy();
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::chrono::seconds wait_for(const std::string& text) {
    api::Response answer = response(429, "");
    answer.retry_after = text;
    answer.date = core::to_instant(*core::parse_rfc2822("Fri, 31 Jul 2026 23:59:00 GMT"));
    return api::retry_after(answer);
}

} // namespace

TEST_CASE("what may pass is tried again") {
    for (const int status : {408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524}) {
        CAPTURE(status);
        CHECK(api::classify(response(status, "<html>busy</html>")).kind == Kind::retry);
        const auto error = error_of(status, "");
        CHECK(error.failure() == api::Failure::temporary);
        CHECK(error.exit_code() == core::ExitCode::temporary_failure);
        CHECK(error.http_status() == status);
    }
}

TEST_CASE("what will not pass is not tried again") {
    for (const int status : {400, 402, 403, 404, 405, 406, 410, 414, 451, 501, 505}) {
        CAPTURE(status);
        CHECK(api::classify(response(status, "{}")).kind == Kind::fail);
    }
    CHECK(api::classify(response(401, "{}")).kind == Kind::retry_briefly);
}

TEST_CASE(
    "status 200 with what cannot be JSON is tried again briefly, and then a broken contract") {
    struct Case {
        std::string body;
        std::string words;
    };
    const std::vector<Case> cases{
        {"", "nothing at all"},
        {" \r\n", "nothing at all"},
        {"<!DOCTYPE html><p>Log in", "HTML"},
        {"<?xml version='1.0'?><TwilioResponse/>", "XML, expected JSON"},
        {"<TwilioResponse><Calls/></TwilioResponse>", "XML, expected JSON"},
        {"null", "no JSON object"},
        {"[]", "no JSON object"},
        {"\"x\"", "no JSON object"},
        {R"({"calls":[)", "ends in its middle"},
        {"{\0\"\0", "ends in its middle"},
    };
    for (const Case& bad : cases) {
        CAPTURE(bad.body);
        CHECK(api::classify(response(200, bad.body)).kind == Kind::retry_briefly);
        const auto error = error_of(200, bad.body);
        CHECK(error.failure() == api::Failure::contract);
        CHECK(error.exit_code() == core::ExitCode::contract_broken);
        CHECK(contains(error.what(), bad.words));
    }
    CHECK(api::classify(response(204, "")).kind == Kind::retry_briefly);
    CHECK(error_of(204, "").failure() == api::Failure::contract);
}

TEST_CASE("a page is good whatever its content type, with a byte order mark too") {
    auto plain = response(200, R"({"calls": [], "next_page_uri": null})");
    plain.content_type = "text/plain";
    CHECK(api::classify(plain).kind == Kind::good);
    CHECK(api::classify(response(200, "\xEF\xBB\xBF {}\r\n")).kind == Kind::good);
    // A call has a status, too, and some other resource may have a code.
    CHECK(api::classify(response(200, R"({"status": "completed", "sid": "CA1"})")).kind ==
          Kind::good);
    CHECK(api::classify(response(200, R"({"code": 7, "status": 200})")).kind == Kind::good);
}

TEST_CASE("an error in the disguise of status 200 is what its body says") {
    struct Case {
        std::string body;
        int status;
        Kind kind;
    };
    const std::vector<Case> cases{
        {R"({"status":401,"code":20003,"message":"Authenticate"})", 401, Kind::retry_briefly},
        {R"({"code":20003})", 401, Kind::retry_briefly},
        {R"({"code":20429,"message":"Too Many Requests"})", 429, Kind::retry},
        {R"({"status":503})", 503, Kind::retry},
        {R"({"code":20500})", 500, Kind::retry},
        {R"({"code":20404})", 404, Kind::fail},
        {R"({"code":21481})", 400, Kind::fail},
        {R"({"status":403,"code":20403})", 403, Kind::fail},
    };
    for (const Case& bad : cases) {
        CAPTURE(bad.body);
        const Answer answer = api::classify(response(200, bad.body));
        CHECK(answer.kind == bad.kind);
        CHECK(answer.http_status == bad.status);
    }
}

TEST_CASE("a refusal names the key, the path and what to do") {
    const auto wrong = error_of(401, R"({"code":20003,"message":"Authenticate","status":401})");
    CHECK(wrong.failure() == api::Failure::refused);
    CHECK(wrong.exit_code() == core::ExitCode::refused);
    CHECK(wrong.twilio_code() == 20003);
    CHECK(contains(wrong.what(), key));
    CHECK(contains(wrong.what(), "/2010-04-01/Accounts/AC1/Calls.json"));
    CHECK(contains(wrong.remedy(), "region"));
    CHECK(error_of(403, "").failure() == api::Failure::refused);
    CHECK(contains(error_of(403, R"({"code":20008})").remedy(), "test credentials"));
    CHECK(contains(error_of(403, R"({"code":20005})").remedy(), "suspended"));
    CHECK(contains(error_of(407, "").remedy(), "proxy"));
}

TEST_CASE("a missing permission is named") {
    const std::string body = R"({"code":70051,"message":"Insufficient permission"})";
    const std::string account = "/2010-04-01/Accounts/AC1";
    CHECK(contains(error_of(403, body, account + "/Calls.json?x").remedy(),
                   "/twilio/voice/calls/list"));
    CHECK(contains(error_of(401, body, account + "/Calls/CA1.json").remedy(),
                   "/twilio/voice/calls/read"));
    CHECK(contains(error_of(403, body, account + "/Usage/Records/Daily.json?x").remedy(),
                   "/twilio/billing/usage/read"));
    CHECK(contains(error_of(403, body, "/2010-04-01/Accounts.json?x").remedy(), "Main key"));
}

TEST_CASE("not found, a stale page token and other bad requests are told apart") {
    const auto missing = error_of(404, R"({"code":20404,"message":"gone"})");
    CHECK(missing.failure() == api::Failure::not_found);
    CHECK(missing.exit_code() == core::ExitCode::configuration);
    CHECK(missing.twilio_code() == 20404);
    const auto stale = error_of(400, R"({"code":21481,"message":"Invalid PageToken"})");
    CHECK(stale.failure() == api::Failure::bad_page_token);
    CHECK(stale.exit_code() == core::ExitCode::contract_broken);
    const auto retention = error_of(400, R"({"code":20004,"message":"Range too old"})");
    CHECK(retention.failure() == api::Failure::contract);
    CHECK(retention.twilio_code() == 20004);
    CHECK(contains(retention.what(), "Range too old"));
}

TEST_CASE("messages cut and clean what the server says, and never name a query") {
    const auto error = error_of(400, R"({"code":20001,"message":"a\r\nerror: b\u001b[2J)" +
                                         std::string(500, 'x') + "\"}");
    CHECK(contains(error.what(), "a\\x0d\\x0aerror: b\\x1b[2J"));
    CHECK(std::string(error.what()).size() < 400);
    for (const int status : {200, 400, 401, 403, 404, 429, 500}) {
        CHECK_FALSE(contains(words(error_of(status, "")), "secretToken"));
        CHECK_FALSE(contains(words(error_of(status, "")), "1305"));
    }
    CHECK(contains(error_of(503, R"({"type":"x","title":"Down","status":503})").what(), "Down"));
}

TEST_CASE("hostile error bodies do no harm") {
    for (const std::string& body :
         {std::string(10'000, '['), std::string(R"({"code":18446744073709551615,"message":[]})"),
          std::string(R"({"code":-1,"status":"401","message":7})"), std::string("{\"code\":1e999}"),
          std::string("\xff\xfe"), std::string(100'000, '{')}) {
        CHECK(api::classify(response(503, body)).kind == Kind::retry);
        CHECK(api::classify(response(503, body)).twilio_code == 0);
    }
}

TEST_CASE("Retry-After is a number of seconds or a date, and anything else is no wait") {
    using std::chrono::seconds;
    CHECK(wait_for("5") == seconds{5});
    CHECK(wait_for("0") == seconds{0});
    CHECK(wait_for("99999999999") == seconds{99'999'999'999});
    CHECK(wait_for("Sat, 01 Aug 2026 00:00:30 GMT") == seconds{90});
    for (const char* nothing : {"-5", "1.5", "soon", "", " ", "Fri, 31 Jul 2015 00:00:00 GMT",
                                "9e9", "999999999999999999999999", "Sat, 01 Aug 2026"}) {
        CAPTURE(std::string(nothing));
        CHECK(wait_for(nothing) == seconds{0});
    }
    CHECK(api::retry_after(response(429, "")) == seconds{0});
    api::Response undated = response(429, "");
    undated.retry_after = "Sat, 01 Aug 2026 00:00:30 GMT";
    CHECK(api::retry_after(undated) == seconds{0});
}
