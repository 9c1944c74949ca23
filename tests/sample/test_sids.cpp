// SPDX-License-Identifier: MIT
#include "sample/random.hpp"
#include "sample/sids.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace calltally::sample;

TEST_CASE("the mixing of numbers can be undone") {
    Random random(1);
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t number = random.next();
        CHECK(unmix(mix(number)) == number);
    }
}

TEST_CASE("a call is found by its sid, and by no other") {
    std::set<std::string> seen;
    for (std::uint32_t account = 0; account < 3; ++account) {
        for (std::uint32_t position = 0; position < 500; ++position) {
            const SidText sid = call_sid(7, {account, position});
            const std::string text(view(sid));
            CHECK(text.starts_with("CA"));
            CHECK(text.find_first_not_of("0123456789abcdef", 2) == std::string::npos);
            CHECK(seen.insert(text).second);
            const auto found = find_call(7, text);
            REQUIRE(found);
            CHECK(found->account == account);
            CHECK(found->position == position);
        }
    }
    CHECK_FALSE(find_call(8, *seen.begin())); // of another seed
    CHECK_FALSE(find_call(7, "CA" + std::string(32, '0')));
    CHECK_FALSE(find_call(7, "CA0"));
    CHECK_FALSE(find_call(7, "SM" + seen.begin()->substr(2)));
    CHECK_FALSE(find_call(7, "CA" + std::string(32, 'z')));
}
