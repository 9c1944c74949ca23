// SPDX-License-Identifier: MIT
#include "api/page.hpp"

#include "api/errors.hpp"
#include "api/json_repair.hpp"
#include "api/json_rows.hpp"
#include "api/json_salvage.hpp"
#include "api/row_formats.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>
#include <type_traits>

namespace calltally::api {

namespace {

constexpr std::size_t longest_raw = 65'536;

/// At most `longest_raw` bytes, cut between characters.
std::string cut(std::string_view text) {
    std::size_t length = std::min(text.size(), longest_raw);
    while (length < text.size() && length > 0 &&
           (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) {
        --length;
    }
    return std::string{text.substr(0, length)};
}

/// An account's row without its secret: what is put aside is stored.
std::string without_secret(std::string_view text) {
    auto row = nlohmann::json::parse(text.begin(), text.end());
    if (!row.is_object()) {
        return "(not an object)";
    }
    row.erase("auth_token");
    return row.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

template <class Row>
void add_raw_texts(Page<Row>& page, const std::vector<std::size_t>& places,
                   const std::vector<std::string_view>& texts) {
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (places[i] < texts.size()) {
            const std::string_view text = texts[places[i]];
            page.bad_rows[i].raw =
                std::is_same_v<Row, core::Account> ? cut(without_secret(text)) : cut(text);
        }
    }
}

/// Rows that all lack a field which every page has: it was renamed, and every row is misread.
template <class Row>
void check_fields(const Page<Row>& page, std::uint64_t fields_seen, const RowFormat<Row>& format) {
    const std::uint64_t missing = format.mask(Presence::in_some_row) & ~fields_seen;
    if (!page.rows.empty() && missing != 0) {
        const auto first = static_cast<std::size_t>(std::countr_zero(missing));
        throw ApiError(
            Failure::contract, core::ExitCode::contract_broken,
            fmt::format("no row of a page has the field '{}'", format.fields[first].name),
            "the API may have changed: look for a newer version of calltally");
    }
}

/// Parses the text; where that fails, once more with the insides of its values repaired.
template <class Parse>
auto parse_or_repair(std::string_view json, Parse parse) {
    try {
        return parse(json);
    } catch (const ApiError&) {
        const auto repaired = repair_json(json);
        if (!repaired) {
            throw;
        }
        auto page = parse(std::string_view{repaired->text});
        for (const auto& [oddity, count] : repaired->repairs) {
            page.warnings[oddity] += count;
        }
        return page;
    }
}

/// The same; and where that fails too, with the rows set apart that cannot be read at all.
template <class Parse>
auto parse_or_salvage(std::string_view json, std::string_view array_name, Parse parse) {
    try {
        return parse_or_repair(json, parse);
    } catch (const ApiError&) {
        const auto salvaged = salvage_listing(json, array_name);
        if (!salvaged) {
            throw;
        }
        return parse_or_repair(*salvaged, parse);
    }
}

template <class Row>
Page<Row> parse_whole_listing(std::string_view json, std::string_view array_name,
                              const RowFormat<Row>& format, std::string_view account_sid) {
    Page<Row> page;
    FormatReader<Row> reader(page, format, account_sid);
    page.next_page_uri = read_listing(json, array_name, reader);
    if (page.next_page_uri && page.next_page_uri->empty()) {
        page.next_page_uri.reset();
        ++page.warnings["next_page_uri is an empty text"];
    }
    if (!page.bad_rows.empty()) {
        add_raw_texts(page, reader.bad_row_places(), row_texts(json, array_name));
    }
    check_fields(page, reader.fields_seen(), format);
    return page;
}

template <class Row>
Page<Row> parse_listing(std::string_view json, std::string_view array_name,
                        const RowFormat<Row>& format, std::string_view account_sid) {
    return parse_or_salvage(json, array_name, [&](std::string_view text) {
        return parse_whole_listing(text, array_name, format, account_sid);
    });
}

template <class Row>
Page<Row> parse_resource(std::string_view json, const RowFormat<Row>& format,
                         std::string_view account_sid) {
    return parse_or_repair(json, [&](std::string_view text) {
        Page<Row> page;
        FormatReader<Row> reader(page, format, account_sid);
        read_resource(text, reader);
        add_raw_texts(page, reader.bad_row_places(), {text});
        return page;
    });
}

} // namespace

Page<core::Call> parse_calls_page(std::string_view json, std::string_view account_sid) {
    return parse_listing(json, "calls", call_format(), account_sid);
}

Page<core::UsageRecord> parse_daily_usage_page(std::string_view json,
                                               std::string_view account_sid) {
    return parse_listing(json, "usage_records", usage_format(UsageGrain::daily), account_sid);
}

Page<core::UsageRecord> parse_monthly_usage_page(std::string_view json,
                                                 std::string_view account_sid) {
    return parse_listing(json, "usage_records", usage_format(UsageGrain::monthly), account_sid);
}

Page<core::Account> parse_accounts_page(std::string_view json) {
    return parse_listing(json, "accounts", account_format(), {});
}

Page<core::Call> parse_call(std::string_view json, std::string_view account_sid) {
    return parse_resource(json, call_format(), account_sid);
}

Page<core::Account> parse_account(std::string_view json) {
    return parse_resource(json, account_format(), {});
}

} // namespace calltally::api
