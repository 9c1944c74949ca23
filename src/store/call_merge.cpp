// SPDX-License-Identifier: MIT
#include "store/call_merge.hpp"

#include "core/call_status.hpp"

namespace calltally::store {

namespace {

using core::Call;

bool is_over(const Call& call) {
    return core::is_over(call.status, call.end_time.has_value());
}

/// Which of two snapshots of a call was taken later, as far as they tell.
enum class Order { earlier, same, later };

Order order_of(const Call& seen, const Call& stored) {
    if (seen.date_updated && stored.date_updated && *seen.date_updated != *stored.date_updated) {
        return *seen.date_updated < *stored.date_updated ? Order::earlier : Order::later;
    }
    if (is_over(seen) == is_over(stored)) {
        return Order::same;
    }
    return is_over(seen) ? Order::later : Order::earlier;
}

/// From the API: the snapshot as it is.
Call replaced(const Call& stored, const Call& seen) {
    Call merged = seen;
    if (!merged.price_micros && stored.price_micros) {
        merged.price_micros = stored.price_micros;
        merged.price_unit = stored.price_unit;
    }
    if (!merged.date_updated) {
        merged.date_updated = stored.date_updated;
    }
    return merged;
}

template <class Value>
void take(std::optional<Value>& field, const std::optional<Value>& seen, bool replaces) {
    if (seen && (replaces || !field)) {
        field = seen;
    }
}

/// From a file: field by field.
Call filled(const Call& stored, const Call& seen, bool knows_as_much, bool is_later) {
    Call merged = stored;
    // What goes on while a call goes on.
    const bool moves = knows_as_much || is_later;
    if (moves) {
        merged.status = seen.status;
    }
    take(merged.start_time, seen.start_time, moves);
    take(merged.end_time, seen.end_time, moves);
    take(merged.duration, seen.duration, moves);
    take(merged.answered_by, seen.answered_by, moves);
    take(merged.date_updated, seen.date_updated, moves);
    // An amount and its currency belong together.
    if (seen.price_micros && (moves || !merged.price_micros)) {
        merged.price_micros = seen.price_micros;
        merged.price_unit = seen.price_unit ? seen.price_unit : merged.price_unit;
    } else if (!merged.price_micros) {
        take(merged.price_unit, seen.price_unit, knows_as_much);
    }
    // What a call is from the beginning.
    take(merged.parent_call_sid, seen.parent_call_sid, knows_as_much);
    take(merged.from_address, seen.from_address, knows_as_much);
    take(merged.to_address, seen.to_address, knows_as_much);
    take(merged.direction, seen.direction, knows_as_much);
    take(merged.date_created, seen.date_created, knows_as_much);
    take(merged.caller_name, seen.caller_name, knows_as_much);
    take(merged.forwarded_from, seen.forwarded_from, knows_as_much);
    take(merged.phone_number_sid, seen.phone_number_sid, knows_as_much);
    take(merged.trunk_sid, seen.trunk_sid, knows_as_much);
    take(merged.group_sid, seen.group_sid, knows_as_much);
    take(merged.queue_time, seen.queue_time, knows_as_much);
    return merged;
}

} // namespace

std::optional<SourcedCall> merge(const SourcedCall& stored, const SourcedCall& seen) {
    const Order order = order_of(seen.call, stored.call);
    if (order == Order::earlier) {
        return std::nullopt;
    }
    if (seen.source == core::Source::api) {
        return SourcedCall{replaced(stored.call, seen.call), seen.source};
    }
    const bool knows_as_much = core::knows_as_much(seen.source, stored.source);
    return SourcedCall{filled(stored.call, seen.call, knows_as_much, order == Order::later),
                       knows_as_much ? seen.source : stored.source};
}

} // namespace calltally::store
