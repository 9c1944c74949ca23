// SPDX-License-Identifier: MIT
//
// The sample's own dice: the same seed gives the same numbers on every machine and with every
// standard library, which std's distributions do not promise.
#pragma once

#include <cstdint>

namespace calltally::sample {

/// A bijection on 64-bit numbers that looks random (the finaliser of splitmix64).
constexpr std::uint64_t mix(std::uint64_t value) noexcept {
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31U);
}

/// The inverse of `mix`.
constexpr std::uint64_t unmix(std::uint64_t value) noexcept {
    value = (value ^ (value >> 31U) ^ (value >> 62U)) * 0x319642b2d24d8ec3U;
    value = (value ^ (value >> 27U) ^ (value >> 54U)) * 0x96de1b173f119089U;
    return value ^ (value >> 30U) ^ (value >> 60U);
}

/// A stream of random numbers (splitmix64).
class Random {
public:
    explicit Random(std::uint64_t seed) noexcept : m_state(mix(seed ^ 0x9e3779b97f4a7c15U)) {}

    std::uint64_t next() noexcept {
        m_state += 0x9e3779b97f4a7c15U;
        return mix(m_state);
    }

    /// A number in [0, limit); `limit` is at least 1 and far below 2^32.
    std::uint32_t below(std::uint32_t limit) noexcept {
        return static_cast<std::uint32_t>(((next() >> 32U) * limit) >> 32U);
    }

    /// True `percent` times in a hundred.
    bool chance(std::uint32_t percent) noexcept { return below(100) < percent; }

private:
    std::uint64_t m_state;
};

} // namespace calltally::sample
