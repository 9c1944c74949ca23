// SPDX-License-Identifier: MIT
//
// Draws a billing event, then a call that such an event bills: never the other way round.
#pragma once

#include "sample/account.hpp"
#include "sample/random.hpp"

#include <cstdint>

namespace calltally::sample {

class CallMaker {
public:
    /// `late_percent` of the calls get their price hours after their end.
    CallMaker(Random& random, std::uint32_t late_percent)
        : m_random(random), m_late_percent(late_percent) {}

    /// An event of this kind on this day, and a call in it.
    Call billed(Kind kind, UnixDay day);

    /// A leg dialled by `parent` while that one lasts: its event is on the parent's day.
    Call dialled(Kind kind, const Call& parent);

    /// An event of so many minutes on the day of `start`, and its call, whose length must be one
    /// that so many minutes bill.
    Call billed_at(Kind kind, UnixTime start, std::uint16_t minutes, std::uint32_t duration);

    /// A call without a billing event, on this day or at this time.
    Call unbilled(Kind kind, UnixDay day);
    Call unbilled_at(Kind kind, UnixTime start, Outcome outcome);

    /// A completed call of no length: its row has the price 0, usage leaves it out.
    Call zero_second(Kind kind, UnixTime start);

private:
    BillingEvent event(Kind kind, UnixDay day, std::uint16_t minutes);
    Call call_of(const BillingEvent& event, Kind kind, UnixTime start, std::uint32_t duration);
    std::uint16_t minutes();
    UnixTime time_within(UnixDay day);
    std::uint16_t wait_of(Kind kind);
    std::uint16_t price_delay();

    Random& m_random;
    std::uint32_t m_late_percent;
};

} // namespace calltally::sample
