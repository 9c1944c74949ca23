// SPDX-License-Identifier: MIT
//
// Which source's usage is compared, seen from outside: through the cells of a closed month.
#include "mirror.hpp"
#include "store/usage_sources.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::store;
using namespace calltally::store::testing;

namespace {

const core::DateRange july = days("2026-07-01", "2026-08-01");
constexpr const char* after_july = "2026-08-02 06:00:00";

void monthly(Mirror& mirror, std::int64_t count, core::Source source,
             const std::string& category = "calls-inbound") {
    put_usage_record(mirror.connection(),
                     usage_record(category, july, count, count, count * 1000, after_july),
                     Granularity::monthly, UsageScope::own, at("2026-08-03 09:00:00"), source);
}

void daily(Mirror& mirror, std::int64_t count, core::Source source) {
    for (core::Date date = july.from; date < july.to; date += std::chrono::days{1}) {
        put_usage_record(mirror.connection(),
                         usage_record("calls-inbound", {date, date + std::chrono::days{1}}, count,
                                      count, count * 1000, after_july),
                         Granularity::daily, UsageScope::own, at("2026-08-03 09:00:00"), source);
    }
}

void cover(Mirror& mirror, core::Source source, Resource resource,
           const std::string& category = {}) {
    Window window;
    window.account_sid = account_a;
    window.source = source;
    window.resource = resource;
    window.category = category;
    window.days = july;
    window.started_at = at(after_july);
    window.id = open_window(mirror.connection(), mirror.run_id(), window);
    record_page(mirror.connection(), window, {}, std::nullopt, at(after_july));
}

std::string usage_of(Mirror& mirror, const std::string& category = "calls-inbound") {
    set_source(mirror.connection(), account_a, Side::usage, core::Source::entered);
    mirror.close();
    return mirror.row("SELECT usage_count, usage_granularity, usage_source FROM month_cells "
                      "WHERE category = '" +
                      category + "'");
}

} // namespace

TEST_CASE("the API's days come first, then its month, then a file, never their sum") {
    Mirror mirror;
    monthly(mirror, 400, core::Source::entered);
    CHECK(usage_of(mirror) == "400|monthly|entered");
    monthly(mirror, 300, core::Source::console);
    CHECK(usage_of(mirror) == "300|monthly|console");
    monthly(mirror, 200, core::Source::rest_csv);
    CHECK(usage_of(mirror) == "200|monthly|rest_csv");
    monthly(mirror, 100, core::Source::api);
    CHECK(usage_of(mirror) == "100|monthly|api");
    daily(mirror, 2, core::Source::api);
    cover(mirror, core::Source::api, Resource::usage_monthly);
    cover(mirror, core::Source::api, Resource::usage_daily, "calls-inbound");
    CHECK(usage_of(mirror) == "62|daily|api");
}

TEST_CASE("a file's days are taken where nothing better has the month") {
    Mirror mirror;
    daily(mirror, 3, core::Source::rest_csv);
    cover(mirror, core::Source::rest_csv, Resource::usage_monthly);
    cover(mirror, core::Source::rest_csv, Resource::usage_daily, "calls-inbound");
    CHECK(usage_of(mirror) == "93|daily|rest_csv");
    CHECK(usage_of(mirror, "calls-outbound") == "0|daily|rest_csv");
    CHECK(mirror.row("SELECT usage_days_covered FROM account_months") == "31");
}

TEST_CASE("a rollup of several sources names them all, what was not typed is not known") {
    Mirror mirror;
    for (const char* category :
         {"calls-outbound", "calls-client", "calls-sip-inbound", "calls-sip-outbound",
          "trunking-origination", "trunking-termination"}) {
        monthly(mirror, 1, core::Source::entered, category);
    }
    CHECK(usage_of(mirror) == "-|-|-");
    CHECK(usage_of(mirror, "combined") == "-|-|-");
    monthly(mirror, 5, core::Source::api);
    CHECK(usage_of(mirror, "combined") == "11|monthly|api+entered");
}
