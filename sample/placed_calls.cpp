// SPDX-License-Identifier: MIT
#include "sample/placed_calls.hpp"

#include "sample/account_generator.hpp"

namespace calltally::sample {

namespace {

constexpr std::int64_t minute = 60;
constexpr std::int64_t hour = 60 * minute;

void place_one_of_each_kind(AccountBuilder& builder, CallMaker& maker, UnixDay day) {
    for (std::size_t index = 0; index < kind_count; ++index) {
        const Kind kind = static_cast<Kind>(index);
        if (shape_of(kind).category == Category::unmapped) {
            continue;
        }
        if (is_dialled(kind)) {
            const Call parent = maker.billed(Kind::inbound, day);
            builder.add(maker.dialled(kind, parent), builder.add(parent));
        } else {
            builder.add(maker.billed(kind, day));
        }
    }
    for (const Outcome outcome :
         {Outcome::busy, Outcome::failed, Outcome::no_answer, Outcome::canceled}) {
        builder.add(maker.unbilled_at(Kind::outbound_api, midnight(day) + 15 * hour, outcome));
    }
}

void place_rounding_edges(AccountBuilder& builder, CallMaker& maker, UnixDay day) {
    struct Edge {
        std::uint16_t minutes;
        std::uint32_t duration;
    };
    UnixTime start = midnight(day) + 14 * hour;
    for (const Edge edge : {Edge{1, 1}, Edge{1, 59}, Edge{1, 60}, Edge{2, 61}, Edge{2, 119},
                            Edge{2, 120}, Edge{3, 121}, Edge{60, 3600}}) {
        const Kind kind = start % 2 == 0 ? Kind::inbound : Kind::outbound_api;
        builder.add(maker.billed_at(kind, start, edge.minutes, edge.duration));
        start += 601;
    }
}

/// Around the midnight that begins `day`.
void place_midnight_calls(AccountBuilder& builder, CallMaker& maker, UnixDay day) {
    const UnixTime start = midnight(day);
    builder.add(maker.billed_at(Kind::inbound, start - 30, 2, 61));
    builder.add(maker.billed_at(Kind::outbound_api, start - 1, 1, 45));
    builder.add(maker.billed_at(Kind::inbound, start, 1, 60));
    builder.add(maker.billed_at(Kind::trunk_terminating, start, 2, 90));
}

void place_prices(AccountBuilder& builder, CallMaker& maker, UnixDay today) {
    Call never = maker.billed_at(Kind::client_inbound,
                                 midnight(month_start(today, -2) + 14) + 16 * hour, 7, 400);
    never.price_delay = never_priced;
    builder.add(never);
    // Over since yesterday afternoon; priced before the next midnight.
    for (const std::int64_t minutes_past : {0, 20, 40}) {
        Call late = maker.billed_at(Kind::outbound_api,
                                    midnight(today) - 9 * hour + minutes_past * 60, 3, 150);
        late.price_delay = 24 * 60;
        builder.add(late);
    }
}

void place_zero_second_calls(AccountBuilder& builder, CallMaker& maker, UnixDay today) {
    builder.add(maker.zero_second(Kind::inbound, midnight(month_start(today, -2) + 6) + 17 * hour));
    builder.add(maker.zero_second(Kind::inbound, midnight(month_start(today, -1) + 9) + 18 * hour));
    builder.add(
        maker.zero_second(Kind::outbound_api, midnight(month_start(today, -1) + 9) + 19 * hour));
}

void place_unmapped_calls(AccountBuilder& builder, CallMaker& maker, UnixDay month) {
    builder.add(maker.billed_at(Kind::sim_inbound, midnight(month + 3) + 15 * hour, 2, 75));
    builder.add(maker.billed_at(Kind::whatsapp_api, midnight(month + 17) + 20 * hour, 4, 222));
}

/// Under way, waiting, and over but not yet in usage.
void place_recent_calls(AccountBuilder& builder, CallMaker& maker, UnixTime now) {
    builder.add(maker.billed_at(Kind::inbound, now - 10 * minute, 25, 1500));
    Call queued = maker.billed_at(Kind::outbound_api, now + 20 * minute, 1, 42);
    queued.wait = 22 * minute;
    builder.add(queued);
    Call ringing = maker.billed_at(Kind::outbound_api, now + 10, 2, 100);
    ringing.wait = 15;
    builder.add(ringing);
    builder.add(maker.billed_at(Kind::inbound, now - 2 * hour, 4, 200));
    builder.add(maker.billed_at(Kind::outbound_api, now - hour, 1, 30));
    builder.add(maker.unbilled_at(Kind::outbound_api, now - 90 * minute, Outcome::busy));
}

/// `before` the clock: the log never shows them. At the vanishing time: it did.
void place_deleted_calls(AccountBuilder& builder, CallMaker& maker, UnixTime now) {
    const UnixDay today = day_of(now);
    const UnixDay last_month = month_start(today, -1);
    const UnixDay month_before = month_start(today, -2);
    const auto deleted_before = [&](Kind kind, UnixDay day, std::uint16_t minutes,
                                    std::uint32_t duration) {
        const UnixTime start = midnight(day) + 16 * hour;
        builder.add_deleted(maker.billed_at(kind, start, minutes, duration), start + 20 * hour);
    };
    deleted_before(Kind::inbound, month_before + 10, 3, 130);
    deleted_before(Kind::outbound_api, month_before + 20, 5, 299);
    deleted_before(Kind::outbound_api, last_month + 13, 2, 65);

    const UnixTime vanishing = vanishing_time(now);
    const auto vanishes = [&](Kind kind, UnixDay day, std::uint16_t minutes,
                              std::uint32_t duration) {
        const UnixTime start = midnight(day) + 2 * hour;
        builder.add_deleted(maker.billed_at(kind, start, minutes, duration), vanishing);
    };
    vanishes(Kind::inbound, last_month + 4, 2, 100);
    vanishes(Kind::outbound_api, last_month + 19, 6, 333);
    vanishes(Kind::client_inbound, last_month + 19, 1, 20);
    vanishes(Kind::inbound, today - 3, 3, 177);
    vanishes(Kind::outbound_api, today - 1, 1, 55);
}

} // namespace

void place_calls(AccountBuilder& builder, CallMaker& maker, UnixDay first, UnixTime now) {
    const UnixDay today = day_of(now);
    place_one_of_each_kind(builder, maker, month_start(today, -1) + 8);
    place_rounding_edges(builder, maker, month_start(today, -2) + 11);
    place_midnight_calls(builder, maker, month_start(today));
    place_midnight_calls(builder, maker, month_start(today, -1));
    // Nothing lies before the first month: the last second before it belongs to no one.
    builder.add(maker.billed_at(Kind::inbound, midnight(first), 1, 60));
}

void place_differences(AccountBuilder& builder, CallMaker& maker, std::uint64_t number,
                       UnixTime now) {
    const UnixDay today = day_of(now);
    if (number == 0) {
        place_prices(builder, maker, today);
        place_zero_second_calls(builder, maker, today);
        place_unmapped_calls(builder, maker, month_start(today, -1));
        place_recent_calls(builder, maker, now);
        place_deleted_calls(builder, maker, now);
    } else if (number == 1) {
        const UnixTime start = midnight(month_start(today, -1) + 21) + 18 * hour;
        builder.add_deleted(maker.billed_at(Kind::outbound_api, start, 4, 240), start + 9 * hour);
        builder.add_deleted(maker.billed_at(Kind::inbound, start + hour, 2, 80),
                            vanishing_time(now));
    }
}

} // namespace calltally::sample
