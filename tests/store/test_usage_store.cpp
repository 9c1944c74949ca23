// SPDX-License-Identifier: MIT
#include "mirror.hpp"
#include "store/usage_store.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

namespace {

const core::DateRange july = days("2026-07-01", "2026-08-01");

bool put(Mirror& mirror, const core::UsageRecord& record,
         Granularity granularity = Granularity::monthly, UsageScope scope = UsageScope::own,
         std::string_view now = "2026-08-03 09:00:00") {
    return put_usage_record(mirror.connection(), record, granularity, scope, at(now));
}

} // namespace

TEST_CASE("a record is stored as reported, its last day included") {
    Mirror mirror;
    core::UsageRecord record =
        usage_record("calls-inbound", july, 10, 25, 130'000, "2026-08-02 06:00:00");
    record.usage = core::Decimal{25'100'000, 1};
    CHECK(put(mirror, record));
    CHECK(mirror.row("SELECT includes_subaccounts, source, granularity, category, start_date, "
                     "end_date, count, count_unit, usage_micros, usage_decimals, usage_unit, "
                     "price_micros, price_decimals, price_unit, as_of, fetched_at "
                     "FROM usage_records") ==
          "0|api|monthly|calls-inbound|2026-07-01|2026-07-31|10|calls|25100000|1|minutes|130000|5|"
          "USD|2026-08-02 06:00:00|2026-08-03 09:00:00");
    CHECK(mirror.row("SELECT month FROM stale_months") == "2026-07");
}

TEST_CASE("nothing reported is NULL, not zero") {
    Mirror mirror;
    core::UsageRecord record;
    record.account_sid = account_a;
    record.category = "totalprice";
    record.days = july;
    put(mirror, record);
    CHECK(mirror.row("SELECT count, usage_micros, usage_decimals, price_micros, price_unit, as_of "
                     "FROM usage_records") == "-|-|-|-|-|-");
}

TEST_CASE(
    "the same record again is no change, and no reason to look at the month: its time moves") {
    Mirror mirror;
    put(mirror, usage_record("calls-inbound", july, 10, 25, 130'000, "2026-08-02 06:00:00"));
    mirror.connection().exec("DELETE FROM stale_months");
    CHECK_FALSE(
        put(mirror, usage_record("calls-inbound", july, 10, 25, 130'000, "2026-08-03 06:00:00")));
    CHECK(mirror.row("SELECT as_of FROM usage_records") == "2026-08-03 06:00:00");
    CHECK(mirror.rows("SELECT * FROM usage_record_changes").empty());
    CHECK(stale_months(mirror.connection()).empty());

    // Stated more exactly, less of a difference is rounding.
    core::UsageRecord exact =
        usage_record("calls-inbound", july, 10, 25, 130'000, "2026-08-03 06:00:00");
    exact.usage = core::Decimal{25'000'000, 3};
    CHECK_FALSE(put(mirror, exact));
    CHECK(mirror.row("SELECT month FROM stale_months") == "2026-07");
}

TEST_CASE("the first usage of a category concerns every month") {
    Mirror mirror;
    put(mirror, usage_record("calls-client", july, 0, 0, 0, "2026-08-02 06:00:00"));
    close_month(mirror.connection(), {std::string{account_a}, "2026-07"},
                at("2026-08-03 09:00:00"));
    CHECK(stale_months(mirror.connection()).empty());
    const core::DateRange august = days("2026-08-01", "2026-09-01");
    put(mirror, usage_record("calls-client", august, 1, 1, 4'000, "2026-08-03 06:00:00"));
    CHECK(mirror.rows("SELECT month FROM stale_months").size() == 2);
    mirror.connection().exec("DELETE FROM stale_months");
    put(mirror, usage_record("calls-client", august, 2, 2, 8'000, "2026-08-03 07:00:00"));
    CHECK(mirror.row("SELECT month FROM stale_months") == "2026-08");
}

TEST_CASE("the days of a month that they add up to stand as of its record") {
    Mirror mirror;
    const core::DateRange day = days("2026-07-05", "2026-07-06");
    put(mirror, usage_record("calls-inbound", july, 10, 25, 130'000, "2026-08-03 06:00:00"));
    put(mirror, usage_record("calls-inbound", day, 10, 25, 130'000, "2026-07-06 06:00:00"),
        Granularity::daily);
    put(mirror, usage_record("calls-client", day, 1, 1, 4'000, "2026-07-06 06:00:00"),
        Granularity::daily);
    confirm_days(mirror.connection(), account_a, "calls-inbound", july);
    CHECK(mirror.rows("SELECT as_of FROM usage_records WHERE granularity = 'daily' "
                      "ORDER BY category DESC") ==
          std::vector<std::string>{"2026-08-03 06:00:00", "2026-07-06 06:00:00"});
}

TEST_CASE("a revised record leaves what it said before") {
    Mirror mirror;
    put(mirror, usage_record("calls-inbound", july, 10, 25, 130'000, "2026-08-02 06:00:00"));
    CHECK(put(mirror, usage_record("calls-inbound", july, 12, 30, 156'000, "2026-08-03 06:00:00"),
              Granularity::monthly, UsageScope::own, "2026-08-04 00:00:00"));
    CHECK(mirror.row("SELECT count, usage_micros, price_micros FROM usage_records") ==
          "12|30000000|156000");
    CHECK(mirror.row("SELECT category, granularity, start_date, end_date, changed_at, old_count, "
                     "old_usage_micros, old_price_micros, old_as_of FROM usage_record_changes") ==
          "calls-inbound|monthly|2026-07-01|2026-07-31|2026-08-04 00:00:00|10|25000000|130000|"
          "2026-08-02 06:00:00");
}

TEST_CASE("a record that was complete up to an earlier time is not taken") {
    Mirror mirror;
    put(mirror, usage_record("calls-inbound", july, 12, 30, 156'000, "2026-08-03 06:00:00"));
    CHECK_FALSE(
        put(mirror, usage_record("calls-inbound", july, 10, 25, 130'000, "2026-08-02 06:00:00")));
    CHECK(mirror.row("SELECT count FROM usage_records") == "12");
    CHECK(mirror.rows("SELECT * FROM usage_record_changes").empty());
}

TEST_CASE("the record of a month that went on takes the place of the shorter one") {
    Mirror mirror;
    put(mirror, usage_record("calls-inbound", days("2026-08-01", "2026-08-03"), 1, 1, 1,
                             "2026-08-02 06:00:00"));
    put(mirror, usage_record("calls-inbound", days("2026-08-01", "2026-08-05"), 2, 2, 2,
                             "2026-08-04 06:00:00"));
    put(mirror, usage_record("calls-client", days("2026-08-01", "2026-08-03"), 3, 3, 3,
                             "2026-08-02 06:00:00"));
    CHECK(mirror.rows("SELECT category, end_date, count FROM usage_records ORDER BY 1") ==
          std::vector<std::string>{"calls-client|2026-08-02|3", "calls-inbound|2026-08-04|2"});
}

TEST_CASE("days, months, and usage with subaccounts stand side by side") {
    Mirror mirror;
    const auto record = usage_record("calls-inbound", days("2026-07-01", "2026-07-02"), 1, 1, 1,
                                     "2026-08-02 06:00:00");
    put(mirror, record, Granularity::daily);
    put(mirror, record, Granularity::monthly);
    put(mirror, record, Granularity::monthly, UsageScope::with_subaccounts);
    CHECK(mirror.row("SELECT count(*) FROM usage_records") == "3");
}

TEST_CASE("a category that is not known is added as unknown, a known one is let be") {
    Mirror mirror;
    core::UsageRecord record =
        usage_record("carrier-pigeons", july, 1, 1, 1, "2026-08-02 06:00:00");
    record.description = "Pigeons";
    put(mirror, record);
    put(mirror, usage_record("calls-inbound", july, 1, 1, 1, "2026-08-02 06:00:00"));
    CHECK(mirror.row("SELECT kind, parent_category, compares_as, description FROM usage_categories "
                     "WHERE category = 'carrier-pigeons'") == "unknown|-|-|Pigeons");
    CHECK(mirror.row("SELECT kind FROM usage_categories WHERE category = 'calls-inbound'") ==
          "comparison");
}

TEST_CASE(
    "whether there is usage looks at the days, the scope and the category, and not at zeros") {
    Mirror mirror;
    put(mirror, usage_record("calls-inbound", july, 0, 0, 0, "2026-08-02 06:00:00"));
    put(mirror, usage_record("calls-client", july, 0, 0, 1, "2026-08-02 06:00:00"));
    const auto has = [&](std::string_view category, const core::DateRange& range,
                         Granularity granularity = Granularity::monthly,
                         UsageScope scope = UsageScope::own) {
        return has_usage(mirror.connection(), account_a, granularity, scope, category, range);
    };
    CHECK_FALSE(has("calls-inbound", july));
    CHECK(has("calls-client", july));
    CHECK(has("", july));
    CHECK(has("", days("2026-07-31", "2026-08-01")));
    CHECK_FALSE(has("", days("2026-08-01", "2026-09-01")));
    CHECK_FALSE(has("", days("2026-06-01", "2026-07-01")));
    CHECK_FALSE(has("", july, Granularity::daily));
    CHECK_FALSE(has("", july, Granularity::monthly, UsageScope::with_subaccounts));
}

TEST_CASE("a record that could not be read is taken note of, and takes nothing away") {
    Mirror mirror;
    const core::UsageRecord sound =
        usage_record("calls-inbound", days("2026-07-01", "2026-08-01"), 5, 9, 1000, "2026-08-02");
    core::UsageRecord unread;
    unread.account_sid = account_a;
    unread.category = "calls-inbound";
    unread.days = sound.days;
    const auto put_unread = [&] {
        put_unread_usage(mirror.connection(), unread, Granularity::monthly, UsageScope::own,
                         at("2026-08-03 09:00:00"));
    };
    const char* const amounts = "SELECT count, usage_micros FROM usage_records";
    put_unread();
    CHECK(mirror.row(amounts) == "-|-");
    mirror.put_usage(sound, Granularity::monthly);
    CHECK(mirror.row(amounts) == "5|9000000");
    put_unread();
    CHECK(mirror.row(amounts) == "5|9000000");
}
