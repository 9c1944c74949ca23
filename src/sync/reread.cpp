// SPDX-License-Identifier: MIT
#include "sync/reread.hpp"

#include "store/suspected_calls.hpp"
#include "store/unsettled_calls.hpp"

#include <algorithm>
#include <charconv>

namespace calltally::sync {

namespace {

using std::chrono::days;

/// So many calls may always be gone; each is asked for by itself before that is believed.
constexpr std::int64_t small_shrink = 10;
/// One in so many: 20 %.
constexpr std::int64_t large_part = 5;

std::uint64_t from_hexadecimal(std::string_view digits) noexcept {
    std::uint64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    return number;
}

} // namespace

Reread::Key Reread::key_of(std::string_view sid) noexcept {
    constexpr std::size_t half = 16;
    return {from_hexadecimal(sid.substr(2, half)), from_hexadecimal(sid.substr(2 + half, half))};
}

void Reread::add(std::string_view sid) {
    m_sids.push_back(key_of(sid));
}

std::int64_t Reread::count_duplicates() {
    std::sort(m_sids.begin(), m_sids.end());
    const auto end = std::unique(m_sids.begin(), m_sids.end());
    const auto duplicates = m_sids.end() - end;
    m_sids.erase(end, m_sids.end());
    return duplicates;
}

bool Reread::Result::is_large_shrink() const noexcept {
    const auto count = static_cast<std::int64_t>(gone.size());
    return count > small_shrink && count * large_part > stored;
}

Reread::Result Reread::compare(SQLite::Database& connection, const store::Window& window,
                               core::Date today) const {
    // Near the end of retention a call leaves the listing without having been deleted.
    core::DateRange range{std::max(window.days.from, core::retention_floor(today) + days{2}),
                          window.is_open_ended ? today + days{2} : window.days.to};
    Result result;
    if (range.empty()) {
        return result;
    }
    // Those that an earlier re-read did not hold are asked for already, and are no new shrink.
    const std::vector<std::string> suspects =
        store::suspected_calls(connection, window.account_sid);
    store::for_each_listed_call(connection, window.account_sid, range, [&](std::string_view sid) {
        const bool is_held = std::binary_search(m_sids.begin(), m_sids.end(), key_of(sid));
        if (!is_held && std::binary_search(suspects.begin(), suspects.end(), sid)) {
            return;
        }
        ++result.stored;
        if (!is_held) {
            result.gone.emplace_back(sid);
        }
    });
    return result;
}

} // namespace calltally::sync
