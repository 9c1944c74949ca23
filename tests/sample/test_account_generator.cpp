// SPDX-License-Identifier: MIT
#include "sample/account_generator.hpp"
#include "served.hpp"

#include <algorithm>

using namespace calltally::sample;
using namespace calltally::sample::testing;

TEST_CASE("a seed makes the same account every time, and another seed another") {
    Served one("sample");
    Served same("sample");
    Served other("sample", 300, "2026-08-03 09:00:00", 2);
    CHECK(one.truth() == same.truth());
    CHECK(one.calls("PageSize=1000") == same.calls("PageSize=1000"));
    CHECK(one.account() != other.account());
    CHECK(one.truth()["cells"] != other.truth()["cells"]);
}

TEST_CASE("about as many calls as asked for, oldest first, none before the first month") {
    for (const Scenario& scenario : scenarios()) {
        CAPTURE(std::string(scenario.name));
        const UnixTime now = parse_time("2026-08-03 09:00:00").value();
        const auto accounts = generate_accounts(scenario, {.seed = 1, .calls = 1000, .now = now});
        CHECK((accounts.size() > 1) == scenario.has_subaccounts);
        std::size_t calls = 0;
        const UnixTime first = midnight(month_start(day_of(now), -scenario.full_months));
        for (const Account& account : accounts) {
            CHECK(std::is_sorted(account.calls.begin(), account.calls.end(),
                                 [](const Call& a, const Call& b) { return a.start < b.start; }));
            for (std::uint32_t i = 0; i < account.calls.size(); ++i) {
                const Call& call = account.calls[i];
                calls += call.created() <= now ? 1U : 0U;
                CHECK(UnixTime{call.start} >= first);
                CHECK(call.duration <= longest_call);
                CHECK(call.deleted == account.deletions.contains(i));
                CHECK((call.parent == no_parent || call.parent < account.calls.size()));
            }
        }
        CHECK(calls > 800);
        CHECK(calls < 1300);
    }
}

TEST_CASE("every call is of the day it starts on, and as long as its event bills") {
    const UnixTime now = parse_time("2026-08-03 09:00:00").value();
    for (const Account& account :
         generate_accounts(*find_scenario("sample"), {.seed = 1, .calls = 2000, .now = now})) {
        for (const Call& call : account.calls) {
            CHECK(UnixDay{call.usage_day} == day_of(call.start));
            if (call.outcome == Outcome::completed) {
                CHECK((call.duration + 59) / 60 == call.billed_minutes);
            }
        }
    }
}
