// SPDX-License-Identifier: MIT
//
// What usage has booked by a moment: billing events and the other charges of an account, by day.
#pragma once

#include "sample/account.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace calltally::sample {

struct Amount {
    std::int64_t count = 0;
    std::int64_t quantity = 0; ///< minutes, messages, numbers
    std::int64_t price = 0;    ///< in 0.00001

    Amount& operator+=(const Amount& other) noexcept {
        count += other.count;
        quantity += other.quantity;
        price += other.price;
        return *this;
    }
};

/// The lines of a day: the seven call categories in the order of Category, and what follows.
enum Line : std::uint8_t {
    line_inbound_local = 7,
    line_inbound_mobile,
    line_inbound_toll_free,
    line_call_recordings,
    line_trunk_recordings,
    line_messages,
    line_numbers,
    line_count,
};

using DayUsage = std::array<Amount, line_count>;

/// The usage of one account by day, from the day it was opened.
class UsageLedger {
public:
    UsageLedger(const Account& account, UnixTime as_of);

    UnixDay first_day() const noexcept { return m_first_day; }

    /// The sum of a line over the days [first, last].
    Amount sum(std::size_t line, UnixDay first, UnixDay last) const;

private:
    UnixDay m_first_day;
    std::vector<DayUsage> m_days;
};

} // namespace calltally::sample
