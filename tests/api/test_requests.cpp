// SPDX-License-Identifier: MIT
#include "api/requests.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace std::chrono_literals;

namespace {
constexpr core::Date july_first{2026y / 7 / 1};
constexpr core::Date august_first{2026y / 8 / 1};
} // namespace

TEST_CASE("calls are asked for from a day on and before a day") {
    CHECK(api::calls_target("AC1", july_first, august_first) ==
          "/2010-04-01/Accounts/AC1/Calls.json?StartTime%3E=2026-07-01&StartTime%3C=2026-08-01"
          "&PageSize=1000");
    CHECK(api::calls_target("AC1", july_first, std::nullopt, 50) ==
          "/2010-04-01/Accounts/AC1/Calls.json?StartTime%3E=2026-07-01&PageSize=50");
    CHECK(api::calls_by_status_target("AC1", "in progress", 20) ==
          "/2010-04-01/Accounts/AC1/Calls.json?Status=in%20progress&PageSize=20");
}

TEST_CASE("usage is asked for with an inclusive end date") {
    CHECK(api::usage_target("AC1", api::UsageGrain::daily, "calls-inbound",
                            {july_first, august_first}, false) ==
          "/2010-04-01/Accounts/AC1/Usage/Records/Daily.json?StartDate=2026-07-01"
          "&EndDate=2026-07-31&IncludeSubaccounts=false&Category=calls-inbound&PageSize=1000");
    CHECK(api::usage_target("AC1", api::UsageGrain::monthly, "", {july_first, august_first}, true,
                            100) ==
          "/2010-04-01/Accounts/AC1/Usage/Records/Monthly.json?StartDate=2026-07-01"
          "&EndDate=2026-07-31&IncludeSubaccounts=true&PageSize=100");
    CHECK(api::usage_target("AC1", api::UsageGrain::daily, "a&b=ü",
                            {july_first, july_first + std::chrono::days{1}}, false, 1) ==
          "/2010-04-01/Accounts/AC1/Usage/Records/Daily.json?StartDate=2026-07-01"
          "&EndDate=2026-07-01&IncludeSubaccounts=false&Category=a%26b%3D%C3%BC&PageSize=1");
}

TEST_CASE("single resources and accounts have their own targets") {
    CHECK(api::account_target("AC1") == "/2010-04-01/Accounts/AC1.json");
    CHECK(api::accounts_target(1000) == "/2010-04-01/Accounts.json?PageSize=1000");
    CHECK(api::call_target("AC1", "CA1") == "/2010-04-01/Accounts/AC1/Calls/CA1.json");
    // Whatever a sid holds stays one segment of the path.
    CHECK(api::call_target("AC1", "../x?y#z") ==
          "/2010-04-01/Accounts/AC1/Calls/..%2Fx%3Fy%23z.json");
}
