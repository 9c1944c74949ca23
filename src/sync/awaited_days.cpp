// SPDX-License-Identifier: MIT
#include "sync/awaited_days.hpp"

#include "api/requests.hpp"

#include <algorithm>

namespace calltally::sync {

namespace {

using core::Date;
using core::DateRange;

/// The cheapest way to ask for the calls of the first days, up to one of them.
struct Way {
    std::int64_t requests = 0;
    std::size_t listed_from = 0; ///< the days from this one on are one listing; itself: none
};

} // namespace

std::vector<DateRange> days_to_list(const std::map<Date, std::int64_t>& awaited,
                                    const std::map<Date, std::int64_t>& calls) {
    const std::vector<std::pair<Date, std::int64_t>> days(awaited.begin(), awaited.end());
    std::vector<Way> ways{{}};
    for (std::size_t end = 1; end <= days.size(); ++end) {
        Way best{ways[end - 1].requests + days[end - 1].second, end};
        std::int64_t listed = 0;
        Date reached = days[end - 1].first + std::chrono::days{1};
        for (std::size_t from = end; from-- > 0;) {
            for (auto day = calls.lower_bound(days[from].first);
                 day != calls.end() && day->first < reached; ++day) {
                listed += day->second;
            }
            reached = days[from].first;
            const std::int64_t requests = ways[from].requests + 1 + listed / api::largest_page;
            if (requests < best.requests) {
                best = {requests, from};
            }
        }
        ways.push_back(best);
    }
    std::vector<DateRange> ranges;
    for (std::size_t end = days.size(); end > 0;) {
        const std::size_t from = ways[end].listed_from;
        if (from == end) {
            --end;
            continue;
        }
        ranges.push_back({days[from].first, days[end - 1].first + std::chrono::days{1}});
        end = from;
    }
    std::reverse(ranges.begin(), ranges.end());
    return ranges;
}

} // namespace calltally::sync
