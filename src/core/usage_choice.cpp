// SPDX-License-Identifier: MIT
#include "core/usage_choice.hpp"

#include <algorithm>

namespace calltally::core {

namespace {

/// Twilio's tree is three deep; a table that leads round in a circle must end all the same.
constexpr int deepest = 8;

} // namespace

UsageChoice::UsageChoice(const std::vector<KnownCategory>& known) {
    for (const KnownCategory& each : known) {
        if (each.is_part) {
            if (each.parent_category) {
                m_parts[*each.parent_category].push_back(each.category);
            }
        } else if (each.compares_as) {
            auto& records = m_stands_for[*each.compares_as];
            const bool is_native = each.category == *each.compares_as;
            records.insert(is_native ? records.begin() : records.end(), each.category);
        }
    }
}

std::vector<std::string> UsageChoice::suppliers(const std::string& category, const Listed& listed,
                                                int depth) const {
    const auto parts = m_parts.find(category);
    if (listed.contains(category) || parts == m_parts.end() || depth == deepest) {
        return {category};
    }
    std::vector<std::string> found;
    for (const std::string& part : parts->second) {
        for (std::string& supplier : suppliers(part, listed, depth + 1)) {
            if (listed.contains(supplier)) {
                found.push_back(std::move(supplier));
            }
        }
    }
    return found.empty() ? std::vector{category} : found;
}

std::vector<std::string> UsageChoice::records_for(std::string_view target,
                                                  const Listed& listed) const {
    const auto records = m_stands_for.find(target);
    if (records == m_stands_for.end()) {
        return {std::string{target}};
    }
    for (const std::string& record : records->second) {
        std::vector<std::string> candidates = suppliers(record, listed, 0);
        if (std::any_of(candidates.begin(), candidates.end(), [&](const std::string& candidate) {
                const auto found = listed.find(candidate);
                return found != listed.end() && found->second;
            })) {
            return candidates;
        }
    }
    return suppliers(records->second.front(), listed, 0);
}

std::int64_t usage_rounding_microseconds(std::int64_t decimals) noexcept {
    constexpr std::int64_t half_minute = 30'000'000;
    if (decimals <= 0 || decimals > 6) {
        return 0;
    }
    std::int64_t tolerance = half_minute;
    for (std::int64_t d = 0; d < decimals; ++d) {
        tolerance /= 10;
    }
    return tolerance;
}

} // namespace calltally::core
