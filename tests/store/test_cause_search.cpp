// SPDX-License-Identifier: MIT
//
// Differences put in on purpose: each is named by its own word exactly where no other reading
// fits, and whatever is put in, the parts add up to the difference.
#include "injected_account.hpp"
#include "store/cause_search.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <random>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

namespace {

/// Everyday calls that tell pricing models apart, on the first days of July.
void everyday(InjectedAccount& account) {
    for (const std::int64_t duration : {5, 40, 61, 119, 300}) {
        account.add(
            {"calls-outbound", fmt::format("2026-07-02 10:00:{:02}", duration % 60), duration});
    }
    account.add({"calls-outbound", "2026-07-03 10:00:00", 20});
    account.add({"calls-outbound", "2026-07-03 11:00:00", 75});
}

void check_sums(Mirror& mirror) {
    CHECK(mirror
              .rows("SELECT account_sid, month, category, count_difference, "
                    "difference_microseconds, coalesce(price_difference_micros, 0) "
                    "FROM monthly_discrepancies AS cell WHERE usage_count IS NOT NULL "
                    "EXCEPT SELECT account_sid, month, category, sum(calls), sum(microseconds), "
                    "sum(price_micros) FROM (SELECT account_sid, month, category, calls, "
                    "microseconds, price_micros FROM discrepancy_causes UNION ALL "
                    "SELECT account_sid, month, category, 0, 0, 0 FROM month_cells) "
                    "GROUP BY 1, 2, 3")
              .empty());
}

/// The bridge ends, to the call and the microsecond, with what usage reports.
void check_bridge(Mirror& mirror) {
    CHECK(mirror
              .rows("SELECT bridge.account_sid, bridge.month FROM call_log_bridge AS bridge "
                    "JOIN month_cells AS cell ON cell.account_sid = bridge.account_sid "
                    "AND cell.month = bridge.month AND cell.category = 'combined' "
                    "WHERE (bridge.cause = 'usage_as_reported' "
                    "AND (bridge.running_calls IS NOT cell.usage_count "
                    "OR bridge.running_microseconds IS NOT cell.usage_microseconds)) "
                    "OR (bridge.cause = 'rounding' "
                    "AND (bridge.running_calls <> cell.billed_calls "
                    "OR bridge.running_microseconds <> cell.log_microseconds))")
              .empty());
}

} // namespace

TEST_CASE("an account that agrees has no cause and no unexplained rest") {
    Mirror mirror;
    InjectedAccount account(mirror);
    everyday(account);
    account.add({"calls-outbound", "2026-07-04 10:00:00", 30, 0, "busy"});
    account.close();
    CHECK(mirror.rows("SELECT * FROM discrepancy_causes").empty());
    CHECK(mirror.rows("SELECT * FROM discrepancy_findings").empty());
    check_bridge(mirror);
}

TEST_CASE("a call deleted before it was seen was never in the log") {
    Mirror mirror;
    InjectedAccount account(mirror);
    everyday(account);
    account.bill("calls-outbound", "2026-07-10", 1, 240, 56'000);
    account.close();
    CHECK(account.causes() == "never_in_log 1 4.0 inferred");
    CHECK(account.causes("2026-07", "combined") == "never_in_log 1 4.0 inferred");
    check_sums(mirror);
    check_bridge(mirror);
}

TEST_CASE("a call deleted after it was seen is known by its row") {
    Mirror mirror;
    InjectedAccount account(mirror);
    everyday(account);
    const int deleted = account.add({"calls-outbound", "2026-07-10 10:00:00", 150});
    account.close();
    {
        CallStore calls(mirror.connection());
        Transaction transaction(mirror.connection());
        calls.mark_missing(call_sid(deleted), at(InjectedAccount::now));
        calls.write_roll_up();
        transaction.commit();
    }
    close_stale_months(mirror.connection(), at(InjectedAccount::now), [](const AccountMonth&) {});
    CHECK(account.causes() == "deleted_upstream 1 3.0 known");
    CHECK(account.pinned("deleted_upstream") == std::vector<std::string>{call_sid(deleted)});
    check_sums(mirror);
}

TEST_CASE("a call missing from usage is told, and which it is where no other fits") {
    Mirror mirror;
    InjectedAccount account(mirror);
    everyday(account);
    const int missing = account.log({"calls-outbound", "2026-07-03 12:00:00", 400});
    account.close();
    CHECK(account.causes() == "call_without_usage -1 -7.0 inferred");
    CHECK(account.pinned("call_without_usage") == std::vector<std::string>{call_sid(missing)});
    check_sums(mirror);
}

TEST_CASE("minutes too many are off the rule, not another pricing model") {
    Mirror mirror;
    InjectedAccount account(mirror);
    everyday(account);
    account.bill("calls-outbound", "2026-07-03", 0, 60, 14'000);
    account.close();
    CHECK(account.causes() == "minutes_off_rule 0 1.0 inferred");
    check_sums(mirror);
}

TEST_CASE("failed calls that are billed fit as well as calls never logged: the coarse word") {
    Mirror mirror;
    InjectedAccount account(mirror);
    everyday(account);
    account.add({"calls-outbound", "2026-07-05 10:00:00", 0, 0, "failed"});
    account.bill("calls-outbound", "2026-07-05", 1, 60, 14'000);
    account.close();
    CHECK(account.causes() == "usage_without_call 1 1.0 ambiguous");
    CHECK(mirror.row("SELECT explanation LIKE '%never in the log or calls of statuses%' "
                     "FROM discrepancy_causes WHERE category = 'calls-outbound'") == "1");
    SUBCASE("and alone where no completed call could be billed so") {
        Mirror other;
        InjectedAccount zero(other);
        everyday(zero);
        const int failed = zero.add({"calls-outbound", "2026-07-05 10:00:00", 0, 0, "failed"});
        zero.bill("calls-outbound", "2026-07-05", 1, 0, 0);
        zero.close();
        CHECK(zero.causes() == "unbilled_status_billed 1 0.0 inferred");
        CHECK(zero.pinned("unbilled_status_billed") == std::vector<std::string>{call_sid(failed)});
        check_sums(other);
    }
}

TEST_CASE("a call across the end of a month that usage counts by its end concerns both months") {
    Mirror mirror;
    InjectedAccount account(mirror);
    everyday(account);
    account.add({"calls-outbound", "2026-08-01 10:00:00", 61});
    const int spanning = account.log({"calls-outbound", "2026-07-31 23:58:00", 301});
    account.bill("calls-outbound", "2026-08-01", 1, 360, 84'000);
    account.close();
    CHECK(account.causes("2026-07") == "attributed_to_other_month -1 -6.0 inferred");
    CHECK(account.causes("2026-08") == "attributed_to_other_month 1 6.0 inferred");
    CHECK(account.pinned("attributed_to_other_month") ==
          std::vector<std::string>{call_sid(spanning), call_sid(spanning)});
    CHECK(mirror.rows("SELECT * FROM stale_months").empty());
    check_sums(mirror);
    check_bridge(mirror);
}

TEST_CASE("a month is opened again when its neighbour's rows change what it is told") {
    Mirror mirror;
    InjectedAccount account(mirror);
    everyday(account);
    account.add({"calls-outbound", "2026-08-01 10:00:00", 61});
    account.log({"calls-outbound", "2026-07-31 23:58:00", 301});
    account.close();
    CHECK(account.causes("2026-07") == "call_without_usage -1 -6.0 inferred");
    // Only August is told more: July must follow.
    mirror.put_usage(
        [] {
            auto record = usage_record("calls-outbound", days("2026-08-01", "2026-08-02"), 2, 8,
                                       112'000, "2026-08-15 10:00:00");
            return record;
        }(),
        Granularity::daily);
    close_stale_months(mirror.connection(), at(InjectedAccount::now), [](const AccountMonth&) {});
    CHECK(account.causes("2026-07") == "attributed_to_other_month -1 -6.0 inferred");
    CHECK(account.causes("2026-08") == "attributed_to_other_month 1 6.0 inferred");
}

TEST_CASE("within a month the same cancels out and leaves the month in agreement") {
    Mirror mirror;
    InjectedAccount account(mirror);
    everyday(account);
    account.log({"calls-outbound", "2026-07-10 23:58:00", 301});
    account.bill("calls-outbound", "2026-07-11", 1, 360, 84'000);
    account.close();
    CHECK(account.causes() == "");
    CHECK(mirror.rows("SELECT date, count_difference FROM daily_discrepancies "
                      "WHERE category = 'calls-outbound' AND count_difference <> 0") ==
          std::vector<std::string>{"2026-07-10|-1", "2026-07-11|1"});
    CHECK(mirror.row("SELECT group_concat(DISTINCT cause) FROM discrepancy_findings") ==
          "attributed_to_other_day");
    CHECK(mirror.row("SELECT state FROM monthly_discrepancies WHERE month = '2026-07' "
                     "AND category = 'calls-outbound'") == "agrees");
}

TEST_CASE("a call counted in another category or on another day is not called never in the log") {
    Mirror mirror;
    InjectedAccount account(mirror);
    everyday(account);
    account.add({"calls-inbound", "2026-07-04 12:00:00", 61}); // a category that usage knows
    account.log({"calls-inbound", "2026-07-10 12:00:00", 150, 14'000});
    account.bill("calls-outbound", "2026-07-10", 1, 180, 42'000);
    account.close();
    CHECK(account.causes() == "usage_without_call 1 3.0 ambiguous");
    CHECK(account.causes("2026-07", "calls-inbound") == "call_without_usage -1 -3.0 ambiguous");
    check_sums(mirror);
}

TEST_CASE("another pricing model of one category is named, with the right minutes") {
    Mirror mirror;
    InjectedAccount account(mirror);
    std::int64_t billed = 0;
    std::int64_t by_rule = 0;
    for (const std::int64_t duration : {5, 20, 40, 61, 119, 300, 75}) {
        const InjectedCall call{"calls-outbound",
                                fmt::format("2026-07-{:02} 10:00:00", 1 + duration % 9), duration};
        account.log(call);
        const std::int64_t seconds = (duration + 5) / 6 * 6;
        account.bill(call.category, call.start, 1, seconds,
                     InjectedAccount::minutes_of(call) * call.rate_micros);
        billed += seconds;
        by_rule += InjectedAccount::minutes_of(call) * 60;
    }
    account.add({"calls-inbound", "2026-07-04 10:00:00", 61});
    account.close();
    CHECK(mirror.row("SELECT cause, calls, microseconds, price_micros, affected_calls, certainty "
                     "FROM discrepancy_causes WHERE category = 'calls-outbound'") ==
          fmt::format("rounding_rule_fits|0|{}|0|5|inferred", (billed - by_rule) * 1'000'000));
    CHECK(mirror.row("SELECT explanation LIKE '%6/6%60/60%' FROM discrepancy_causes "
                     "WHERE category = 'calls-outbound'") == "1");
    check_sums(mirror);
    check_bridge(mirror);
}

TEST_CASE("two pricing models that fit are told as minutes off the rule, with both") {
    Mirror mirror;
    InjectedAccount account(mirror);
    for (const std::int64_t duration : {61, 119, 300, 75}) { // none under half a minute
        const InjectedCall call{"calls-outbound",
                                fmt::format("2026-07-{:02} 10:00:00", 1 + duration % 9), duration};
        account.log(call);
        account.bill(call.category, call.start, 1, (duration + 5) / 6 * 6,
                     InjectedAccount::minutes_of(call) * call.rate_micros);
    }
    account.close();
    CHECK(account.causes().starts_with("minutes_off_rule 0 "));
    CHECK(mirror.row("SELECT certainty, explanation LIKE '%6/6%30/6%60/6%' FROM "
                     "discrepancy_causes WHERE category = 'calls-outbound'") == "ambiguous|1");
    check_sums(mirror);
}

TEST_CASE("usage that lags lacks the calls after its time") {
    Mirror mirror;
    InjectedAccount account(mirror);
    account.add({"calls-outbound", "2026-08-14 10:00:00", 61});
    account.log({"calls-outbound", "2026-08-14 20:00:00", 61});
    account.log({"calls-outbound", "2026-08-14 21:00:00", 400});
    account.read_usage_at("2026-08-14 19:00:00");
    account.close();
    CHECK(account.causes("2026-08") == "usage_behind -2 -9.0 known");
    CHECK(account.pinned("usage_behind").size() == 2);
    check_sums(mirror);
}

TEST_CASE("calls without a price explain the price, and nothing else") {
    Mirror mirror;
    InjectedAccount account(mirror);
    everyday(account);
    account.log({"calls-outbound", "2026-07-08 10:00:00", 61}, 0);
    account.bill("calls-outbound", "2026-07-08", 1, 120, 28'000);
    account.close();
    CHECK(mirror.row("SELECT cause, calls, minutes, price, affected_calls, certainty FROM "
                     "discrepancy_causes WHERE category = 'calls-outbound'") ==
          "price_not_observed|0|0.0|0.028|1|known");
    check_sums(mirror);
}

TEST_CASE("Twilio's sum that holds other usage as well says which") {
    Mirror mirror;
    InjectedAccount account(mirror);
    everyday(account);
    account.add({"calls-client", "2026-07-06 10:00:00", 61, 4'000});
    account.bill("calls", "2026-07-02", 5, 11 * 60, 154'000);
    account.bill("calls", "2026-07-03", 2, 3 * 60, 42'000);
    account.bill("calls", "2026-07-06", 1, 2 * 60, 8'000);
    account.close();
    CHECK(account.causes("2026-07", "calls") == "rollup_includes_other 1 2.0 inferred");
    CHECK(account.causes() == "");
    check_sums(mirror);
}

TEST_CASE("whatever is put in, the parts add up and the bridge ends with usage") {
    std::mt19937 random(20260815);
    const auto below = [&random](std::int64_t bound) {
        return static_cast<std::int64_t>(random() % static_cast<unsigned long>(bound));
    };
    const char* const long_form = std::getenv("CALLTALLY_TEST_ACCOUNTS");
    const int accounts = long_form != nullptr ? std::atoi(long_form) : 60;
    for (int round = 0; round < accounts; ++round) {
        CAPTURE(round);
        Mirror mirror;
        InjectedAccount account(mirror);
        const auto time = [&] {
            return fmt::format("2026-{:02}-{:02} {:02}:{:02}:00", 6 + below(2), 1 + below(30),
                               below(24), below(60));
        };
        const auto category = [&] {
            return std::string(below(3) == 0   ? "calls-inbound"
                               : below(3) == 0 ? "calls-client"
                                               : "calls-outbound");
        };
        for (std::int64_t i = 5 + below(30); i > 0; --i) {
            account.add({category(), time(), below(400), 1'000 * (1 + below(20)),
                         below(4) == 0 ? "busy" : "completed", below(90)});
        }
        for (std::int64_t i = below(5); i > 0; --i) {
            switch (below(5)) {
            case 0:
                account.bill(category(), time(), 1, 60 * (1 + below(5)), below(60'000));
                break;
            case 1:
                account.log({category(), time(), below(400)});
                break;
            case 2:
                account.bill(category(), time(), 0, below(2) == 0 ? 60 : -60, below(9) - 4);
                break;
            case 3:
                account.log({category(), time(), below(400)}, 0);
                break;
            default:
                account.bill(category(), time(), below(3) - 1, 60 * (below(9) - 4),
                             below(90'000) - 40'000);
                break;
            }
        }
        account.close();
        check_sums(mirror);
        check_bridge(mirror);
        REQUIRE(mirror.rows("SELECT * FROM stale_months").empty());
    }
}
