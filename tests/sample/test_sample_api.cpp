// SPDX-License-Identifier: MIT
#include "sample/sample_api.hpp"
#include "served.hpp"

using namespace calltally::sample;
using namespace calltally::sample::testing;

namespace {

int status_for(Served& served, const std::string& path, const std::string& user,
               const std::string& password) {
    Request request;
    request.method = "GET";
    request.path = path;
    request.user = user;
    request.password = password;
    return served.api().answer(request).status;
}

} // namespace

TEST_CASE("the token reads all accounts, the key its own, and nobody else anything") {
    Served served("sample");
    const Credentials& own = served.api().credentials();
    const auto accounts = served.rows("accounts", "/2010-04-01/Accounts.json");
    REQUIRE(accounts.size() == 3);
    for (const Json& account : accounts) {
        const std::string sid = account["sid"];
        const std::string path = "/2010-04-01/Accounts/" + sid + "/Calls.json";
        CHECK(status_for(served, path, own.account_sid, own.auth_token) == 200);
        CHECK(status_for(served, path, own.api_key, own.api_secret) ==
              (sid == own.account_sid ? 200 : 401));
        CHECK(status_for(served, path, own.account_sid, "wrong") == 401);
        CHECK(status_for(served, path, own.api_key, own.auth_token) == 401);
        CHECK(status_for(served, path, "", "") == 401);
    }
}

TEST_CASE("no answer of the API holds a secret") {
    Served served("sample");
    const Credentials& own = served.api().credentials();
    for (const char* path : {"/2010-04-01/Accounts.json", "/2010-04-01/Nothing.json"}) {
        const std::string body = served.ask(path).body;
        CHECK(body.find(own.auth_token) == std::string::npos);
        CHECK(body.find(own.api_secret) == std::string::npos);
    }
}

TEST_CASE("only reading is possible, and only what there is") {
    Served served("sample");
    CHECK(served.ask("/2010-04-01/Accounts.json", "POST").status == 405);
    CHECK(served.ask("/2010-04-01/Accounts/" + served.account() + "/Messages.json").status == 404);
    CHECK(served.ask("/2010-04-01/Accounts/AC" + std::string(32, '0') + ".json").status == 401);
    CHECK(served.ask("/").status == 404);
}

TEST_CASE("the clock stands still, and goes forward only") {
    Served served("sample");
    const UnixTime before = served.api().now();
    CHECK(served.ask("/_sample/clock?now=2026-08-01+00:00:00", "POST").status == 400);
    CHECK(served.ask("/_sample/clock?now=soon", "POST").status == 400);
    CHECK(served.api().now() == before);
    CHECK(served.ask("/_sample/clock?now=2026-08-05+00:00:00", "POST").status == 200);
    CHECK(served.api().now() == parse_time("2026-08-05 00:00:00"));
    CHECK(served.truth()["now"] == "2026-08-05 00:00:00");
}

TEST_CASE("requests of the API are counted, those of the control are not") {
    Served served("sample");
    CHECK(served.json("/_sample/requests")["requests"] == 0);
    served.ask("/2010-04-01/Accounts.json");
    served.ask("/_sample/truth");
    CHECK(served.json("/_sample/requests")["requests"] == 1);
}

TEST_CASE("faults can be set while it runs, and refused") {
    Served served("sample");
    CHECK(served.ask("/_sample/faults?spec=500@1", "POST").status == 200);
    CHECK(served.ask("/2010-04-01/Accounts.json").status == 500);
    CHECK(served.ask("/2010-04-01/Accounts.json").status == 200);
    CHECK(served.ask("/_sample/faults?spec=odd", "POST").status == 400);
}
