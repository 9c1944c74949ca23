// SPDX-License-Identifier: MIT
#include "sample/sids.hpp"

#include "sample/random.hpp"

#include <charconv>
#include <cstddef>

namespace calltally::sample {

namespace {

void put_hex(char* at, std::uint64_t value) noexcept {
    constexpr std::string_view digits = "0123456789abcdef";
    for (int place = 15; place >= 0; --place) {
        at[place] = digits[static_cast<std::size_t>(value & 15U)];
        value >>= 4U;
    }
}

std::uint64_t key(std::uint64_t seed) noexcept {
    return mix(seed + 0x43616c6cU);
}

SidText sid_of(char first, char second, std::uint64_t high, std::uint64_t low) noexcept {
    SidText sid{first, second};
    put_hex(&sid[2], high);
    put_hex(&sid[18], low);
    return sid;
}

} // namespace

SidText call_sid(std::uint64_t seed, CallAddress address) noexcept {
    const std::uint64_t place = (std::uint64_t{address.account} << 32U) | address.position;
    const std::uint64_t high = mix(place ^ key(seed));
    return sid_of('C', 'A', high, mix(high ^ seed));
}

std::optional<CallAddress> find_call(std::uint64_t seed, std::string_view sid) noexcept {
    if (sid.size() != 34) {
        return std::nullopt;
    }
    std::uint64_t high = 0;
    const auto [stop, error] = std::from_chars(sid.data() + 2, sid.data() + 18, high, 16);
    if (error != std::errc{} || stop != sid.data() + 18) {
        return std::nullopt;
    }
    const std::uint64_t place = unmix(high) ^ key(seed);
    const CallAddress address{static_cast<std::uint32_t>(place >> 32U),
                              static_cast<std::uint32_t>(place)};
    if (view(call_sid(seed, address)) != sid) {
        return std::nullopt;
    }
    return address;
}

std::string other_sid(std::uint64_t seed, std::string_view prefix, std::uint64_t number) {
    return std::string{prefix} + secret_text(seed + static_cast<unsigned char>(prefix[0]),
                                             number * 256 + static_cast<unsigned char>(prefix[1]));
}

std::string secret_text(std::uint64_t seed, std::uint64_t number) {
    const std::uint64_t high = mix(mix(seed + 0x5ec7e7U) + number);
    return std::string{view(sid_of('x', 'x', high, mix(high + 1)))}.substr(2);
}

} // namespace calltally::sample
