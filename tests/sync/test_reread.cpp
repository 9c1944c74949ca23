// SPDX-License-Identifier: MIT
#include "../store/mirror.hpp"
#include "sync/reread.hpp"

#include <doctest/doctest.h>

using namespace calltally;
using namespace calltally::store::testing;
using sync::Reread;

namespace {

constexpr core::Date today{std::chrono::year{2026} / 8 / 3};

/// A mirror with calls 0 to 99, all on 1 August.
void fill(Mirror& mirror) {
    store::CallStore calls(mirror.connection());
    store::Transaction transaction(mirror.connection());
    for (int i = 0; i < 100; ++i) {
        calls.put(outbound_call(i, "2026-08-01 10:00:00", i), today);
    }
    calls.write_roll_up();
    transaction.commit();
}

store::Window window(core::Date from, core::Date to) {
    store::Window result;
    result.account_sid = account_a;
    result.days = {from, to};
    return result;
}

} // namespace

TEST_CASE("what no page held is gone, if the mirror has it for those days") {
    Mirror mirror;
    fill(mirror);
    Reread reread;
    for (int i = 0; i < 100; ++i) {
        if (i != 7 && i != 42) {
            reread.add(call_sid(i));
        }
    }
    reread.add(call_sid(5));    // a page that overlaps the one before
    reread.add(call_sid(1000)); // a new call
    CHECK(reread.count_duplicates() == 1);
    const auto days = window(today - std::chrono::days{7}, today);
    const Reread::Result result = reread.compare(mirror.connection(), days, today);
    CHECK(result.stored == 100);
    CHECK(result.gone == std::vector{call_sid(7), call_sid(42)});
    CHECK_FALSE(result.is_large_shrink());

    // Days that hold none of its calls lack nothing.
    const auto other = window(today - std::chrono::days{1}, today);
    CHECK(reread.compare(mirror.connection(), other, today).gone.empty());
    // At the end of what the API keeps, calls go without being deleted.
    const core::Date much_later = today + std::chrono::days{395};
    CHECK(reread.compare(mirror.connection(), days, much_later).gone.empty());
}

TEST_CASE("a listing that lost more than a fifth is not believed, unless it is about a few calls") {
    const auto result = [](std::int64_t stored, std::size_t gone) {
        Reread::Result made;
        made.stored = stored;
        made.gone.resize(gone);
        return made.is_large_shrink();
    };
    CHECK_FALSE(result(100, 20));
    CHECK(result(100, 21));
    CHECK(result(11, 11));
    CHECK_FALSE(result(10, 10));
    CHECK_FALSE(result(0, 0));
    CHECK(result(1'000'000, 200'001));
}

TEST_CASE("a listing that begins again counts from there") {
    Mirror mirror;
    fill(mirror);
    Reread reread;
    for (int i = 0; i < 100; ++i) {
        reread.add(call_sid(i));
    }
    reread.clear();
    reread.add(call_sid(1));
    CHECK(reread.count_duplicates() == 0);
    const auto days = window(today - std::chrono::days{7}, today);
    const Reread::Result result = reread.compare(mirror.connection(), days, today);
    CHECK(result.gone.size() == 99);
    CHECK(result.is_large_shrink());
}
