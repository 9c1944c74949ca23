// SPDX-License-Identifier: MIT
#include "core/call_rating.hpp"

#include "core/usage_category.hpp"

namespace calltally::core {

namespace {

/// When the call ended, or the best there is to count from.
std::optional<Instant> end_of(const Call& call) noexcept {
    if (call.end_time) {
        return call.end_time;
    }
    if (call.start_time) {
        // A duration that leads out of the calendar, or back, says nothing about the end.
        const std::int64_t start = call.start_time->time_since_epoch().count();
        const std::int64_t duration = call.duration.value_or(0);
        std::int64_t end = 0;
        if (duration < 0 || __builtin_add_overflow(start, duration, &end)) {
            return call.start_time;
        }
        const auto instant = instant_from_epoch(end);
        return instant ? instant : call.start_time;
    }
    return call.date_created;
}

bool is_settled(const Call& call, bool is_billed, Instant now) noexcept {
    if (!is_over(call.status, call.end_time.has_value())) {
        return false;
    }
    if (!is_billed || call.price_micros) {
        return true;
    }
    const auto end = end_of(call);
    return end && now - *end > price_wait;
}

} // namespace

BilledTime rate_billed_leg(const RatedLeg& leg, std::optional<std::int64_t> duration,
                           const RoundingRules& rules) noexcept {
    const RoundingRule* rule = rules.select(leg);
    if (rule == nullptr) {
        return {};
    }
    return {duration ? billed_seconds(*duration, rule->model) : std::nullopt, rule->id};
}

CallRating rate_call(const Call& call, const RoundingRules& rules, Instant now) noexcept {
    CallRating rating;
    const std::string_view from = call.from_address ? *call.from_address : std::string_view{};
    const std::string_view to = call.to_address ? *call.to_address : std::string_view{};
    if (call.start_time) {
        rating.usage_date = date_of(*call.start_time);
    }
    if (call.direction) {
        rating.usage_category = usage_category(*call.direction, from, to);
    }
    rating.group = status_group(call.status);
    rating.is_billed = rating.group == StatusGroup::billed;
    rating.settled = is_settled(call, rating.is_billed, now);
    if (!rating.is_billed) {
        rating.billed_seconds = 0;
        return rating;
    }
    const BilledTime billed =
        rate_billed_leg({call.account_sid, rating.usage_category, from, to, rating.usage_date},
                        call.duration, rules);
    rating.billed_seconds = billed.seconds;
    rating.rounding_rule_id = billed.rule_id;
    return rating;
}

} // namespace calltally::core
