// SPDX-License-Identifier: MIT
//
// R3: which usage records stand for a comparison category. Twilio reports the same calls under
// several names, as a sum and as its parts, or under Flex's names: they are never added together.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::core {

/// A row of `usage_categories`, as far as it decides.
struct KnownCategory {
    std::string category;
    bool is_part = false;
    std::optional<std::string> parent_category; ///< of a part: what it is summed into
    std::optional<std::string> compares_as;     ///< what it stands for, if for anything
};

class UsageChoice {
public:
    explicit UsageChoice(const std::vector<KnownCategory>& known);

    /// The categories that a listing has, and whether there is anything in them.
    using Listed = std::map<std::string, bool, std::less<>>;
    /// The records whose sum is the usage of `target`, a comparison category or `calls`: the one of
    /// its own name if it is not zero, else Flex's; for a record that is not listed its parts.
    std::vector<std::string> records_for(std::string_view target, const Listed& listed) const;

private:
    std::vector<std::string> suppliers(const std::string& category, const Listed& listed,
                                       int depth) const;

    std::map<std::string, std::vector<std::string>, std::less<>> m_stands_for; ///< native first
    std::map<std::string, std::vector<std::string>, std::less<>> m_parts;
};

/// By how much the minutes of a usage record may differ from what they were rounded from, in
/// microseconds of time: half a unit of the last decimal shown. A number without decimals is
/// whole and exact.
std::int64_t usage_rounding_microseconds(std::int64_t decimals) noexcept;

} // namespace calltally::core
