// SPDX-License-Identifier: MIT
#include "sample/call_maker.hpp"

#include <algorithm>

namespace calltally::sample {

namespace {

constexpr std::uint32_t toll_free_rate = 22'000;     // micro-units a minute
constexpr std::uint32_t international_rate = 31'850; // micro-units a minute
constexpr std::uint32_t odd_rate = 7'558;            // its multiples need rounding to 0.00001

} // namespace

Call CallMaker::billed(Kind kind, UnixDay day) {
    const std::uint16_t billed = minutes();
    const BillingEvent drawn = event(kind, day, billed);
    const std::uint32_t duration = (billed - 1U) * 60 + 1 + m_random.below(60);
    return call_of(drawn, kind, time_within(day), duration);
}

Call CallMaker::dialled(Kind kind, const Call& parent) {
    const BillingEvent drawn =
        event(kind, parent.usage_day,
              static_cast<std::uint16_t>(1 + m_random.below(parent.billed_minutes)));
    const std::uint32_t shortest = (drawn.billed_minutes - 1U) * 60 + 1;
    const std::uint32_t longest =
        std::max(shortest, std::min(parent.duration, drawn.billed_minutes * 60U));
    const std::uint32_t duration = shortest + m_random.below(longest - shortest + 1);
    // The event is on the parent's day, so the leg starts on it, however late the parent did.
    const UnixTime last_second = midnight(UnixDay{parent.usage_day} + 1) - 1;
    const UnixTime start = std::min(UnixTime{parent.start} + 5 + m_random.below(20), last_second);
    return call_of(drawn, kind, start, duration);
}

Call CallMaker::billed_at(Kind kind, UnixTime start, std::uint16_t minutes,
                          std::uint32_t duration) {
    Call call = call_of(event(kind, day_of(start), minutes), kind, start, duration);
    call.price_delay = std::min<std::uint16_t>(call.price_delay, 2);
    return call;
}

Call CallMaker::unbilled(Kind kind, UnixDay day) {
    constexpr std::array<Outcome, 8> outcomes{
        Outcome::no_answer, Outcome::no_answer, Outcome::no_answer, Outcome::busy,
        Outcome::busy,      Outcome::failed,    Outcome::canceled,  Outcome::canceled};
    return unbilled_at(kind, time_within(day), outcomes[m_random.below(outcomes.size())]);
}

Call CallMaker::unbilled_at(Kind kind, UnixTime start, Outcome outcome) {
    Call call =
        call_of({.category = shape_of(kind).category, .usage_day = day_of(start)}, kind, start, 0);
    call.outcome = outcome;
    call.wait = 0;
    return call;
}

Call CallMaker::zero_second(Kind kind, UnixTime start) {
    Call call = unbilled_at(kind, start, Outcome::completed);
    call.price_delay = 0;
    return call;
}

BillingEvent CallMaker::event(Kind kind, UnixDay day, std::uint16_t minutes) {
    BillingEvent event{
        .category = shape_of(kind).category, .usage_day = day, .billed_minutes = minutes};
    std::uint32_t rate = shape_of(kind).rate;
    const std::uint32_t draw = m_random.below(100);
    if (event.category == Category::calls_inbound && draw < 20) {
        event.number_type = draw < 12 ? NumberType::toll_free : NumberType::mobile;
        rate = draw < 12 ? toll_free_rate : rate;
    } else if (event.category == Category::calls_outbound && draw < 15) {
        rate = draw < 5 ? international_rate : odd_rate;
    }
    event.price = (minutes * rate + 5) / 10; // micro-units to 0.00001, half up
    return event;
}

Call CallMaker::call_of(const BillingEvent& event, Kind kind, UnixTime start,
                        std::uint32_t duration) {
    return {.start = static_cast<std::uint32_t>(start),
            .duration = duration,
            .price = event.price,
            .parent = no_parent,
            .usage_day = static_cast<std::uint16_t>(event.usage_day),
            .billed_minutes = event.billed_minutes,
            .price_delay = price_delay(),
            .wait = wait_of(kind),
            .kind = kind,
            .outcome = Outcome::completed,
            .number_type = event.number_type,
            .deleted = false};
}

std::uint16_t CallMaker::minutes() {
    // Half of the calls take a minute or two; one in fifty is a long one.
    const std::uint32_t draw = m_random.below(100);
    if (draw < 50) {
        return static_cast<std::uint16_t>(1 + m_random.below(2));
    }
    if (draw < 98) {
        return static_cast<std::uint16_t>(1 + m_random.below(15));
    }
    return static_cast<std::uint16_t>(15 + m_random.below(75));
}

UnixTime CallMaker::time_within(UnixDay day) {
    // Most people call in the working hours of the Americas: 13 to 23 h UTC.
    const std::uint32_t second =
        m_random.chance(80) ? 13 * 3600 + m_random.below(10 * 3600) : m_random.below(86'400);
    return midnight(day) + second;
}

std::uint16_t CallMaker::wait_of(Kind kind) {
    return static_cast<std::uint16_t>(comes_in(kind) ? m_random.below(2) : 3 + m_random.below(20));
}

std::uint16_t CallMaker::price_delay() {
    if (m_late_percent == 0) {
        return 0;
    }
    // Minutes as a rule; for late ones 3 to 20 hours.
    return static_cast<std::uint16_t>(m_random.chance(m_late_percent) ? 180 + m_random.below(1020)
                                                                      : 2);
}

} // namespace calltally::sample
