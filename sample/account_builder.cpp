// SPDX-License-Identifier: MIT
#include "sample/account_builder.hpp"

#include <algorithm>
#include <numeric>

namespace calltally::sample {

std::uint32_t AccountBuilder::add(Call call, std::uint32_t parent) {
    call.parent = parent;
    m_calls.push_back(call);
    return static_cast<std::uint32_t>(m_calls.size() - 1);
}

std::uint32_t AccountBuilder::add_deleted(Call call, UnixTime deleted_at) {
    call.deleted = true;
    const std::uint32_t number = add(call);
    m_deletions.emplace(number, deleted_at);
    return number;
}

Account AccountBuilder::finish() {
    std::vector<std::uint32_t> order(m_calls.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
        return m_calls[a].start < m_calls[b].start;
    });
    std::vector<std::uint32_t> position_of(m_calls.size());
    for (std::uint32_t position = 0; position < order.size(); ++position) {
        position_of[order[position]] = position;
    }
    Account account;
    account.calls.reserve(m_calls.size());
    for (const std::uint32_t number : order) {
        Call call = m_calls[number];
        if (call.parent != no_parent) {
            call.parent = position_of[call.parent];
        }
        account.calls.push_back(call);
    }
    for (const auto& [number, deleted_at] : m_deletions) {
        account.deletions.emplace(position_of[number], deleted_at);
    }
    return account;
}

} // namespace calltally::sample
