// SPDX-License-Identifier: MIT
#include "mirror.hpp"
#include "store/account_store.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

TEST_CASE("an account is added once, and what is not said of it later is kept") {
    Mirror mirror;
    core::Account account;
    account.sid = account_b;
    account.friendly_name = "Shop";
    account.status = "active";
    account.type = "Full";
    account.owner_account_sid = account_a;
    account.date_created = at("2020-01-02 03:04:05");
    put_account(mirror.connection(), account);
    const std::string all = "SELECT friendly_name, status, type, owner_account_sid, date_created "
                            "FROM accounts WHERE sid = '" +
                            account_b + "'";
    CHECK(mirror.row(all) == "Shop|active|Full|" + account_a + "|2020-01-02 03:04:05");
    core::Account later;
    later.sid = account_b;
    later.status = "closed";
    put_account(mirror.connection(), later);
    CHECK(mirror.row(all) == "Shop|closed|Full|" + account_a + "|2020-01-02 03:04:05");
    CHECK(mirror.row("SELECT count(*) FROM accounts") == "2");
}

TEST_CASE("the mirrored period is none before the first sync") {
    Mirror mirror;
    CHECK_FALSE(synced_period(mirror.connection(), account_a));
    CHECK_FALSE(synced_period(mirror.connection(), "unheard of"));
    set_synced_period(mirror.connection(), account_a, days("2025-08-01", "2026-08-03"));
    CHECK(synced_period(mirror.connection(), account_a) == days("2025-08-01", "2026-08-03"));
}

TEST_CASE("a failed sync says why and keeps the time of the last complete one") {
    Mirror mirror;
    const std::string outcome = "SELECT synced_at, last_error FROM accounts";
    set_outcome(mirror.connection(), account_a, at("2026-08-01 00:00:00"), "timed out");
    CHECK(mirror.row(outcome) == "-|timed out");
    set_outcome(mirror.connection(), account_a, at("2026-08-02 00:00:00"), std::nullopt);
    CHECK(mirror.row(outcome) == "2026-08-02 00:00:00|-");
    set_outcome(mirror.connection(), account_a, at("2026-08-03 00:00:00"), "refused");
    CHECK(mirror.row(outcome) == "2026-08-02 00:00:00|refused");
}

TEST_CASE("each side says for itself that it was read") {
    Mirror mirror;
    CHECK(mirror.row("SELECT log_source, usage_source FROM accounts") == "-|-");
    set_source(mirror.connection(), account_a, Side::usage);
    CHECK(mirror.row("SELECT log_source, usage_source FROM accounts") == "-|api");
    set_source(mirror.connection(), account_a, Side::log);
    CHECK(mirror.row("SELECT log_source, usage_source FROM accounts") == "api|api");
}
