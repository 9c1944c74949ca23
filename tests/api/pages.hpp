// SPDX-License-Identifier: MIT
//
// Pages as Twilio writes them, with single fields changed.
#pragma once

#include "api/page.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace calltally::api::testing {

inline const std::string account_sid = "AC0123456789abcdef0123456789abcdef";
inline const std::string call_sid = "CA0123456789abcdef0123456789ABCDEF";

/// Names and JSON texts, in order. An empty text takes the field out; a new name is added.
using Fields = std::vector<std::pair<std::string, std::string>>;

inline std::string object(Fields fields, const Fields& changes) {
    for (const auto& [name, text] : changes) {
        bool is_new = true;
        for (auto& field : fields) {
            if (field.first == name) {
                field.second = text;
                is_new = false;
            }
        }
        if (is_new) {
            fields.emplace_back(name, text);
        }
    }
    std::string json;
    for (const auto& [name, text] : fields) {
        if (!text.empty()) {
            json += (json.empty() ? "{\"" : ", \"") + name + "\": " + text;
        }
    }
    return json.empty() ? "{}" : json + "}";
}

inline std::string call_row(const Fields& changes = {}) {
    return object({{"account_sid", '"' + account_sid + '"'},
                   {"annotation", "null"},
                   {"answered_by", "null"},
                   {"api_version", "\"2010-04-01\""},
                   {"caller_name", "\"\""},
                   {"date_created", "\"Fri, 31 Jul 2026 23:58:00 +0000\""},
                   {"date_updated", "\"Sat, 01 Aug 2026 00:03:00 +0000\""},
                   {"direction", "\"outbound-api\""},
                   {"duration", "\"61\""},
                   {"end_time", "\"Sat, 01 Aug 2026 00:01:00 +0000\""},
                   {"forwarded_from", "null"},
                   {"from", "\"+13051416799\""},
                   {"from_formatted", "\"(305) 141-6799\""},
                   {"group_sid", "null"},
                   {"parent_call_sid", "null"},
                   {"phone_number_sid", "\"PN0123456789abcdef0123456789abcdef\""},
                   {"price", "\"-0.01700\""},
                   {"price_unit", "\"USD\""},
                   {"queue_time", "\"0\""},
                   {"sid", '"' + call_sid + '"'},
                   {"start_time", "\"Fri, 31 Jul 2026 23:59:59 +0000\""},
                   {"status", "\"completed\""},
                   {"subresource_uris", R"({"recordings": "/x", "deeper": [{"sid": "CA1"}]})"},
                   {"to", "\"+13051913581\""},
                   {"to_formatted", "\"(305) 191-3581\""},
                   {"trunk_sid", "\"\""},
                   {"uri", "\"/2010-04-01/x.json\""}},
                  changes);
}

inline std::string usage_row(const Fields& changes = {}) {
    return object({{"account_sid", '"' + account_sid + '"'},
                   {"api_version", "\"2010-04-01\""},
                   {"as_of", "\"2026-08-01T05:30:00+02:00\""},
                   {"category", "\"calls-inbound\""},
                   {"count", "\"12\""},
                   {"count_unit", "\"calls\""},
                   {"description", "\"Inbound Calls\""},
                   {"end_date", "\"2026-07-31\""},
                   {"price", "\"0.102\""},
                   {"price_unit", "\"usd\""},
                   {"start_date", "\"2026-07-01\""},
                   {"subresource_uris", R"({"daily": "/x"})"},
                   {"uri", "\"/x\""},
                   {"usage", "\"12\""},
                   {"usage_unit", "\"minutes\""}},
                  changes);
}

inline std::string account_row(const Fields& changes = {}) {
    return object({{"auth_token", "\"hunter2hunter2\""},
                   {"date_created", "\"Thu, 30 Jul 2015 20:00:00 +0000\""},
                   {"date_updated", "\"Thu, 30 Jul 2015 20:00:00 +0000\""},
                   {"friendly_name", "\"Support line\""},
                   {"owner_account_sid", '"' + account_sid + '"'},
                   {"sid", '"' + account_sid + '"'},
                   {"status", "\"active\""},
                   {"subresource_uris", R"({"calls": "/x"})"},
                   {"type", "\"Full\""},
                   {"uri", "\"/x\""}},
                  changes);
}

/// \param rows the rows' texts with commas between; \param next the JSON text of `next_page_uri`
inline std::string page(const std::string& name, const std::string& rows,
                        const std::string& next = "null") {
    return R"({"end": 0, "first_page_uri": "/f", ")" + name + "\": [" + rows +
           R"(], "next_page_uri": )" + next + R"(, "page": 0, "page_size": 50, "start": 0})";
}

inline std::string calls_page(const std::string& rows, const std::string& next = "null") {
    return page("calls", rows, next);
}

inline std::string usage_page(const std::string& rows, const std::string& next = "null") {
    return page("usage_records", rows, next);
}

/// The page's one row, which is not refused.
template <class Row>
Row only_row(api::Page<Row> page) {
    for (const auto& bad : page.bad_rows) {
        CAPTURE(bad.reason);
        FAIL("refused");
    }
    REQUIRE(page.rows.size() == 1);
    return std::move(page.rows.front());
}

/// Not one row: the one there was is refused for this field, and kept. \returns it as it is kept
template <class Row>
api::BadRow refused_for(const std::string& field, const std::string& text,
                        const api::Page<Row>& page) {
    CAPTURE(field);
    CAPTURE(text);
    CHECK(page.rows.empty());
    REQUIRE(page.bad_rows.size() == 1);
    CHECK(page.bad_rows[0].reason.starts_with(field));
    CHECK_FALSE(page.bad_rows[0].raw.empty());
    return page.bad_rows[0];
}

} // namespace calltally::api::testing
