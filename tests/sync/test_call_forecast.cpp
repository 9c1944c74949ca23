// SPDX-License-Identifier: MIT
#include "sync/call_forecast.hpp"

#include <doctest/doctest.h>

using calltally::sync::CallForecast;

namespace {

CallForecast forecast_of(const std::vector<std::int64_t>& windows) {
    CallForecast forecast;
    for (const std::int64_t billed : windows) {
        forecast.add_window(billed);
    }
    return forecast;
}

} // namespace

TEST_CASE("as many calls are expected as usage counts, until more is known") {
    CallForecast forecast = forecast_of({1000, 500});
    CHECK(forecast.total() == 1500);
    forecast.add_page(0, 400, false, false);
    CHECK(forecast.total() == 1500);
}

TEST_CASE("calls that are not billed are expected as the windows that are done had them") {
    CallForecast forecast = forecast_of({1000, 500});
    forecast.add_page(0, 1000, false, false);
    CHECK(forecast.total() == 1501); // there is a next page
    forecast.add_page(0, 500, false, true);
    CHECK(forecast.total() == 1500 + 750); // half as many again
    forecast.add_page(1, 700, false, false);
    CHECK(forecast.total() == 1500 + 750);
    forecast.add_page(1, 200, false, false);
    CHECK(forecast.total() == 1500 + 901);
    forecast.add_page(1, 100, false, true);
    CHECK(forecast.total() == 2500);
    CHECK(forecast.arrived() == 2500);
}

TEST_CASE("a listing that begins again is not counted twice, and fewer calls than usage are none") {
    CallForecast forecast = forecast_of({1000, 1000});
    forecast.add_page(0, 900, false, false);
    forecast.add_page(0, 100, true, false);
    CHECK(forecast.total() == 2000);
    CHECK(forecast.arrived() == 100);
    forecast.add_page(0, 100, false, true); // a fifth of what was counted
    CHECK(forecast.total() == 200 + 1000);
}

TEST_CASE("windows without usage are still to be read") {
    CallForecast forecast = forecast_of({0});
    CHECK(forecast.total() == 1);
    forecast.add_page(0, 0, false, true);
    CHECK(forecast.total() == 0);
    CHECK(CallForecast{}.total() == 0);
}

TEST_CASE("a window may be added while others are read") {
    CallForecast forecast = forecast_of({1000});
    forecast.add_page(0, 500, false, false);
    forecast.add_window(700);
    CHECK(forecast.total() == 1700);
    forecast.add_page(1, 100, false, false);
    CHECK(forecast.arrived() == 600);
}
