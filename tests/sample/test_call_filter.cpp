// SPDX-License-Identifier: MIT
#include "sample/call_filter.hpp"

#include <doctest/doctest.h>

using namespace calltally::sample;

namespace {

/// Whether a call that started at the time passes the query.
bool passes(const Query& query, std::string_view start) {
    const auto filter = call_filter(query);
    REQUIRE(std::holds_alternative<CallFilter>(filter));
    return std::get<CallFilter>(filter).start.has(parse_time(start));
}

bool is_refused(const Query& query) {
    const auto filter = call_filter(query);
    return std::holds_alternative<Answer>(filter) && std::get<Answer>(filter).status == 400;
}

} // namespace

TEST_CASE("dates are UTC days, from the first and before the last") {
    const Query july{{"StartTime>", "2026-07-01"}, {"StartTime<", "2026-08-01"}};
    CHECK_FALSE(passes(july, "2026-06-30 23:59:59"));
    CHECK(passes(july, "2026-07-01 00:00:00"));
    CHECK(passes(july, "2026-07-31 23:59:59"));
    CHECK_FALSE(passes(july, "2026-08-01 00:00:00"));
    const Query day{{"StartTime", "2026-07-05"}};
    CHECK_FALSE(passes(day, "2026-07-04 23:59:59"));
    CHECK(passes(day, "2026-07-05 23:59:59"));
    CHECK_FALSE(passes(day, "2026-07-06 00:00:00"));
}

TEST_CASE("a call without a start is in no set range, and in every other") {
    const auto without = [](const Query& query) {
        return std::get<CallFilter>(call_filter(query)).start.has(std::nullopt);
    };
    CHECK(without({}));
    CHECK_FALSE(without({{"StartTime>", "2026-07-01"}}));
}

TEST_CASE("what is no date or status is refused") {
    CHECK(is_refused({{"StartTime>", "2026-07-32"}}));
    CHECK(is_refused({{"EndTime", "today"}}));
    CHECK(is_refused({{"Status", "ended"}}));
    CHECK_FALSE(is_refused({{"Status", "no-answer"}}));
}
