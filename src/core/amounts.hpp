// SPDX-License-Identifier: MIT
//
// The two sides of a comparison in whole numbers: what the log adds up to, what usage reports,
// and the part of their difference that a cause takes.
#pragma once

#include "core/timestamp.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace calltally::core {

/// One microsecond is the millionth of a second; usage minutes in micro-units times 60.
inline constexpr std::int64_t microseconds_per_second = 1'000'000;
inline constexpr std::int64_t seconds_per_minute = 60;

/// Events, billed time and money. A charge is positive.
struct Amounts {
    std::int64_t calls = 0;
    std::int64_t microseconds = 0;
    std::int64_t price_micros = 0;

    Amounts& operator+=(const Amounts& other) noexcept;
    Amounts& operator-=(const Amounts& other) noexcept;
    Amounts operator-() const noexcept { return {-calls, -microseconds, -price_micros}; }
    bool is_zero() const noexcept { return calls == 0 && microseconds == 0 && price_micros == 0; }
    friend bool operator==(const Amounts&, const Amounts&) = default;
};
Amounts operator+(Amounts a, const Amounts& b) noexcept;
Amounts operator-(Amounts a, const Amounts& b) noexcept;

/// The currency that several amounts share, if they do.
class SharedUnit {
public:
    void add(std::string_view unit); ///< an empty unit says nothing
    void add(const SharedUnit& other);
    bool is_mixed() const noexcept { return m_is_mixed; }
    /// The currency, `mixed`, or empty where no amount had one.
    std::optional<std::string> text() const;

private:
    std::string m_unit;
    bool m_is_mixed = false;
};

/// What the log holds for a period and category.
struct LogSide {
    std::int64_t log_calls = 0;         ///< of every status
    Amounts billed;                     ///< calls, billed time and prices of completed calls
    std::int64_t unpriced_calls = 0;    ///< billed, without a price
    std::int64_t zero_second_calls = 0; ///< billed, of 0 seconds
    std::int64_t unsettled_calls = 0;
    SharedUnit unit; ///< of the priced billed calls

    LogSide& operator+=(const LogSide& other);
};

/// What usage reports for a period and category.
struct UsageSide {
    Amounts reported;
    std::int64_t microseconds_tolerance = 0; ///< half the last decimal of each record
    std::int64_t price_tolerance_micros = 0;
    SharedUnit unit;
    std::optional<Instant> as_of; ///< the oldest of the days' newest
    bool has_record = false;      ///< a record was listed, rather than its absence
    bool is_priced = true;        ///< what it reports has a price: that one is not known is not 0

    UsageSide& operator+=(const UsageSide& other);
};

/// Whether usage that is complete up to `as_of` may lack calls of days before `end`, which count by
/// their start: a call can last a day at most.
constexpr bool may_lack_calls(Instant as_of, Date end) noexcept {
    return as_of < end + std::chrono::days{1};
}

/// Whether the prices of the two sides can be set against each other: in one currency, and known.
bool prices_compare(const LogSide& log, const std::optional<UsageSide>& usage);

} // namespace calltally::core
