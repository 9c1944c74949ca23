// SPDX-License-Identifier: MIT
//
// The fields of a call. Words we do not know are kept and counted: Twilio adds some now and then.
#include "api/field_values.hpp"
#include "api/printable.hpp"
#include "api/row_formats.hpp"
#include "core/call_status.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace calltally::api {

namespace {

using core::Call;

constexpr std::array<std::string_view, 5> directions{
    "inbound", "outbound-api", "outbound-dial", "trunking-originating", "trunking-terminating"};
constexpr std::array<std::string_view, 8> answerers{"fax",
                                                    "human",
                                                    "machine",
                                                    "machine_end_beep",
                                                    "machine_end_other",
                                                    "machine_end_silence",
                                                    "machine_start",
                                                    "unknown"};
constexpr std::int64_t long_call = 86'400; ///< seconds: a day

template <std::size_t size>
void warn_if_unknown(const char* name, const std::optional<std::string>& word,
                     const std::array<std::string_view, size>& known, RowNotes& notes) {
    if (word && !word->empty() && std::find(known.begin(), known.end(), *word) == known.end()) {
        notes.warn(fmt::format("unknown {} '{}'", name, printable(*word, 40)));
    }
}

template <std::optional<std::string> Call::*member>
void read_text(Call& call, const FieldValue& value, RowNotes& notes) {
    call.*member = text_of(value, notes);
}

template <std::optional<core::Instant> Call::*member>
void read_time(Call& call, const FieldValue& value, RowNotes& notes) {
    call.*member = rfc2822_of(value, notes);
}

void read_account_sid(Call& call, const FieldValue& value, RowNotes& notes) {
    if (value.kind != FieldValue::Kind::null) {
        call.account_sid = sid_of(value, "AC", notes);
    }
}

void read_duration(Call& call, const FieldValue& value, RowNotes& notes) {
    call.duration = whole_number_of(value, notes);
    if (call.duration && *call.duration < 0) {
        notes.refuse(value, "is negative");
    } else if (call.duration.value_or(0) > long_call) {
        notes.warn("duration above 24 hours");
    }
}

void read_price(Call& call, const FieldValue& value, RowNotes& notes) {
    if (const auto price = decimal_of(value, notes)) {
        call.price_micros = price->micros;
    }
}

void read_price_unit(Call& call, const FieldValue& value, RowNotes& notes) {
    call.price_unit = currency_of(value, notes);
}

/// Bills nothing, so an odd one is left out and the call is kept.
void read_queue_time(Call& call, const FieldValue& value, RowNotes& notes) {
    const auto milliseconds = core::parse_whole_number(value.text);
    if (milliseconds && *milliseconds >= 0) {
        call.queue_time = milliseconds;
    } else if (value.kind != FieldValue::Kind::null) {
        notes.warn("queue_time is not a number of milliseconds");
    }
}

void read_sid(Call& call, const FieldValue& value, RowNotes& notes) {
    call.sid = sid_of(value, "CA", notes);
}

void read_status(Call& call, const FieldValue& value, RowNotes& notes) {
    call.status = text_of(value, notes).value_or("");
}

constexpr std::array call_fields{
    Field<Call>{"account_sid", &read_account_sid},
    Field<Call>{"annotation"},
    Field<Call>{"answered_by", &read_text<&Call::answered_by>},
    Field<Call>{"api_version"},
    Field<Call>{"caller_name", &read_text<&Call::caller_name>},
    Field<Call>{"date_created", &read_time<&Call::date_created>},
    Field<Call>{"date_updated", &read_time<&Call::date_updated>},
    Field<Call>{"direction", &read_text<&Call::direction>, Presence::in_some_row},
    Field<Call>{"duration", &read_duration},
    Field<Call>{"end_time", &read_time<&Call::end_time>},
    Field<Call>{"flags"},
    Field<Call>{"forwarded_from", &read_text<&Call::forwarded_from>},
    Field<Call>{"from", &read_text<&Call::from_address>, Presence::in_some_row},
    Field<Call>{"from_formatted"},
    Field<Call>{"group_sid", &read_text<&Call::group_sid>},
    Field<Call>{"parent_call_sid", &read_text<&Call::parent_call_sid>},
    Field<Call>{"phone_number_sid", &read_text<&Call::phone_number_sid>},
    Field<Call>{"price", &read_price},
    Field<Call>{"price_unit", &read_price_unit},
    Field<Call>{"queue_time", &read_queue_time},
    Field<Call>{"sid", &read_sid, Presence::in_every_row},
    Field<Call>{"start_time", &read_time<&Call::start_time>},
    Field<Call>{"status", &read_status, Presence::in_every_row},
    Field<Call>{"subresource_uris"},
    Field<Call>{"to", &read_text<&Call::to_address>, Presence::in_some_row},
    Field<Call>{"to_formatted"},
    Field<Call>{"trunk_sid", &read_text<&Call::trunk_sid>},
    Field<Call>{"uri"},
};
static_assert(is_sorted_table(call_fields));

void warn_of_times(const Call& call, RowNotes& notes) {
    constexpr std::chrono::seconds tolerance{1};
    if (!call.start_time || !call.end_time) {
        return;
    }
    const auto length = *call.end_time - *call.start_time;
    if (length.count() < 0) {
        notes.warn("end_time before start_time");
    } else if (core::is_billed_status(call.status) && call.duration &&
               std::chrono::abs(length - std::chrono::seconds{*call.duration}) > tolerance) {
        notes.warn("duration is not end_time less start_time");
    }
}

void finish(Call& call, std::string_view account_sid, RowNotes& notes) {
    if (call.account_sid.empty()) {
        call.account_sid = account_sid;
    } else if (call.account_sid != account_sid) {
        return notes.refuse(
            fmt::format("account_sid '{}' is not the account asked for", call.account_sid));
    }
    if (call.status.empty()) {
        return notes.refuse("status is null or empty");
    }
    if (core::status_group(call.status) == core::StatusGroup::unknown) {
        notes.warn(fmt::format("unknown status '{}'", printable(call.status, 40)));
    }
    if (!call.direction) {
        notes.warn("no direction");
    }
    warn_if_unknown("direction", call.direction, directions, notes);
    warn_if_unknown("answered_by", call.answered_by, answerers, notes);
    if (call.price_micros && !call.price_unit) {
        notes.warn("price without price_unit");
    }
    warn_of_times(call, notes);
}

} // namespace

const RowFormat<core::Call>& call_format() {
    static constexpr RowFormat<Call> format{call_fields, &finish};
    return format;
}

} // namespace calltally::api
