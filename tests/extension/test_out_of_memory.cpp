// SPDX-License-Identifier: MIT
//
// Memory that runs out at the n-th allocation, for every n: the host gets SQLite's error, and the
// next call works again.
#include "mirror.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <new>

namespace {

/// Allocations by `new` until one fails; negative: none does. Of this thread, so that the test
/// framework's own threads, if it ever has any, are left alone.
thread_local int allocations_left = -1;

bool fails_now() noexcept {
    if (allocations_left < 0) {
        return false;
    }
    return allocations_left-- == 0;
}

} // namespace

// The module takes its `new` from the program that loads it.
void* operator new(std::size_t size) {
    void* const memory = fails_now() ? nullptr : std::malloc(size == 0 ? 1 : size);
    if (memory == nullptr) {
        throw std::bad_alloc{};
    }
    return memory;
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace calltally::extension_tests {

namespace {

struct Answer {
    int code;
    bool failed; ///< an allocation did
};

/// Runs a statement of one row with the n-th allocation by `new` failing.
Answer run(sqlite3_stmt* statement, int n) {
    allocations_left = n;
    const int code = sqlite3_step(statement);
    const bool failed = allocations_left < 0;
    allocations_left = -1;
    sqlite3_reset(statement);
    return {code, failed};
}

} // namespace

TEST_CASE("memory that runs out in a function is SQLite's error for it, and nothing else") {
    for (const char* sql : {
             "SELECT utc_time('2026-07-31 20:00:00', 'America/Denver')",
             "SELECT utc_time('2026-07-31 20:00:00', 'Mars/Base')",
             "SELECT billed_seconds(61, 60, 0)",
             "SELECT month_start('a month whose error message is too long for a short string')",
         }) {
        CAPTURE(sql);
        Connection connection;
        sqlite3_stmt* statement = nullptr;
        REQUIRE(sqlite3_prepare_v2(connection.handle(), sql, -1, &statement, nullptr) == SQLITE_OK);
        const int sound = run(statement, 1'000'000).code;
        CHECK(sound != SQLITE_NOMEM);
        int n = 0;
        for (Answer answer = run(statement, n); answer.failed; answer = run(statement, n)) {
            CHECK(answer.code == SQLITE_NOMEM);
            ++n;
            REQUIRE(n < 1000);
        }
        CHECK(n > 0); // some allocation was there to fail
        CHECK(run(statement, 1'000'000).code == sound);
        sqlite3_finalize(statement);
    }
}

TEST_CASE("memory that runs out in a table function is SQLite's error for it, and nothing else") {
    for (const char* sql : {
             "SELECT count(*) FROM live_month_report()",
             "SELECT count(*) FROM call_log_bridge_for('2026-07', 'America/New_York')",
             "SELECT count(*) FROM rounding_whatif('2026-07')",
             "SELECT count(*) FROM attribution_whatif('2026-07')",
             "SELECT count(*) FROM rounding_whatif('a month that is too long for a short string')",
             "SELECT count(*) FROM live_month_report('a database that nobody has attached')",
         }) {
        CAPTURE(sql);
        Connection connection = small_mirror();
        sqlite3_stmt* statement = nullptr;
        REQUIRE(sqlite3_prepare_v2(connection.handle(), sql, -1, &statement, nullptr) == SQLITE_OK);
        const int sound = run(statement, 1'000'000).code;
        CHECK(sound != SQLITE_NOMEM);
        int n = 0;
        // Every allocation of the first hundred, then ever fewer: they are of the same few places.
        for (Answer answer = run(statement, n); answer.failed; answer = run(statement, n)) {
            CHECK(answer.code == SQLITE_NOMEM);
            n += 1 + n / 100;
            REQUIRE(n < 100'000);
        }
        CHECK(n > 0);
        CHECK(run(statement, 1'000'000).code == sound);
        sqlite3_finalize(statement);
    }
}

TEST_CASE("memory that SQLite itself refuses, at any height, is its error for it") {
    for (const char* sql : {
             "SELECT count(*) FROM live_month_report()",
             "SELECT count(*) FROM call_log_bridge_for('2026-07', 'America/New_York')",
             "SELECT count(*) FROM rounding_whatif('2026-07')",
             "SELECT count(*) FROM attribution_whatif('2026-07')",
         }) {
        CAPTURE(sql);
        Connection connection = small_mirror();
        const std::string sound = connection.rows(sql);
        CHECK_FALSE(sound.starts_with("error"));
        int refusals = 0;
        std::string answer;
        for (int room = 0; room < 400'000 && answer != sound; room += 200) {
            sqlite3_hard_heap_limit64(sqlite3_memory_used() + room);
            answer = connection.rows(sql);
            sqlite3_hard_heap_limit64(0);
            if (answer != sound) {
                CHECK(answer == "error: out of memory");
                ++refusals;
            }
        }
        CHECK(answer == sound);
        CHECK(refusals > 10);
    }
}

} // namespace calltally::extension_tests
