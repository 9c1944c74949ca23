// SPDX-License-Identifier: MIT
//
// What is known of a call at a moment: whether the log lists it, its status, its price, and
// whether usage counts it yet.
#pragma once

#include "sample/account.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace calltally::sample {

enum class Status : std::uint8_t {
    queued,
    ringing,
    in_progress,
    completed,
    busy,
    failed,
    no_answer,
    canceled,
};

inline constexpr std::size_t status_count = 8;
inline constexpr std::array<std::string_view, status_count> status_names{
    "queued", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled"};

constexpr std::size_t index_of(Status status) noexcept {
    return static_cast<std::size_t>(status);
}

/// Whether the listing shows the call at `position` at this time.
bool is_listed(const Account& account, std::uint32_t position, UnixTime now);

/// Its status at a time not before its creation.
Status status_at(const Call& call, UnixTime now) noexcept;

/// Whether its price is known: the call is over, and what the price takes to appear has passed.
bool is_priced(const Call& call, UnixTime now) noexcept;

/// Whether usage that is complete up to `as_of` counts its billing event.
bool is_in_usage(const Call& call, UnixTime as_of) noexcept;

/// The start that its row shows: none while queued, the creation while ringing.
std::optional<UnixTime> shown_start(const Call& call, UnixTime now) noexcept;

/// The end that its row shows: none before it.
std::optional<UnixTime> shown_end(const Call& call, UnixTime now) noexcept;

/// When its row changed last: its creation, start, end or price, the latest that has come.
UnixTime last_change(const Call& call, UnixTime now) noexcept;

} // namespace calltally::sample
