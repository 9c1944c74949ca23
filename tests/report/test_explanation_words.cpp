// SPDX-License-Identifier: MIT
#include "report/explanation_words.hpp"
#include "tests/report/months.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::report;
using namespace calltally::report::testing;

namespace {

constexpr std::int64_t minute = 60'000'000;

/// A differing cell: usage minus log is as given.
ExplainedCell cell_with(const core::Amounts& difference) {
    ExplainedCell cell;
    cell.category = "combined";
    cell.state = difference.is_zero() ? "agrees" : "differs";
    cell.log = {1234, 4000 * minute, 10'000'000};
    cell.usage = cell.log + difference;
    cell.usage_is_read = cell.prices_compare = true;
    cell.price_unit = "USD";
    cell.log_source = "api+console";
    cell.usage_source = "entered";
    return cell;
}

AccountExplanation account_named(const std::string& name) {
    AccountExplanation account;
    account.outlook = {account_a, "2026-07", MonthOutlook::Kind::compared, true, "", {}};
    account.name = name;
    return account;
}

std::string headline_of(const ExplainedCell& cell, const std::string& name = "Example") {
    return headline(account_named(name), cell, "2026-07");
}

} // namespace

TEST_CASE("numbers are told with their units, one or many") {
    CHECK(counted(1, "call") == "1 call");
    CHECK(counted(-1, "call") == "1 call");
    CHECK(counted(0, "call") == "0 calls");
    CHECK(counted(-12'345, "call") == "12,345 calls");
    CHECK(minutes_in_words(-minute) == "1 minute");
    CHECK(minutes_in_words(6'000'000) == "0.1 minutes");
    CHECK(minutes_in_words(100'000'000) == "1.67 minutes");
    CHECK(rounded_minutes(-100'000'000) == -1'670'000);
    CHECK(rounded_minutes(299'999) == 0);
    CHECK(rounded_minutes(300'000) == 10'000);
    CHECK(money_in_words(-6'300, "USD") == "0.0063 USD");
    CHECK(money_in_words(1'234'000'000, "") == "1,234.00");
    CHECK(signed_amounts({-2, 3 * minute, -20'000}, "USD") == "-2 calls, +3 minutes, -0.02 USD");
    CHECK(signed_amounts({}, "USD") == "nothing");
    CHECK(month_in_words("2026-07") == "July 2026");
    CHECK(category_in_words("calls-outbound") == "outbound calls (calls-outbound)");
    CHECK(category_in_words("(unmapped)") == "calls that no usage category takes (unmapped)");
    CHECK(category_in_words("new-category") == "new-category");
}

TEST_CASE("the headline says by how much, and which way") {
    CHECK(headline_of(cell_with({-3, -4 * minute, -10'000})) ==
          "In July 2026 Example's usage has 3 calls and 4 minutes fewer than its call log, 0.01 "
          "USD less. All of it is explained.");
    CHECK(headline_of(cell_with({1, -4 * minute, 0}))
              .find("has 1 call more and 4 minutes fewer than its call log. ") !=
          std::string::npos);
    CHECK(headline_of(cell_with({0, minute, 0})).find("has 1 minute more than its call log. ") !=
          std::string::npos);
    CHECK(headline_of(cell_with({0, 0, 28'000}))
              .find("agrees with its call log in calls and minutes, and charges 0.028 USD more.") !=
          std::string::npos);
    CHECK(headline_of(cell_with({})) == "In July 2026 Example's usage agrees with its call log to "
                                        "the call and the minute: 1,234 calls, 4,000 minutes, "
                                        "10.00 USD.");
}

TEST_CASE("accounts are told by name, or by sid where they have none") {
    CHECK(headline_of(cell_with({}), "Atlas").find("Atlas' usage agrees") != std::string::npos);
    CHECK(headline_of(cell_with({}), account_a).find("the usage of account " + account_a) !=
          std::string::npos);
    CHECK(sides_sentence(account_named("Example"), cell_with({-1, 0, 0})) ==
          "Usage, from numbers typed off the Console: 1,233 calls, 4,000 minutes, 10.00 USD. Call "
          "log, from the API and files of the Console: 1,234 completed calls, 4,000 minutes, 10.00 "
          "USD. Account " +
              account_a + ".");
}

TEST_CASE("the headline never hides what is unexplained or doubtful") {
    ExplainedCell cell = cell_with({2, 2 * minute, 0});
    cell.unexplained = {2, 2 * minute, 0};
    CHECK(headline_of(cell).ends_with("None of it is explained."));
    cell.causes.push_back({"never_in_log", {1, minute, 0}, 1, "inferred", "", ""});
    cell.unexplained = {1, minute, 0};
    CHECK(headline_of(cell).ends_with("All of it but +1 call, +1 minute is explained."));
    CHECK(unexplained_sentence(cell).starts_with("Unexplained: +1 call, +1 minute; "));
    cell.unexplained = {};
    cell.causes.front().certainty = "ambiguous";
    CHECK(headline_of(cell).ends_with(
        "All of it has a cause; for +1 call, +1 minute of it several readings fit."));
    CHECK(unexplained_sentence(cell) == "Unexplained: nothing.");
}

TEST_CASE("an agreement in total with categories that differ is not passed off as agreement") {
    AccountExplanation account = account_named("Example");
    account.cells = {cell_with({}), cell_with({1, minute, 0}), cell_with({-1, -minute, 0})};
    CHECK(headline(account, account.cells.front(), "2026-07")
              .find("But only in total: 2 categories differ") != std::string::npos);
}

TEST_CASE("a month that cannot be compared says why, and when to look again") {
    AccountExplanation account = account_named("Example");
    account.outlook.kind = MonthOutlook::Kind::pending;
    account.outlook.reason = "the month is not over";
    account.outlook.look_again_at = at("2026-08-01 06:00:00");
    ExplainedCell cell = cell_with({1, 0, 0});
    CHECK(headline(account, cell, "2026-07").find("has 1 call more") != std::string::npos);
    cell.state = "pending";
    CHECK(headline(account, cell, "2026-07") ==
          "In July 2026 Example's usage cannot be compared with its call log yet: the month is not "
          "over. Sync or import again after 2026-08-01 06:00 UTC, and look again.");
    account.outlook.look_again_at.reset();
    CHECK(outlook_sentence(account.outlook) == "Sync or import what is missing, and look again.");
    account.outlook.kind = MonthOutlook::Kind::never;
    CHECK(outlook_sentence(account.outlook) == "Waiting will not help.");
}

TEST_CASE("a cause is one sentence with its part and its certainty") {
    CHECK(cause_sentence({"zero_second_calls", {-2, 0, 0}, 2, "known", "", ""}, "USD") ==
          "2 completed calls of 0 seconds are in the log and usage does not count them (-2 calls; "
          "known).");
    CHECK(cause_sentence({"usage_without_call", {1, minute, 0}, {}, "ambiguous", "", "a or b"},
                         "USD") ==
          "Usage counts 1 call that the log does not have as completed; it may be a or b (+1 call, "
          "+1 minute; ambiguous).");
    CHECK(cause_sentence({"of_a_later_version", {1, 0, 0}, {}, "known", "its words", ""}, "USD") ==
          "of_a_later_version: its words (+1 call; known).");
    CHECK(unlisted_sentence({"never_in_log", 2, 0}) ==
          "2 calls of never_in_log cannot be listed: there never was a row of the log.");
    CHECK(unlisted_sentence({"never_in_log", 1, 3}).starts_with("Another 1 call of"));
}

TEST_CASE("readings are certain only where one alone fits") {
    ExplainedCell cell = cell_with({1, minute, 0});
    CHECK(readings_sentence(cell).empty());
    cell.readings = {{"shift -02:00", words_of_attribution("shift -02:00")}};
    CHECK(readings_sentence(cell) ==
          "All calls (combined): usage reports exactly what comes out with the month cut on clocks "
          "02:00 h behind UTC; no other reading that was tried does.");
    cell.readings.assign(6, {"end", words_of_attribution("end")});
    CHECK(readings_sentence(cell).find("; or in 2 more ways. As several fit") != std::string::npos);
    CHECK(words_of_model("30/6", false) ==
          "each call billed 30/6: at least 30 s, then in steps of 6 s");
    CHECK(words_of_model("60/60", true) ==
          "the total rounded up to 60 s once, instead of each call");
    CHECK(words_of_attribution("of a later version") == "of a later version");
}
