// SPDX-License-Identifier: MIT
#include "importer/sid_index.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace calltally::importer;

namespace {

std::string sid(std::uint64_t number) {
    return fmt::format("CA{:032x}", number);
}

} // namespace

TEST_CASE("sids come in order, whether or not they went through the file") {
    for (const std::size_t most : {1U, 3U, 100U, 5000U}) {
        SidIndex index(most);
        constexpr std::uint64_t count = 1009;
        for (std::uint64_t i = 0; i < count; ++i) {
            index.add(sid(i * 577 % count), i, static_cast<std::int64_t>(i));
        }
        std::uint64_t next = 0;
        index.for_each([&](const SidIndex::Entry& entry) { CHECK(entry.text() == sid(next++)); });
        CHECK(next == count);
    }
}

TEST_CASE("a sid that is there again is told with both lines, and whether it says the same") {
    for (const std::size_t most : {2U, 100U}) {
        SidIndex index(most);
        index.add(sid(7), 1, 2);
        index.add(sid(5), 2, 3);
        index.add(sid(7), 1, 4);
        index.add(sid(5), 9, 5);
        index.add(sid(6), 3, 6);
        index.add(sid(7), 8, 7);
        std::vector<std::string> told;
        index.for_each_repeated([&](const auto& first, const auto& later, bool is_same) {
            told.push_back(fmt::format("{} {} {}", first.line, later.line, is_same));
        });
        CHECK(told == std::vector<std::string>{"3 5 false", "2 4 true", "2 7 false"});
    }
}

TEST_CASE("a digest tells texts and their order apart") {
    const auto digest = [](std::initializer_list<std::string_view> texts) {
        Digest all;
        for (const std::string_view text : texts) {
            all.add(text);
        }
        return all.value();
    };
    CHECK(digest({"a", "b"}) == digest({"a", "b"}));
    CHECK(digest({"a", "b"}) != digest({"b", "a"}));
    CHECK(digest({"ab", ""}) != digest({"a", "b"}));
    CHECK(digest({"", "a"}) != digest({"a", ""}));
    CHECK(digest({"12345678", ""}) != digest({"12345678"}));
    CHECK(digest({std::string_view("\0", 1)}) != digest({""}));
}
