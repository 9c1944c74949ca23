// SPDX-License-Identifier: MIT
#include "api/curl_transport.hpp"
#include "api/url.hpp"
#include "core/error.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace calltally;

TEST_CASE("a base URL is https, or http to this machine") {
    for (const char* good :
         {"https://api.twilio.com", "https://api.dublin.ie1.twilio.com", "https://example.com:8443",
          "http://127.0.0.1:8080", "http://127.8.9.10", "http://localhost:1", "http://LOCALHOST:1",
          "http://[::1]:8080", "https://[2001:db8::1]"}) {
        CAPTURE(std::string(good));
        CHECK_NOTHROW(api::check_base_url(good));
    }
}

TEST_CASE("every other base URL is refused") {
    for (const char* bad : {"",
                            "api.twilio.com",
                            "https://",
                            "https:///x",
                            "https:api.twilio.com",
                            "http://api.twilio.com",
                            "http://128.0.0.1",
                            "http://127.0.0.1.example.com",
                            "http://127.example.com",
                            "http://localhost.example.com",
                            "http://[::2]",
                            "ftp://api.twilio.com",
                            "file:///etc/passwd",
                            "https://api.twilio.com/",
                            "https://api.twilio.com/2010-04-01",
                            "https://api.twilio.com?x",
                            "https://api.twilio.com?",
                            "https://api.twilio.com#x",
                            "https://api.twilio.com#",
                            "https://api.twilio.com\\x",
                            " https://api.twilio.com",
                            "https://api.twilio.com\r\nX: y",
                            "https://api.twilio.com:99999",
                            "https://api twilio.com"}) {
        CAPTURE(std::string(bad));
        try {
            api::check_base_url(bad);
            FAIL_CHECK("accepted");
        } catch (const core::Error& error) {
            CHECK(error.exit_code() == core::ExitCode::usage);
        }
    }
}

TEST_CASE("a password in a base URL is not repeated in the message") {
    try {
        api::check_base_url("https://AC1:hunter2@api.twilio.com");
        FAIL_CHECK("accepted");
    } catch (const core::Error& error) {
        CHECK(std::string(error.what()).find("hunter2") == std::string::npos);
        CHECK(error.remedy().find("hunter2") == std::string::npos);
    }
}

TEST_CASE("URLs are compared by their origin, with the scheme's own port") {
    CHECK(api::parse_url("https://API.twilio.com/x?y=1")->origin() == "https://api.twilio.com:443");
    CHECK(api::parse_url("http://127.0.0.1/")->origin() == "http://127.0.0.1:80");
    CHECK(api::parse_url("https://h/a/../b?c#d")->path == "/a/../b");
    CHECK(api::parse_url("https://@h/")->has_user);
    CHECK_FALSE(api::parse_url("/2010-04-01"));
    CHECK_FALSE(api::parse_url("//evil.example/x"));
}
