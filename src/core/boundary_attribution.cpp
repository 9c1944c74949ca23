// SPDX-License-Identifier: MIT
#include "core/boundary_attribution.hpp"

namespace calltally::core {

namespace {

bool has_moved(const Amounts& amounts) noexcept {
    return amounts.calls != 0 || amounts.microseconds != 0;
}

/// The calls across the end of the period that make up what moved, if some do.
CallSubset calls_that_moved(const BoundaryPeriod& left, const BoundaryPeriod& right,
                            const Amounts& moved) {
    const bool by_end = moved.calls > 0;
    const SoughtAmounts sought{by_end ? moved : -moved,
                               left.price_tolerance_micros + right.price_tolerance_micros,
                               left.prices_compare && right.prices_compare};
    return find_subset(by_end ? left.end_later : left.created_earlier, sought);
}

} // namespace

std::vector<Attribution> find_attributions(std::span<const BoundaryPeriod> periods) {
    std::vector<Attribution> found;
    std::vector<Attribution> chain; // boundaries whose rests have not come out to nothing yet
    Amounts carried;                // what the chain moved into the period at hand
    for (std::size_t i = 0; i < periods.size(); ++i) {
        const BoundaryPeriod& left = periods[i];
        Amounts rest = left.rest - carried;
        carried = {};
        if (!has_moved(rest)) {
            found.insert(found.end(), chain.begin(), chain.end());
            chain.clear();
            continue;
        }
        const bool is_followed = i + 1 < periods.size() && periods[i + 1].days.from == left.days.to;
        const Amounts moved = -rest;
        CallSubset calls;
        if (is_followed) {
            calls = calls_that_moved(left, periods[i + 1], moved);
        }
        if (calls.fits() && has_moved(periods[i + 1].rest)) {
            if (calls.answer != SubsetAnswer::one) {
                calls.chosen.clear();
            }
            chain.push_back({i, moved, std::move(calls.chosen)});
            carried = moved;
            continue;
        }
        if (!chain.empty()) {
            // The chain does not come out. This period may begin another by itself.
            chain.clear();
            --i;
        }
    }
    return found;
}

} // namespace calltally::core
