// SPDX-License-Identifier: MIT
//
// Whole runs against the sample API inside the test: what is asked for, on the first run and on
// later ones, and what the run says of itself.
#include "served_api.hpp"
#include "sync/sync.hpp"
#include "tests/store/mirror.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calltally;
using namespace calltally::sync;
using namespace calltally::sync::testing;
using store::testing::Folder;

namespace {

class Account {
public:
    explicit Account(std::string_view scenario = "sample")
        : m_api(*sample::find_scenario(scenario),
                {.seed = 1, .calls = 300, .now = sample::parse_time("2026-08-03 09:00:00").value()},
                sample::FaultPlan{}),
          m_served(m_api), m_database(store::Database::open_for_writing(m_folder.file("m.db"))) {
        m_options.account_sid = m_api.credentials().account_sid;
        m_options.version = "test";
    }

    SyncOptions& options() { return m_options; }
    SyncResult run() {
        m_served.take_targets();
        const api::CancelFlag cancel{false};
        Remote remote(m_served.options(), {m_options.account_sid, m_options.account_sid, "token"},
                      cancel);
        return run_sync(m_database, remote, m_options, {});
    }
    /// The targets of the last run that hold all of these words.
    std::vector<std::string> asked(const std::vector<std::string>& words) {
        if (const auto taken = m_served.take_targets(); !taken.empty()) {
            m_asked = taken;
        }
        std::vector<std::string> found;
        for (const std::string& target : m_asked) {
            if (std::all_of(words.begin(), words.end(), [&](const std::string& word) {
                    return target.find(word) != std::string::npos;
                })) {
                found.push_back(target);
            }
        }
        return found;
    }
    void control(const std::string& what, const sample::Query& query) {
        sample::Request request;
        request.method = "POST";
        request.path = "/_sample/" + what;
        request.query = query;
        REQUIRE(m_api.answer(request).status == 200);
        m_served.set_date(sample::http_text(m_api.now()));
    }
    std::string row(const std::string& sql) {
        return store::testing::row(m_database.connection(), sql);
    }
    std::vector<std::string> rows(const std::string& sql) {
        return store::testing::rows(m_database.connection(), sql);
    }

private:
    Folder m_folder;
    sample::SampleApi m_api;
    ServedApi m_served;
    store::Database m_database;
    SyncOptions m_options;
    std::vector<std::string> m_asked;
};

/// The first day of a listing of calls.
std::string start_of(const std::string& target) {
    const auto at = target.find("StartTime%3E=");
    return at == std::string::npos ? "" : target.substr(at + 13, 10);
}

} // namespace

TEST_CASE("the first run reads everything from the first whole month that the API keeps") {
    Account account;
    const SyncResult result = account.run();
    CHECK(result.exit_code == core::ExitCode::done);
    CHECK(result.accounts == 1);
    CHECK(result.failures.empty());
    CHECK(result.totals.rows_new > 100);
    std::string earliest = "9999";
    for (const std::string& target : account.asked({"/Calls.json", "StartTime%3E="})) {
        earliest = std::min(earliest, start_of(target));
    }
    CHECK(earliest == "2025-08-01");
    CHECK(account.asked({"/Usage/Records/Monthly"}).size() >= 1);
    CHECK(account.row("SELECT exit_code, program_version FROM sync_runs") == "0|test");
    CHECK(account.rows("SELECT * FROM coverage_gaps").empty());
    CHECK(account.rows("SELECT * FROM stale_months").empty());
}

TEST_CASE("only the categories that are not zero are read by day") {
    Account account;
    account.run();
    CHECK(account.asked({"/Usage/Records/Daily", "Category=calls-inbound&"}).size() >= 1);
    CHECK(account.asked({"/Usage/Records/Daily", "Category=pstnconnectivity"}).empty());
    CHECK(account.asked({"/Usage/Records/Daily", "Category=calls-inbound-local"}).empty());
    CHECK(account.asked({"/Usage/Records/Daily", "Category=totalprice"}).empty());
    // What is compared is the account on its own.
    for (const std::string& target : account.asked({"/Usage/Records/Daily"})) {
        CHECK(target.find("IncludeSubaccounts=false") != std::string::npos);
    }
}

TEST_CASE("a later run reads the look-back again, and nothing before it") {
    Account account;
    const SyncResult first = account.run();
    account.options().lookback = std::chrono::days{3};
    const SyncResult again = account.run();
    CHECK(again.totals.rows_new == 0);
    CHECK(again.totals.rows_changed == 0);
    CHECK(again.totals.rows_read < first.totals.rows_read);
    for (const std::string& target : account.asked({"/Calls.json", "StartTime%3E="})) {
        CHECK(start_of(target) >= "2026-07-31");
    }
}

TEST_CASE("the newest calls are asked for without an upper bound") {
    Account account;
    account.run();
    const auto listings = account.asked({"/Calls.json", "StartTime%3E="});
    CHECK(std::count_if(listings.begin(), listings.end(), [](const std::string& target) {
              return target.find("StartTime%3C=") == std::string::npos;
          }) >= 1);
    CHECK(account.asked({"/Calls.json", "Status=queued"}).size() >= 1);
}

TEST_CASE("a period of its own is read, and widened later") {
    Account account;
    account.options().since = store::testing::day("2026-07-10");
    account.options().until = store::testing::day("2026-07-20");
    account.run();
    CHECK(account.row("SELECT min(usage_date) >= '2026-07-10', max(usage_date) < '2026-07-20', "
                      "count(*) > 0 FROM calls WHERE usage_date IS NOT NULL") == "1|1|1");
    account.options().since = store::testing::day("2026-07-01");
    account.options().until = std::nullopt;
    account.run();
    CHECK(account.row("SELECT synced_since, synced_until FROM accounts") ==
          "2026-07-01|2026-08-03");
    CHECK(account.rows("SELECT * FROM coverage_gaps").empty());
}

TEST_CASE("a period without a day is refused, and nothing is remembered of it") {
    Account account;
    SUBCASE("to come") {
        account.options().since = store::testing::day("2999-01-01");
    }
    SUBCASE("before the first day") {
        account.options().until = store::testing::day("2020-01-01");
    }
    try {
        account.run();
        FAIL("it was accepted");
    } catch (const core::Error& error) {
        CHECK(error.exit_code() == core::ExitCode::usage);
    }
    CHECK(account.rows("SELECT * FROM calls").empty());
    CHECK(account.rows("SELECT synced_since FROM accounts WHERE synced_since IS NOT NULL").empty());
}

TEST_CASE("with subaccounts each is read for itself, closed ones as well") {
    Account account;
    account.options().subaccounts = true;
    const SyncResult result = account.run();
    CHECK(result.accounts == 3);
    CHECK(account.row("SELECT count(*), count(synced_at) FROM accounts") == "3|3");
    CHECK(account.row("SELECT count(DISTINCT account_sid) FROM calls") == "3");
    CHECK(account.asked({"IncludeSubaccounts=true"}).size() >= 1);
}

TEST_CASE("a call that was deleted is found to be gone, kept, and named") {
    Account account;
    account.run();
    const std::string sid = account.row("SELECT sid FROM calls WHERE usage_date = '2026-08-01' AND "
                                        "status = 'completed' ORDER BY sid LIMIT 1");
    account.control("delete", {{"sid", sid}});
    account.control("clock", {{"now", "2026-08-04 09:00:00"}});
    account.run();
    CHECK(account.rows("SELECT sid FROM missing_calls WHERE sid = '" + sid + "'").size() == 1);
    CHECK(account.asked({"/Calls/" + sid}).size() >= 1);
}

TEST_CASE("an unpriced call is settled by time, and its price taken when it comes") {
    Account account;
    account.run();
    CHECK(account.row("SELECT count(*) > 0 FROM unsettled_calls WHERE reason = 'not priced yet'") ==
          "1");
    account.control("clock", {{"now", "2026-08-08 09:00:00"}});
    account.run();
    CHECK(account.row("SELECT count(*) FROM unsettled_calls WHERE usage_date < '2026-08-04'") ==
          "0");
    CHECK(account.row("SELECT count(*) > 0 FROM call_changes WHERE field = 'price_micros'") == "1");
}
