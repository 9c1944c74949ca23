// SPDX-License-Identifier: MIT
#include "core/amounts.hpp"

#include <algorithm>

namespace calltally::core {

Amounts& Amounts::operator+=(const Amounts& other) noexcept {
    calls += other.calls;
    microseconds += other.microseconds;
    price_micros += other.price_micros;
    return *this;
}

Amounts& Amounts::operator-=(const Amounts& other) noexcept {
    return *this += -other;
}

Amounts operator+(Amounts a, const Amounts& b) noexcept {
    return a += b;
}

Amounts operator-(Amounts a, const Amounts& b) noexcept {
    return a -= b;
}

void SharedUnit::add(std::string_view unit) {
    if (unit.empty()) {
        return;
    }
    if (m_unit.empty()) {
        m_unit = unit;
    } else if (m_unit != unit) {
        m_is_mixed = true;
    }
}

void SharedUnit::add(const SharedUnit& other) {
    add(other.m_unit);
    m_is_mixed = m_is_mixed || other.m_is_mixed;
}

std::optional<std::string> SharedUnit::text() const {
    if (m_is_mixed) {
        return "mixed";
    }
    if (m_unit.empty()) {
        return std::nullopt;
    }
    return m_unit;
}

LogSide& LogSide::operator+=(const LogSide& other) {
    log_calls += other.log_calls;
    billed += other.billed;
    unpriced_calls += other.unpriced_calls;
    zero_second_calls += other.zero_second_calls;
    unsettled_calls += other.unsettled_calls;
    unit.add(other.unit);
    return *this;
}

UsageSide& UsageSide::operator+=(const UsageSide& other) {
    reported += other.reported;
    microseconds_tolerance += other.microseconds_tolerance;
    price_tolerance_micros += other.price_tolerance_micros;
    is_priced = is_priced && other.is_priced;
    unit.add(other.unit);
    if (other.as_of) {
        as_of = as_of ? std::min(*as_of, *other.as_of) : other.as_of;
    }
    has_record = has_record || other.has_record;
    return *this;
}

bool prices_compare(const LogSide& log, const std::optional<UsageSide>& usage) {
    SharedUnit unit = log.unit;
    if (usage) {
        unit.add(usage->unit);
    }
    return !unit.is_mixed() && (!usage || usage->is_priced);
}

} // namespace calltally::core
