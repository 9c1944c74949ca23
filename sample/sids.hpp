// SPDX-License-Identifier: MIT
//
// Identifiers as Twilio writes them: two letters and 32 hexadecimal digits. A call's sid is its
// account and position, scrambled: it looks random, as real ones do, and needs no index to be
// found again.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace calltally::sample {

using SidText = std::array<char, 34>;

inline std::string_view view(const SidText& sid) noexcept {
    return {sid.data(), sid.size()};
}

/// Where a call is: `account` is its account's place in the sample, `position` its place in the
/// account, oldest first.
struct CallAddress {
    std::uint32_t account;
    std::uint32_t position;
};

/// The sid of a call.
SidText call_sid(std::uint64_t seed, CallAddress address) noexcept;

/// The call of a sid; empty if `call_sid` with this seed never wrote it.
std::optional<CallAddress> find_call(std::uint64_t seed, std::string_view sid) noexcept;

/// Any other sid: `prefix` is its two letters, `number` tells its kind's members apart.
std::string other_sid(std::uint64_t seed, std::string_view prefix, std::uint64_t number);

/// 32 hexadecimal digits that nobody guesses without the seed.
std::string secret_text(std::uint64_t seed, std::uint64_t number);

} // namespace calltally::sample
