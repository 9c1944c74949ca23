// SPDX-License-Identifier: MIT
#include "store/call_row.hpp"

#include "store/bindings.hpp"

namespace calltally::store {

namespace {

std::optional<std::string> as_text(const std::optional<std::string>& value) {
    return value;
}
std::optional<std::string> as_text(const std::string& value) {
    return value;
}
std::optional<std::string> as_text(const std::optional<core::Instant>& value) {
    return value ? std::optional{core::format_datetime(*value).str()} : std::nullopt;
}
std::optional<std::string> as_text(const std::optional<std::int64_t>& value) {
    return value ? std::optional{std::to_string(*value)} : std::nullopt;
}

void bind_time(SQLite::Statement& statement, int index, const std::optional<core::Instant>& time,
               RowTexts& texts) {
    if (time) {
        bind_text(statement, index, core::format_datetime(*time).view(), texts);
    } else {
        statement.bind(index);
    }
}

} // namespace

void bind_text(SQLite::Statement& statement, int index, std::string_view text, RowTexts& texts) {
    std::string& copy = texts.next();
    copy.assign(text);
    bind_value(statement, index, copy);
}

void bind_call(SQLite::Statement& statement, int first, const core::Call& call, RowTexts& texts) {
    int index = first;
    bind_value(statement, index++, call.sid);
    bind_value(statement, index++, call.account_sid);
    bind_value(statement, index++, call.parent_call_sid);
    bind_value(statement, index++, call.from_address);
    bind_value(statement, index++, call.to_address);
    bind_value(statement, index++, call.status);
    bind_value(statement, index++, call.direction);
    bind_time(statement, index++, call.date_created, texts);
    bind_time(statement, index++, call.date_updated, texts);
    bind_time(statement, index++, call.start_time, texts);
    bind_time(statement, index++, call.end_time, texts);
    bind_value(statement, index++, call.duration);
    bind_value(statement, index++, call.price_micros);
    bind_value(statement, index++, call.price_unit);
    bind_value(statement, index++, call.answered_by);
    bind_value(statement, index++, call.caller_name);
    bind_value(statement, index++, call.forwarded_from);
    bind_value(statement, index++, call.phone_number_sid);
    bind_value(statement, index++, call.trunk_sid);
    bind_value(statement, index++, call.group_sid);
    bind_value(statement, index, call.queue_time);
}

void bind_rating(SQLite::Statement& statement, int first, const core::CallRating& rating,
                 RowTexts& texts) {
    if (rating.usage_date) {
        const auto date = core::format_date(*rating.usage_date);
        constexpr std::size_t month_length = 7;
        bind_text(statement, first, date.view(), texts);
        bind_text(statement, first + 1, date.view().substr(0, month_length), texts);
    } else {
        statement.bind(first);
        statement.bind(first + 1);
    }
    if (rating.usage_category) {
        bind_text(statement, first + 2, *rating.usage_category, texts);
    } else {
        statement.bind(first + 2);
    }
    bind_value(statement, first + 3, rating.is_billed);
    bind_value(statement, first + 4, rating.billed_seconds);
    bind_value(statement, first + 5, rating.rounding_rule_id);
    bind_value(statement, first + 6, rating.settled);
}

core::Call read_call(SQLite::Statement& statement) {
    core::Call call;
    call.sid = text_column(statement, 0).value_or("");
    call.account_sid = text_column(statement, 1).value_or("");
    call.parent_call_sid = text_column(statement, 2);
    call.from_address = text_column(statement, 3);
    call.to_address = text_column(statement, 4);
    call.status = text_column(statement, 5).value_or("");
    call.direction = text_column(statement, 6);
    call.date_created = instant_column(statement, 7);
    call.date_updated = instant_column(statement, 8);
    call.start_time = instant_column(statement, 9);
    call.end_time = instant_column(statement, 10);
    call.duration = number_column(statement, 11);
    call.price_micros = number_column(statement, 12);
    call.price_unit = text_column(statement, 13);
    call.answered_by = text_column(statement, 14);
    call.caller_name = text_column(statement, 15);
    call.forwarded_from = text_column(statement, 16);
    call.phone_number_sid = text_column(statement, 17);
    call.trunk_sid = text_column(statement, 18);
    call.group_sid = text_column(statement, 19);
    call.queue_time = number_column(statement, 20);
    return call;
}

std::vector<CallChange> changes_between(const core::Call& before, const core::Call& after) {
    std::vector<CallChange> changes;
    const auto compare = [&changes](std::string_view field, const auto& old_value,
                                    const auto& new_value) {
        if (old_value != new_value) {
            changes.push_back({field, as_text(old_value), as_text(new_value)});
        }
    };
    compare("account_sid", before.account_sid, after.account_sid);
    compare("parent_call_sid", before.parent_call_sid, after.parent_call_sid);
    compare("from_address", before.from_address, after.from_address);
    compare("to_address", before.to_address, after.to_address);
    compare("status", before.status, after.status);
    compare("direction", before.direction, after.direction);
    compare("date_created", before.date_created, after.date_created);
    compare("start_time", before.start_time, after.start_time);
    compare("end_time", before.end_time, after.end_time);
    compare("duration", before.duration, after.duration);
    compare("price_micros", before.price_micros, after.price_micros);
    compare("price_unit", before.price_unit, after.price_unit);
    compare("answered_by", before.answered_by, after.answered_by);
    compare("caller_name", before.caller_name, after.caller_name);
    compare("forwarded_from", before.forwarded_from, after.forwarded_from);
    compare("phone_number_sid", before.phone_number_sid, after.phone_number_sid);
    compare("trunk_sid", before.trunk_sid, after.trunk_sid);
    compare("group_sid", before.group_sid, after.group_sid);
    compare("queue_time", before.queue_time, after.queue_time);
    return changes;
}

} // namespace calltally::store
