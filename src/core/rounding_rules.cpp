// SPDX-License-Identifier: MIT
#include "core/rounding_rules.hpp"

#include "core/usage_category.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace calltally::core {

namespace {

bool matches_number(const RoundingRule& rule, const RatedLeg& leg) noexcept {
    if (!rule.number_prefix) {
        return true;
    }
    const bool from = leg.from_address.starts_with(*rule.number_prefix);
    const bool to = leg.to_address.starts_with(*rule.number_prefix);
    if (!rule.number_side) {
        return from || to;
    }
    return *rule.number_side == "from" ? from : to;
}

/// The criteria in their order; smaller is more specific.
auto rank(const RoundingRule& rule) noexcept {
    const auto prefix = rule.number_prefix ? rule.number_prefix->size() : 0;
    const auto since = rule.valid_from ? rule.valid_from->time_since_epoch().count()
                                       : std::numeric_limits<std::int32_t>::min();
    return std::tuple{!rule.account_sid, !rule.category, -static_cast<std::int64_t>(prefix),
                      !rule.number_side, -static_cast<std::int64_t>(since)};
}

/// Whether some call has addresses that suit both. Precondition: prefixes of equal length.
bool share_numbers(const RoundingRule& a, const RoundingRule& b) noexcept {
    // Two prefixes of one length meet on different sides of a call, never on the same one.
    const bool same_side = a.number_side && a.number_side == b.number_side;
    return !same_side || a.number_prefix == b.number_prefix;
}

bool is_printable_ascii(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(),
                       [](char character) { return character > ' ' && character <= '~'; });
}

} // namespace

bool is_never_valid(const RoundingRule& rule) noexcept {
    const Date first = rule.valid_from.value_or(Date{std::chrono::year{1} / 1 / 1});
    return rule.valid_to && *rule.valid_to <= first;
}

Mismatch mismatch(const RoundingRule& rule, const RatedLeg& leg) noexcept {
    if (rule.account_sid && *rule.account_sid != leg.account_sid) {
        return Mismatch::account;
    }
    if (rule.category && (!leg.category || *rule.category != *leg.category)) {
        return Mismatch::category;
    }
    if (!matches_number(rule, leg)) {
        return Mismatch::number;
    }
    if ((rule.valid_from || rule.valid_to) && !leg.start_date) {
        return Mismatch::no_start;
    }
    if (rule.valid_from && *leg.start_date < *rule.valid_from) {
        return Mismatch::before_validity;
    }
    if (rule.valid_to && *rule.valid_to <= *leg.start_date) {
        return Mismatch::after_validity;
    }
    return Mismatch::none;
}

Criterion deciding_criterion(const RoundingRule& a, const RoundingRule& b) noexcept {
    const auto ours = rank(a);
    const auto theirs = rank(b);
    if (std::get<0>(ours) != std::get<0>(theirs)) {
        return Criterion::account;
    }
    if (std::get<1>(ours) != std::get<1>(theirs)) {
        return Criterion::category;
    }
    if (std::get<2>(ours) != std::get<2>(theirs)) {
        return Criterion::longer_prefix;
    }
    if (std::get<3>(ours) != std::get<3>(theirs)) {
        return Criterion::number_side;
    }
    return std::get<4>(ours) != std::get<4>(theirs) ? Criterion::later_valid_from : Criterion::id;
}

std::string objection_to(const RoundingRule& rule) {
    if (rule.model.minimum < 0) {
        return "its minimum is below 0 seconds";
    }
    if (rule.model.increment < 1) {
        return "its increment is below 1 second";
    }
    if (rule.category && std::find(comparison_categories.begin(), comparison_categories.end(),
                                   *rule.category) == comparison_categories.end()) {
        std::string known;
        for (const std::string_view category : comparison_categories) {
            known += (known.empty() ? "" : ", ") + std::string{category};
        }
        return "no call is in the category '" + *rule.category + "', only in one of " + known;
    }
    if (rule.number_prefix &&
        (rule.number_prefix->empty() || !is_printable_ascii(*rule.number_prefix))) {
        return "its number prefix is not what an address begins with, such as +86";
    }
    if (rule.number_side && *rule.number_side != "from" && *rule.number_side != "to") {
        return "its side is neither from nor to";
    }
    if (rule.number_side && !rule.number_prefix) {
        return "it names a side of the call but no number prefix to look for there";
    }
    if (is_never_valid(rule)) {
        return "it would end before its first day";
    }
    return {};
}

const RoundingRule* find_equal(const std::vector<RoundingRule>& rules,
                               const RoundingRule& rule) noexcept {
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const RoundingRule& other) {
        // Of one rank, they begin on one day: they share it unless one of them is never valid.
        return rank(other) == rank(rule) && other.account_sid == rule.account_sid &&
               other.category == rule.category && share_numbers(other, rule) &&
               !is_never_valid(other) && !is_never_valid(rule);
    });
    return found == rules.end() ? nullptr : &*found;
}

RoundingRules::RoundingRules(std::vector<RoundingRule> rules) : m_rules(std::move(rules)) {
    std::sort(m_rules.begin(), m_rules.end(), [](const RoundingRule& a, const RoundingRule& b) {
        return std::tuple{rank(a), a.id} < std::tuple{rank(b), b.id};
    });
}

const RoundingRule* RoundingRules::select(const RatedLeg& leg) const noexcept {
    for (const RoundingRule& rule : m_rules) {
        if (mismatch(rule, leg) == Mismatch::none) {
            return &rule;
        }
    }
    return nullptr;
}

} // namespace calltally::core
