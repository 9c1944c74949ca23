// SPDX-License-Identifier: MIT
#include "sample/exports.hpp"

#include "sample/base64.hpp"
#include "sample/local_clock.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace calltally::sample {

namespace {

using nlohmann::ordered_json;

/// A field, quoted where it must be.
std::string csv_field(std::string_view text) {
    if (text.find_first_of("\",\r\n") == std::string_view::npos) {
        return std::string{text};
    }
    std::string field = "\"";
    for (const char character : text) {
        field += character == '"' ? "\"\"" : std::string(1, character);
    }
    return field + '"';
}

std::string csv_line(const std::vector<std::string>& fields) {
    std::string line = csv_field(fields.front());
    for (std::size_t i = 1; i < fields.size(); ++i) {
        line += ',' + csv_field(fields[i]);
    }
    return line + "\r\n";
}

/// The value as text; empty for null.
std::string text_of(const ordered_json& value) {
    return value.is_null()     ? std::string{}
           : value.is_string() ? value.get<std::string>()
                               : value.dump();
}

std::string pascal_case(std::string_view name) {
    std::string pascal;
    bool starts_word = true;
    for (const char character : name) {
        if (character == '_') {
            starts_word = true;
            continue;
        }
        const bool raises = starts_word && character >= 'a' && character <= 'z';
        pascal += raises ? static_cast<char>(character - 'a' + 'A') : character;
        starts_word = false;
    }
    return pascal;
}

std::string title_case(std::string_view word) {
    std::string title{word};
    bool starts_word = true;
    for (char& character : title) {
        if (character == '-') {
            character = ' ';
        } else if (starts_word && character >= 'a' && character <= 'z') {
            character = static_cast<char>(character - 'a' + 'A');
        }
        starts_word = character == ' ';
    }
    return title;
}

/// The words that the Console has for the API's directions.
std::string console_direction(std::string_view direction) {
    static const std::map<std::string_view, std::string_view> words{
        {"inbound", "Incoming"},
        {"outbound-api", "Outgoing API"},
        {"outbound-dial", "Outgoing Dial"},
        {"trunking-originating", "Trunking Originating"},
        {"trunking-terminating", "Trunking Terminating"}};
    return std::string{words.at(direction)};
}

struct Days {
    UnixDay from = -100'000;
    UnixDay before = 100'000;
    bool has(UnixDay day) const noexcept { return from <= day && day < before; }
};

/// Each listed call with a start on one of the days, newest first: its position and its row.
void for_each_call(const CallSource& source, const std::function<bool(UnixTime)>& is_wanted,
                   const std::function<void(const Call&, const ordered_json&)>& write) {
    Rfc2822Writer dates;
    for (std::size_t left = source.account.calls.size(); left > 0; --left) {
        const auto position = static_cast<std::uint32_t>(left - 1);
        const Call& call = source.account.calls[position];
        const auto start = shown_start(call, source.now);
        if (!is_listed(source.account, position, source.now) || !start || !is_wanted(*start)) {
            continue;
        }
        std::string row;
        source.rows.append(row, position, source.now, dates);
        write(call, ordered_json::parse(row));
    }
}

std::string console_calls(const CallSource& source, const LocalClock& clock, const Days& days) {
    std::string text =
        "\xEF\xBB\xBF" +
        csv_line({"Call Sid", "From", "To", "Direction", "Type", "Status", "Duration", "Start Time",
                  "End Time", "Date Created", "Price", "Price Unit", "Called Via", "SIP Call ID"});
    for_each_call(
        source, [&](UnixTime start) { return days.has(clock.day_of(start)); },
        [&](const Call& call, const ordered_json& row) {
            const std::string far_end =
                row["direction"] == "inbound" ? text_of(row["from"]) : text_of(row["to"]);
            const std::string scheme = far_end.substr(0, far_end.find(':'));
            const std::string type = scheme == "client"                    ? "Client"
                                     : scheme == "sip" || scheme == "SIPS" ? "SIP"
                                                                           : "Phone";
            const auto end = shown_end(call, source.now);
            text += csv_line({text_of(row["sid"]), text_of(row["from"]), text_of(row["to"]),
                              console_direction(text_of(row["direction"])), type,
                              title_case(text_of(row["status"])), text_of(row["duration"]),
                              clock.console_text(*shown_start(call, source.now)),
                              end ? clock.console_text(*end) : std::string{},
                              clock.console_text(call.created()),
                              row["price"].is_null() ? "null" : text_of(row["price"]),
                              text_of(row["price_unit"]), text_of(row["forwarded_from"]), ""});
        });
    return text;
}

/// The columns of the API's CSV lists, in no special order.
/// The REST API's names of the columns, as its CSV lists spell them.
std::string header_line(std::span<const char* const> columns) {
    std::vector<std::string> fields(columns.size());
    std::transform(columns.begin(), columns.end(), fields.begin(), pascal_case);
    return csv_line(fields);
}
std::string row_line(const ordered_json& row, std::span<const char* const> columns) {
    std::vector<std::string> fields(columns.size());
    std::transform(columns.begin(), columns.end(), fields.begin(),
                   [&row](const char* name) { return text_of(row[name]); });
    return csv_line(fields);
}

constexpr std::array call_columns{"sid",          "date_created",
                                  "date_updated", "parent_call_sid",
                                  "account_sid",  "to",
                                  "from",         "phone_number_sid",
                                  "status",       "start_time",
                                  "end_time",     "duration",
                                  "price",        "price_unit",
                                  "direction",    "answered_by",
                                  "annotation",   "forwarded_from",
                                  "group_sid",    "caller_name",
                                  "queue_time",   "trunk_sid",
                                  "api_version",  "uri"};

std::string rest_calls(const CallSource& source, const Days& days) {
    std::string text = header_line(call_columns);
    for_each_call(
        source, [&](UnixTime start) { return days.has(day_of(start)); },
        [&](const Call&, const ordered_json& row) { text += row_line(row, call_columns); });
    return text;
}

std::string bulk_calls(const CallSource& source, const Days& days) {
    std::string text;
    for_each_call(
        source, [&](UnixTime start) { return days.has(day_of(start)); },
        [&](const Call& call, const ordered_json& row) {
            // No addresses of resources, times in ISO 8601, and no price.
            ordered_json line;
            for (const char* name : call_columns) {
                line[name] = row[name];
            }
            const auto iso = [](UnixTime time) { return iso_text(time).substr(0, 19) + "Z"; };
            line["date_created"] = iso(call.created());
            line["date_updated"] = iso(last_change(call, source.now));
            line["start_time"] = iso(*shown_start(call, source.now));
            if (const auto end = shown_end(call, source.now)) {
                line["end_time"] = iso(*end);
            }
            line.erase("uri");
            line.erase("price");
            text += line.dump() + "\n";
        });
    return text;
}

/// The usage listing, all of it, as rows.
ordered_json usage_rows(const UsageSource& source, const std::string& granularity,
                        const Query& query) {
    Query asked{{"PageSize", "1000"},
                {"IncludeSubaccounts", find(query, "subaccounts") == "yes" ? "true" : "false"}};
    for (const auto& [name, theirs] :
         {std::pair{"start", "StartDate"}, std::pair{"end", "EndDate"}}) {
        if (const auto day = find(query, name)) {
            asked.emplace(theirs, *day);
        }
    }
    ordered_json rows = ordered_json::array();
    for (;;) {
        Query page = asked;
        if (!rows.empty()) {
            page.emplace("PageToken", "AP" + base64_encoded(std::to_string(rows.size())));
        }
        const Answer answer = usage_page(source, granularity, "/usage", page);
        const auto json = ordered_json::parse(answer.body);
        if (answer.status != 200) {
            return rows; // no usage in these days
        }
        for (const auto& row : json["usage_records"]) {
            rows.push_back(row);
        }
        if (json["next_page_uri"].is_null()) {
            return rows;
        }
    }
}

std::string rest_usage(const ordered_json& rows) {
    constexpr std::array columns{"account_sid", "category", "description", "start_date",
                                 "end_date",    "count",    "count_unit",  "usage",
                                 "usage_unit",  "price",    "price_unit",  "as_of"};
    std::string text = header_line(columns);
    for (const auto& row : rows) {
        text += row_line(row, columns);
    }
    return text;
}

std::string console_usage(const ordered_json& rows) {
    std::string text = csv_line({"Product", "Quantity", "Usage", "Unit", "Total Cost", "Currency"});
    for (const auto& row : rows) {
        text += csv_line({text_of(row["description"]), text_of(row["count"]), text_of(row["usage"]),
                          text_of(row["usage_unit"]), text_of(row["price"]), "USD"});
    }
    return text;
}

} // namespace

Answer export_answer(const ExportSource& source, std::string_view what, const Query& query) {
    Days days;
    for (const auto& [name, bound] :
         {std::pair{"from", &days.from}, std::pair{"before", &days.before}}) {
        if (const auto text = find(query, name)) {
            const auto day = parse_day(*text);
            if (!day) {
                return bad_request(fmt::format("{} must be a day, YYYY-MM-DD", name));
            }
            *bound = *day;
        }
    }
    const auto csv = [](std::string body) {
        return Answer{.body = std::move(body), .content_type = "text/csv;charset=utf-8"};
    };
    if (what == "console_calls") {
        const std::string zone = find(query, "zone").value_or("UTC");
        if (!LocalClock::is_zone(zone)) {
            return bad_request("zone must be a zone of the tz database");
        }
        return csv(console_calls(source.calls, LocalClock{zone}, days));
    }
    if (what == "rest_calls") {
        return csv(rest_calls(source.calls, days));
    }
    if (what == "bulk_calls") {
        return {.body = bulk_calls(source.calls, days), .content_type = "application/x-ndjson"};
    }
    const std::string granularity = find(query, "granularity").value_or("Monthly");
    if (what == "rest_usage") {
        return csv(rest_usage(usage_rows(source.usage, granularity, query)));
    }
    if (what == "console_usage") {
        return csv(console_usage(usage_rows(source.usage, granularity, query)));
    }
    return error_answer(404, 20404, "There is no such export");
}

} // namespace calltally::sample
