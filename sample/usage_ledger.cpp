// SPDX-License-Identifier: MIT
#include "sample/usage_ledger.hpp"

#include "sample/call_state.hpp"

#include <algorithm>

namespace calltally::sample {

namespace {

// Prices in 0.00001.
constexpr std::int64_t recorded_minute_price = 250;
constexpr std::int64_t message_price = 790;
constexpr std::int64_t number_price = 115'000;
constexpr std::int64_t numbers_held = 3;

/// Charges that are no calls: they stand in usage and must not be taken for call time.
void add_other_charges(DayUsage& usage, UnixDay day) {
    const auto recorded = [&](std::size_t from, std::size_t to) {
        const Amount& calls = usage[from];
        const std::int64_t minutes = calls.quantity / 4;
        usage[to] = {(calls.count + 3) / 4, minutes, minutes * recorded_minute_price};
    };
    if (usage[index_of(Category::calls_inbound)].count > 0) {
        recorded(index_of(Category::calls_inbound), line_call_recordings);
        const std::int64_t messages = 1 + day % 4;
        usage[line_messages] = {messages, messages, messages * message_price};
    }
    if (usage[index_of(Category::trunking_origination)].count > 0) {
        recorded(index_of(Category::trunking_origination), line_trunk_recordings);
    }
    if (day == month_start(day)) {
        usage[line_numbers] = {numbers_held, numbers_held, numbers_held * number_price};
    }
}

} // namespace

UsageLedger::UsageLedger(const Account& account, UnixTime as_of)
    : m_first_day(account.opened),
      m_days(static_cast<std::size_t>(std::max<UnixDay>(0, day_of(as_of) - account.opened + 1))) {
    for (const Call& call : account.calls) {
        if (!is_in_usage(call, as_of)) {
            continue;
        }
        const Amount amount{1, call.billed_minutes, call.price};
        const Category category = shape_of(call.kind).category;
        DayUsage& usage = m_days[static_cast<std::size_t>(call.usage_day - m_first_day)];
        usage[index_of(category)] += amount;
        if (category == Category::calls_inbound) {
            usage[line_inbound_local + static_cast<std::size_t>(call.number_type)] += amount;
        }
    }
    for (std::size_t day = 0; day < m_days.size(); ++day) {
        add_other_charges(m_days[day], m_first_day + static_cast<UnixDay>(day));
    }
}

Amount UsageLedger::sum(std::size_t line, UnixDay first, UnixDay last) const {
    Amount total;
    const UnixDay end = m_first_day + static_cast<UnixDay>(m_days.size());
    for (UnixDay day = std::max(first, m_first_day); day <= last && day < end; ++day) {
        total += m_days[static_cast<std::size_t>(day - m_first_day)][line];
    }
    return total;
}

} // namespace calltally::sample
