// SPDX-License-Identifier: MIT
//
// An account of the sample and its calls. A call is what will have happened to it in the end;
// what its row shows at a moment follows from the clock (call_state.hpp). It is small, because
// a benchmark holds millions.
#pragma once

#include "sample/billing_event.hpp"
#include "sample/call_kinds.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

namespace calltally::sample {

/// How a call ended.
enum class Outcome : std::uint8_t { completed, busy, failed, no_answer, canceled };

inline constexpr std::uint32_t no_parent = std::numeric_limits<std::uint32_t>::max();
inline constexpr std::uint16_t never_priced = std::numeric_limits<std::uint16_t>::max();

/// No call waits longer than this between its creation and its start, or lasts longer.
inline constexpr std::int64_t longest_wait = 3600;
inline constexpr std::int64_t longest_call = 14'400;

struct Call {
    std::uint32_t start;    ///< when it was answered, or given up; Unix time
    std::uint32_t duration; ///< seconds
    std::uint32_t price;    ///< of its billing event, in 0.00001
    std::uint32_t parent;   ///< position of the parent in the same account, or `no_parent`
    std::uint16_t usage_day;
    std::uint16_t billed_minutes;
    std::uint16_t price_delay; ///< minutes from its end to its price, or `never_priced`
    std::uint16_t wait;        ///< seconds from its creation to its start
    Kind kind;
    Outcome outcome;
    NumberType number_type;
    bool deleted; ///< at some time: Account::deletions says when

    UnixTime created() const noexcept { return UnixTime{start} - wait; }
    UnixTime end() const noexcept { return UnixTime{start} + duration; }
};
static_assert(sizeof(Call) == 28);

struct Account {
    std::string sid;
    std::string friendly_name;
    std::string status; ///< `active` or `closed`
    UnixDay opened = 0;
    std::vector<Call> calls;                               ///< oldest start first
    std::unordered_map<std::uint32_t, UnixTime> deletions; ///< by position
};

} // namespace calltally::sample
