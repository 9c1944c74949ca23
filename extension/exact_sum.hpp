// SPDX-License-Identifier: MIT
//
// Sums of whole numbers that are right or an error, as SQLite's own sum() of integers.
#pragma once

#include "core/amounts.hpp"

#include <cstdint>
#include <stdexcept>

namespace calltally::extension {

/// \throws std::overflow_error beyond 64 bits
inline void add_to(std::int64_t& sum, std::int64_t number) {
    if (__builtin_add_overflow(sum, number, &sum)) {
        throw std::overflow_error{"integer overflow"};
    }
}

/// \throws std::overflow_error beyond 64 bits
inline void take_from(std::int64_t& sum, std::int64_t number) {
    if (__builtin_sub_overflow(sum, number, &sum)) {
        throw std::overflow_error{"integer overflow"};
    }
}

inline std::int64_t difference_of(std::int64_t a, std::int64_t b) {
    take_from(a, b);
    return a;
}

inline std::int64_t microseconds_of(std::int64_t seconds) {
    std::int64_t microseconds = 0;
    if (__builtin_mul_overflow(seconds, core::microseconds_per_second, &microseconds)) {
        throw std::overflow_error{"integer overflow"};
    }
    return microseconds;
}

/// For display.
inline double minutes_of(std::int64_t microseconds) noexcept {
    constexpr double microseconds_per_minute = 60e6;
    return static_cast<double>(microseconds) / microseconds_per_minute;
}

} // namespace calltally::extension
