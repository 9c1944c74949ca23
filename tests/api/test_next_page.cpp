// SPDX-License-Identifier: MIT
#include "api/errors.hpp"
#include "api/next_page.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace calltally;

namespace {

const std::string base = "https://api.twilio.com";
const std::string prefix = "/2010-04-01/Accounts/ACme/";
const std::string good = "/2010-04-01/Accounts/ACme/Calls.json?PageSize=2&Page=1&PageToken=PACAa";

void check_refused(const std::string& uri, const std::string& base_url = base) {
    CAPTURE(uri);
    try {
        const std::string target = api::next_page_target(uri, base_url, prefix);
        FAIL_CHECK("followed to " << target);
    } catch (const api::ApiError& error) {
        CHECK(error.failure() == api::Failure::contract);
        CHECK(error.exit_code() == core::ExitCode::contract_broken);
        CHECK(std::string(error.what()).find("SECRETQUERY") == std::string::npos);
    }
}

} // namespace

TEST_CASE("a relative next page is asked for word for word") {
    CHECK(api::next_page_target(good, base, prefix) == good);
    const std::string odd = "/2010-04-01/Accounts/ACme/"
                            "Calls.json?To=%2B1&StartTime%3E=2026-07-01&From=a@b&PageToken=x==";
    CHECK(api::next_page_target(odd, base, prefix) == odd);
    CHECK(api::next_page_target("/2010-04-01/Accounts/ACme/Calls.json", base, prefix) ==
          "/2010-04-01/Accounts/ACme/Calls.json");
}

TEST_CASE("an absolute next page on the same origin is followed") {
    CHECK(api::next_page_target(base + good, base, prefix) == good);
    CHECK(api::next_page_target("https://API.Twilio.com" + good, base, prefix) == good);
    CHECK(api::next_page_target("https://api.twilio.com:443" + good, base, prefix) == good);
    CHECK(api::next_page_target("http://127.0.0.1:8080" + good, "http://127.0.0.1:8080", prefix) ==
          good);
}

TEST_CASE("a next page on another origin is not followed") {
    for (const char* origin : {"https://evil.example",
                               "//evil.example",
                               "http://api.twilio.com",
                               "https://api.twilio.com@evil.example",
                               "https://api.twilio.com.evil.example",
                               "https://api.twilio.com.",
                               "https://api.twilio.com:444",
                               "https://api.twilio.com:80",
                               "HTTPS://api.twilio.com",
                               "ftp://api.twilio.com",
                               "file://",
                               "https://user@api.twilio.com",
                               "https://user:pw@api.twilio.com",
                               "https://@api.twilio.com",
                               "https:/evil.example",
                               "https:///api.twilio.com",
                               "https:",
                               "\\\\evil.example",
                               "/\\evil.example",
                               "https://api.twilio.com\\@evil.example",
                               "https://аpi.twilio.com",
                               "javascript:"}) {
        check_refused(origin + good + "&x=SECRETQUERY");
    }
    check_refused("file:///etc/passwd");
    check_refused("https://127.0.0.1:8080" + good, "http://127.0.0.1:8080");
    check_refused("http://127.0.0.2:8080" + good, "http://127.0.0.1:8080");
    check_refused("");
    check_refused("Calls.json?Page=1");
    check_refused("?Page=1");
}

TEST_CASE("a next page of another account or with a crooked path is not followed") {
    for (const char* path :
         {"/2010-04-01/Accounts/ACother/Calls.json", "/2010-04-01/Accounts/ACme",
          "/2010-04-01/Accounts/ACmee/Calls.json", "/2010-04-01/Accounts/acme/Calls.json",
          "/2010-04-01/Accounts/ACme/../ACother/Calls.json",
          "/2010-04-01/Accounts/ACme/./Calls.json", "/2010-04-01/Accounts/ACme/..",
          "/2010-04-01/Accounts/ACme/%2e%2e/ACother/Calls.json",
          "/2010-04-01/Accounts/ACme/%2E%2E/ACother/Calls.json",
          "/2010-04-01/Accounts/ACme/.%2e/ACother/Calls.json",
          "/2010-04-01/Accounts/ACme/..%2fACother/Calls.json",
          "/2010-04-01/Accounts/ACme/..%5cACother/Calls.json",
          "/2010-04-01/Accounts/ACme//Calls.json", "/Admin.json", "/",
          "/2010-04-01/Accounts/ACme/Calls.json#x"}) {
        check_refused(std::string(path) + "?x=SECRETQUERY");
        check_refused(base + path + "?x=SECRETQUERY");
    }
}

TEST_CASE("a next page with control characters, spaces or without end is not followed") {
    for (const char* tail : {"\r\nX-Injected: 1", "\n", "\t", " ", "\x7f", "\\"}) {
        check_refused(good + tail);
    }
    check_refused(good + std::string(1, '\0') + "x");
    check_refused(good + std::string(9000, 'x'));
    const std::string longest = good + std::string(4096 - good.size(), 'x');
    CHECK(api::next_page_target(longest, base, prefix) == longest);
    check_refused(longest + "x");
}
