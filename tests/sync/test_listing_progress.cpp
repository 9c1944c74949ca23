// SPDX-License-Identifier: MIT
#include "api/errors.hpp"
#include "sync/listing_progress.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace calltally;
using sync::ListingProgress;

namespace {

api::Page<core::Call> calls(int first, int count) {
    api::Page<core::Call> page;
    for (int i = 0; i < count; ++i) {
        page.rows.emplace_back().sid = fmt::format("CA{:032}", first + i);
    }
    return page;
}

/// Adds pages until the listing is refused. \returns how many were taken
template <class Rows>
int pages_taken(ListingProgress& progress, Rows rows_of, int most) {
    for (int page = 0; page < most; ++page) {
        try {
            progress.add(rows_of(page), fmt::format("/page{}", page + 1));
        } catch (const api::ApiError& error) {
            CHECK(error.failure() == api::Failure::contract);
            CHECK(error.exit_code() == core::ExitCode::contract_broken);
            return page;
        }
    }
    return most;
}

} // namespace

TEST_CASE("a listing with new rows on every page goes on") {
    ListingProgress progress("/page0");
    CHECK(pages_taken(
              progress, [](int page) { return calls(page, 2); }, 500) == 500);
    CHECK(progress.pages() == 500);
    progress.add(calls(9000, 2), std::nullopt); // the last page
}

TEST_CASE("a listing that leads back is refused") {
    ListingProgress itself("/page0");
    CHECK_THROWS_AS(itself.add(calls(0, 1), std::string{"/page0"}), api::ApiError);
    ListingProgress circle("/a");
    circle.add(calls(0, 1), std::string{"/b"});
    CHECK_THROWS_AS(circle.add(calls(1, 1), std::string{"/a"}), api::ApiError);
}

TEST_CASE("ten pages in a row may be empty, or the same again, but not more") {
    ListingProgress empty("/page0");
    CHECK(pages_taken(
              empty, [](int) { return calls(0, 0); }, 500) == 10);
    ListingProgress repeated("/page0");
    CHECK(pages_taken(
              repeated, [](int) { return calls(0, 5); }, 500) == 11);
    ListingProgress broken_up("/page0"); // every tenth page has something new
    CHECK(pages_taken(
              broken_up, [](int page) { return calls(page, page % 10 == 0 ? 1 : 0); }, 500) == 500);
    ListingProgress ends("/page0");
    CHECK(pages_taken(
              ends, [](int) { return calls(0, 0); }, 10) == 10);
    ends.add(calls(0, 0), std::nullopt); // an end is never refused
}

TEST_CASE("usage records are told apart by category and day") {
    const auto record = [](const char* category, int day) {
        api::Page<core::UsageRecord> page;
        core::UsageRecord& row = page.rows.emplace_back();
        row.category = category;
        row.days.from = core::Date{std::chrono::days{day}};
        return page;
    };
    ListingProgress progress("/page0");
    CHECK(pages_taken(
              progress, [&](int page) { return record(page % 2 == 0 ? "a" : "b", page / 2); },
              100) == 100);
}

TEST_CASE("no listing goes on for ever") {
    ListingProgress progress("/page0");
    CHECK(pages_taken(
              progress, [](int page) { return calls(page, 1); }, 200'000) == 99'999);
}

TEST_CASE("rows that cannot be read are rows") {
    ListingProgress progress("/page0");
    const auto unreadable = [](int page) {
        api::Page<core::Call> rows;
        rows.bad_rows.emplace_back().raw = fmt::format("row {}", page / 2);
        return rows;
    };
    CHECK(pages_taken(progress, unreadable, 100) == 100);
}
