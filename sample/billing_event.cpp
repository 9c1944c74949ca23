// SPDX-License-Identifier: MIT
#include "sample/billing_event.hpp"

#include <algorithm>
#include <array>

namespace calltally::sample {

namespace {

/// How often each category is drawn, of a thousand.
constexpr std::array<std::uint32_t, leaf_count> shares{210, 60, 60, 330, 150, 40, 40, 50, 60, 0};
constexpr std::array<std::uint16_t, leaf_count> rates{850, 1000, 2200, 1400, 400,
                                                      400, 450,  600,  1005, 500};

Leaf draw_leaf(Random& random) {
    std::uint32_t ticket = random.below(1000);
    for (std::size_t leaf = 0; leaf < leaf_count; ++leaf) {
        if (ticket < shares.at(leaf)) {
            return static_cast<Leaf>(leaf);
        }
        ticket -= shares.at(leaf);
    }
    return Leaf::outbound;
}

/// Most calls are short, a few are very long.
std::uint32_t draw_minutes(Random& random) {
    const std::uint32_t ticket = random.below(1000);
    if (ticket < 550) {
        return 1;
    }
    if (ticket < 750) {
        return 2;
    }
    if (ticket < 900) {
        return random.between(3, 6);
    }
    return ticket < 990 ? random.between(7, 20) : random.between(21, 90);
}

std::uint16_t draw_rate(Random& random, Leaf leaf) {
    if (leaf != Leaf::outbound) {
        return list_rate(leaf);
    }
    const std::uint32_t ticket = random.below(100);
    if (ticket < 80) {
        return list_rate(leaf);
    }
    return ticket < 95 ? british_rate : std::uint16_t{1305};
}

} // namespace

BillingEvent draw_event(Random& random, const Scenario& scenario, std::uint8_t account, Day day) {
    BillingEvent event;
    event.account = account;
    event.day = day;
    event.leaf = random.chance(scenario.unmapped) ? Leaf::unmapped : draw_leaf(random);
    event.rate = draw_rate(random, event.leaf);
    event.is_billed = random.chance(790);
    if (!event.is_billed || random.chance(scenario.zero_second)) {
        return event;
    }
    event.units = draw_minutes(random);
    if (scenario.outbound_by_six_seconds && event.leaf == Leaf::outbound) {
        event.unit = 6;
        event.minimum = 30;
        event.units = std::max(5U, event.units * 10 - random.below(10));
    }
    return event;
}

std::uint32_t billed_seconds(const BillingEvent& event) {
    return event.units == 0 ? 0 : std::max(event.units * event.unit, event.minimum);
}

std::uint16_t list_rate(Leaf leaf) {
    return rates.at(static_cast<std::size_t>(leaf));
}

} // namespace calltally::sample
