// SPDX-License-Identifier: MIT
#include "core/attribution.hpp"
#include "core/usage_category.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <set>

using namespace calltally::core;

namespace {

Instant at(const char* text) {
    auto time = parse_time(text).value();
    time.offset = std::chrono::seconds{0};
    return to_instant(time).value();
}

constexpr Month july = std::chrono::year{2026} / std::chrono::July;
constexpr Month august = std::chrono::year{2026} / std::chrono::August;

/// Asked for in July, answered in July, over in August.
CallTimes over_midnight() {
    return {at("2026-07-31 23:50:00"), at("2026-07-31 23:50:20"), at("2026-08-01 00:10:20"), 1200};
}

AttributionReading reading(std::string_view name) {
    for (const AttributionReading& candidate : attribution_readings()) {
        if (name_of(candidate) == name) {
            return candidate;
        }
    }
    FAIL("no such reading");
    return {};
}

} // namespace

TEST_CASE("the instants of a call") {
    const CallTimes times = over_midnight();
    CHECK(attribution_instant(AttributionInstant::start, times) == times.start_time);
    CHECK(attribution_instant(AttributionInstant::answer, times) == times.start_time);
    CHECK(attribution_instant(AttributionInstant::created, times) == times.date_created);
    CHECK(attribution_instant(AttributionInstant::end, times) == times.end_time);
    CallTimes rang = times; // the start is when it began to ring, a minute before the answer
    rang.duration = 1140;
    CHECK(attribution_instant(AttributionInstant::answer, rang) == at("2026-07-31 23:51:20"));
}

TEST_CASE("where the log lacks what a reading goes by, it is the start") {
    CallTimes bare;
    bare.start_time = at("2026-07-31 23:59:59");
    for (const auto instant : {AttributionInstant::start, AttributionInstant::answer,
                               AttributionInstant::created, AttributionInstant::end}) {
        CHECK(attribution_instant(instant, bare) == bare.start_time);
    }
    bare.duration = 2;
    CHECK(attribution_instant(AttributionInstant::end, bare) == at("2026-08-01 00:00:01"));
    bare.duration = -2;
    CHECK(attribution_instant(AttributionInstant::end, bare) == bare.start_time);
    bare.duration = std::numeric_limits<std::int64_t>::max(); // out of the calendar
    CHECK(attribution_instant(AttributionInstant::end, bare) == bare.start_time);
    bare.end_time = bare.start_time;
    CHECK(attribution_instant(AttributionInstant::answer, bare) == bare.start_time);
}

TEST_CASE("a call without a start counts in no reading") {
    CallTimes queued;
    queued.date_created = at("2026-07-15 12:00:00");
    queued.end_time = queued.date_created;
    queued.duration = 0;
    for (const AttributionReading& each : attribution_readings()) {
        CHECK_FALSE(counts_in(each, july, queued));
    }
}

TEST_CASE("the readings are all different, named once, and begin with the one that is used") {
    const auto readings = attribution_readings();
    CHECK(readings.size() == 62);
    CHECK(readings.front() == AttributionReading{});
    std::set<std::string> names;
    std::set<std::string> explanations;
    for (const AttributionReading& each : readings) {
        names.insert(name_of(each));
        explanations.insert(explanation_of(each));
    }
    CHECK(names.size() == readings.size());
    CHECK(explanations.size() == readings.size());
    for (const char* name : {"start", "answer", "created", "end", "before_last_day", "rollup_twice",
                             "shift -14:00", "shift -00:30", "shift +05:30", "shift +14:00"}) {
        CHECK(names.contains(name));
    }
    CHECK_FALSE(names.contains("shift +00:00"));
    CHECK(explanation_of(reading("shift -05:30")) == "by the start, on clocks 05:30 h behind UTC");
}

TEST_CASE("a call over midnight is of the month of the instant that the reading goes by") {
    const CallTimes times = over_midnight();
    for (const char* name : {"start", "answer", "created", "rollup_twice", "shift -14:00"}) {
        CAPTURE(name);
        CHECK(counts_in(reading(name), july, times));
        CHECK_FALSE(counts_in(reading(name), august, times));
    }
    for (const char* name : {"end", "shift +00:30", "shift +14:00"}) {
        CAPTURE(name);
        CHECK_FALSE(counts_in(reading(name), july, times));
        CHECK(counts_in(reading(name), august, times));
    }
    CHECK_FALSE(counts_in(reading("before_last_day"), july, times));
    CHECK_FALSE(counts_in(reading("before_last_day"), august, times));
}

TEST_CASE("months are half-open in every reading, to the second") {
    for (const AttributionReading& each : attribution_readings()) {
        CallTimes first;
        first.start_time = at("2026-07-01 00:00:00") - each.shift;
        CallTimes before = first;
        *before.start_time -= std::chrono::seconds{1};
        CAPTURE(name_of(each));
        CHECK(counts_in(each, july, first));
        CHECK_FALSE(counts_in(each, july, before));
        const Instant end =
            at(each.without_last_day ? "2026-07-31 00:00:00" : "2026-08-01 00:00:00");
        CallTimes next;
        next.start_time = end - each.shift;
        CallTimes last = next;
        *last.start_time -= std::chrono::seconds{1};
        CHECK(counts_in(each, july, last));
        CHECK_FALSE(counts_in(each, july, next));
    }
}

TEST_CASE("the span of a reading is the month on its clock") {
    const auto span = [](std::string_view name) { return counted_span(reading(name), july); };
    CHECK(span("end").instant == AttributionInstant::end);
    CHECK(span("start").from == at("2026-07-01 00:00:00"));
    CHECK(span("start").to == at("2026-08-01 00:00:00"));
    CHECK(span("before_last_day").to == at("2026-07-31 00:00:00"));
    CHECK(span("shift +05:30").from == at("2026-06-30 18:30:00"));
    CHECK(span("shift -05:30").to == at("2026-08-01 05:30:00"));
}

TEST_CASE("only what the rollup holds is counted twice with it") {
    for (const AttributionReading& each : attribution_readings()) {
        for (const std::string_view category : comparison_categories) {
            const bool twice =
                name_of(each) == "rollup_twice" && (category == usage_categories::calls_inbound ||
                                                    category == usage_categories::calls_outbound);
            CHECK(times_counted(each, category) == (twice ? 2 : 1));
        }
    }
}
