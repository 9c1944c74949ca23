// SPDX-License-Identifier: MIT
//
// The fields of an account. `auth_token` is the account's secret: known, and never looked at.
#include "api/field_values.hpp"
#include "api/row_formats.hpp"

#include <array>

namespace calltally::api {

namespace {

using core::Account;

template <std::optional<std::string> Account::*member>
void read_text(Account& account, const FieldValue& value, RowNotes& notes) {
    account.*member = text_of(value, notes);
}

void read_date_created(Account& account, const FieldValue& value, RowNotes& notes) {
    account.date_created = rfc2822_of(value, notes);
}

void read_sid(Account& account, const FieldValue& value, RowNotes& notes) {
    account.sid = sid_of(value, "AC", notes);
}

constexpr std::array account_fields{
    Field<Account>{"auth_token"},
    Field<Account>{"date_created", &read_date_created},
    Field<Account>{"date_updated"},
    Field<Account>{"friendly_name", &read_text<&Account::friendly_name>},
    Field<Account>{"owner_account_sid", &read_text<&Account::owner_account_sid>},
    Field<Account>{"sid", &read_sid, Presence::in_every_row},
    Field<Account>{"status", &read_text<&Account::status>},
    Field<Account>{"subresource_uris"},
    Field<Account>{"type", &read_text<&Account::type>},
    Field<Account>{"uri"},
};
static_assert(is_sorted_table(account_fields));

void finish(Account& /*row*/, std::string_view /*account_sid*/, RowNotes& /*notes*/) {}

} // namespace

const RowFormat<core::Account>& account_format() {
    static constexpr RowFormat<Account> format{account_fields, &finish};
    return format;
}

} // namespace calltally::api
