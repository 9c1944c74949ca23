// SPDX-License-Identifier: MIT
//
// The fields of a usage record. Categories are an open set: any is taken.
#include "api/field_values.hpp"
#include "api/row_formats.hpp"

#include <fmt/format.h>

#include <array>

namespace calltally::api {

namespace {

using core::UsageRecord;

constexpr std::size_t longest_category = 200; ///< bytes

template <std::optional<std::string> UsageRecord::*member>
void read_text(UsageRecord& record, const FieldValue& value, RowNotes& notes) {
    record.*member = text_of(value, notes);
}

template <std::optional<core::Decimal> UsageRecord::*member>
void read_decimal(UsageRecord& record, const FieldValue& value, RowNotes& notes) {
    record.*member = decimal_of(value, notes);
}

void read_account_sid(UsageRecord& record, const FieldValue& value, RowNotes& notes) {
    if (value.kind != FieldValue::Kind::null) {
        record.account_sid = sid_of(value, "AC", notes);
    }
}

void read_as_of(UsageRecord& record, const FieldValue& value, RowNotes& notes) {
    record.as_of = iso8601_of(value, notes);
}

void read_category(UsageRecord& record, const FieldValue& value, RowNotes& notes) {
    record.category = text_of(value, notes).value_or("");
}

void read_count(UsageRecord& record, const FieldValue& value, RowNotes& notes) {
    record.count = whole_number_of(value, notes);
}

void read_price_unit(UsageRecord& record, const FieldValue& value, RowNotes& notes) {
    record.price_unit = currency_of(value, notes);
}

/// The API's end date is the last day of the range, ours the day after.
void read_end_date(UsageRecord& record, const FieldValue& value, RowNotes& notes) {
    const core::Date day = day_of(value, notes);
    record.days.to = core::from_usage_dates({day, day}).to;
}

void read_start_date(UsageRecord& record, const FieldValue& value, RowNotes& notes) {
    record.days.from = day_of(value, notes);
}

constexpr std::array usage_fields{
    Field<UsageRecord>{"account_sid", &read_account_sid},
    Field<UsageRecord>{"api_version"},
    Field<UsageRecord>{"as_of", &read_as_of},
    Field<UsageRecord>{"category", &read_category, Presence::in_every_row},
    Field<UsageRecord>{"count", &read_count},
    Field<UsageRecord>{"count_unit", &read_text<&UsageRecord::count_unit>},
    Field<UsageRecord>{"description", &read_text<&UsageRecord::description>},
    Field<UsageRecord>{"end_date", &read_end_date, Presence::in_every_row},
    Field<UsageRecord>{"price", &read_decimal<&UsageRecord::price>},
    Field<UsageRecord>{"price_unit", &read_price_unit},
    Field<UsageRecord>{"start_date", &read_start_date, Presence::in_every_row},
    Field<UsageRecord>{"subresource_uris"},
    Field<UsageRecord>{"uri"},
    Field<UsageRecord>{"usage", &read_decimal<&UsageRecord::usage>},
    Field<UsageRecord>{"usage_unit", &read_text<&UsageRecord::usage_unit>},
};
static_assert(is_sorted_table(usage_fields));

void finish(UsageRecord& record, std::string_view account_sid, RowNotes& notes) {
    if (record.account_sid.empty()) {
        record.account_sid = account_sid;
    } else if (record.account_sid != account_sid) {
        return notes.refuse(
            fmt::format("account_sid '{}' is not the account asked for", record.account_sid));
    }
    if (record.category.empty() || record.category.size() > longest_category) {
        return notes.refuse(
            fmt::format("category is empty or longer than {} bytes", longest_category));
    }
    if (record.days.empty()) {
        return notes.refuse("start_date is after end_date");
    }
}

/// A record that spans more would be taken for one day's, or one month's, usage.
void finish_daily(UsageRecord& record, std::string_view account_sid, RowNotes& notes) {
    finish(record, account_sid, notes);
    if (!notes.is_refused() && record.days.days() != 1) {
        notes.refuse(fmt::format("a record by day spans {} days", record.days.days()));
    }
}

void finish_monthly(UsageRecord& record, std::string_view account_sid, RowNotes& notes) {
    finish(record, account_sid, notes);
    if (!notes.is_refused() && core::months_of(record.days).size() != 1) {
        notes.refuse("a record by month spans several months");
    }
}

constexpr RowFormat<UsageRecord> daily_format{usage_fields, &finish_daily};
constexpr RowFormat<UsageRecord> monthly_format{usage_fields, &finish_monthly};

} // namespace

const RowFormat<core::UsageRecord>& usage_format(UsageGrain grain) {
    return grain == UsageGrain::daily ? daily_format : monthly_format;
}

} // namespace calltally::api
