// SPDX-License-Identifier: MIT
#include "sync/call_plan.hpp"

#include <algorithm>

namespace calltally::sync {

std::vector<core::DateRange> plan_windows(const std::vector<core::DateRange>& ranges,
                                          const std::map<core::Date, std::int64_t>& daily_calls,
                                          std::int64_t calls_per_window) {
    std::vector<core::DateRange> windows;
    for (const core::DateRange& range : ranges) {
        core::Date from = range.from;
        std::int64_t calls = 0;
        for (core::Date date = range.from; date < range.to; date += std::chrono::days{1}) {
            const auto day = daily_calls.find(date);
            const std::int64_t day_calls = day == daily_calls.end() ? 0 : day->second;
            if (date > from && calls + day_calls > calls_per_window) {
                windows.push_back({from, date});
                from = date;
                calls = 0;
            }
            calls += day_calls;
        }
        if (from < range.to) {
            windows.push_back({from, range.to});
        }
    }
    return windows;
}

std::int64_t calls_per_window(std::int64_t total_calls, int concurrency) noexcept {
    constexpr std::int64_t windows_per_connection = 4;
    constexpr std::int64_t fewest = 2'000;
    constexpr std::int64_t most = 20'000;
    return std::clamp(total_calls / (windows_per_connection * std::max(concurrency, 1)), fewest,
                      most);
}

std::vector<core::DateRange> joined(std::vector<core::DateRange> ranges) {
    std::sort(ranges.begin(), ranges.end(),
              [](const auto& a, const auto& b) { return a.from < b.from; });
    std::vector<core::DateRange> result;
    for (const core::DateRange& range : ranges) {
        if (range.empty()) {
            continue;
        }
        if (!result.empty() && range.from <= result.back().to) {
            result.back().to = std::max(result.back().to, range.to);
        } else {
            result.push_back(range);
        }
    }
    return result;
}

} // namespace calltally::sync
