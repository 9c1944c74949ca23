// SPDX-License-Identifier: MIT
#include "core/amounts.hpp"

#include <doctest/doctest.h>

using namespace calltally::core;

namespace {

SharedUnit unit_of(std::initializer_list<std::string_view> units) {
    SharedUnit shared;
    for (const std::string_view unit : units) {
        shared.add(unit);
    }
    return shared;
}

} // namespace

TEST_CASE("amounts add, subtract and negate part by part") {
    const Amounts a{1, 20, 300};
    const Amounts b{5, -60, 7};
    CHECK(a + b == Amounts{6, -40, 307});
    CHECK(a - b == Amounts{-4, 80, 293});
    CHECK(-a == Amounts{-1, -20, -300});
    CHECK((a - a).is_zero());
    CHECK(Amounts{}.is_zero());
    CHECK_FALSE(Amounts{1, 0, 0}.is_zero());
    CHECK_FALSE(Amounts{0, 1, 0}.is_zero());
    CHECK_FALSE(Amounts{0, 0, -1}.is_zero());
}

TEST_CASE("a unit is shared until another one comes, and none says nothing") {
    CHECK(!unit_of({}).text());
    CHECK(!unit_of({"", ""}).text());
    CHECK(unit_of({"USD"}).text() == "USD");
    CHECK(unit_of({"", "USD", "", "USD"}).text() == "USD");
    CHECK(unit_of({"USD", "EUR"}).text() == "mixed");
    CHECK(unit_of({"USD", "EUR", "USD"}).is_mixed());
    CHECK_FALSE(unit_of({"USD", "USD"}).is_mixed());
}

TEST_CASE("a sum of shared units is mixed if a part is, or if the parts differ") {
    SharedUnit sum = unit_of({"USD"});
    sum.add(unit_of({}));
    CHECK(sum.text() == "USD");
    sum.add(unit_of({"USD"}));
    CHECK(sum.text() == "USD");
    sum.add(unit_of({"EUR"}));
    CHECK(sum.text() == "mixed");
    SharedUnit other = unit_of({});
    other.add(unit_of({"USD", "EUR"}));
    CHECK(other.is_mixed());
}

TEST_CASE("log sides add up in every column") {
    LogSide a;
    a.log_calls = 10;
    a.billed = {7, 420'000'000, 91'000};
    a.unpriced_calls = 1;
    a.zero_second_calls = 2;
    a.unsettled_calls = 3;
    a.unit = unit_of({"USD"});
    LogSide sum = a;
    sum += a;
    CHECK(sum.log_calls == 20);
    CHECK(sum.billed == Amounts{14, 840'000'000, 182'000});
    CHECK(sum.unpriced_calls == 2);
    CHECK(sum.zero_second_calls == 4);
    CHECK(sum.unsettled_calls == 6);
    CHECK(sum.unit.text() == "USD");
}

TEST_CASE("usage sides add up, as of the oldest time that any of them has") {
    const Instant early{std::chrono::seconds{1'000}};
    const Instant late{std::chrono::seconds{2'000}};
    UsageSide a;
    a.reported = {1, 60, 13};
    a.microseconds_tolerance = 5;
    a.price_tolerance_micros = 7;
    UsageSide sum = a;
    sum += a;
    CHECK(sum.reported == Amounts{2, 120, 26});
    CHECK(sum.microseconds_tolerance == 10);
    CHECK(sum.price_tolerance_micros == 14);
    CHECK(!sum.as_of);
    CHECK_FALSE(sum.has_record);
    a.as_of = late;
    a.has_record = true;
    sum += a;
    CHECK(sum.as_of == late);
    CHECK(sum.has_record);
    a.as_of = early;
    a.has_record = false;
    sum += a;
    CHECK(sum.as_of == early);
    CHECK(sum.has_record);
    a.as_of = late;
    sum += a;
    CHECK(sum.as_of == early);
}
