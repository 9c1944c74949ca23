// SPDX-License-Identifier: MIT
#include "importer/file_format.hpp"

#include "core/error.hpp"
#include "importer/byte_source.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace calltally::importer {

namespace {

using core::Error;
using core::ExitCode;

struct Spelling {
    std::string_view name; ///< lower-case, letters and digits only
    Column column;
};

// The Console's spellings as real exports have them, and those of the API's lists.
constexpr std::array<Spelling, 63> call_spellings{{
    {"account", Column::account_sid},
    {"accountsid", Column::account_sid},
    {"annotation", Column::ignored},
    {"answeredby", Column::answered_by},
    {"apiversion", Column::ignored},
    {"billedseconds", Column::ignored},
    {"callduration", Column::duration},
    {"calledvia", Column::forwarded_from},
    {"callername", Column::caller_name},
    {"callid", Column::ignored},
    {"callsid", Column::sid},
    {"callstatus", Column::status},
    {"checkedat", Column::ignored},
    {"currency", Column::price_unit},
    {"datecreated", Column::date_created},
    {"dateupdated", Column::date_updated},
    {"direction", Column::direction},
    {"duration", Column::duration},
    {"durationseconds", Column::duration},
    {"durationsecs", Column::duration},
    {"endtime", Column::end_time},
    {"feetype", Column::ignored},
    {"firstseenat", Column::ignored},
    {"flags", Column::ignored},
    {"forwardedfrom", Column::forwarded_from},
    {"from", Column::from_address},
    {"fromaddress", Column::from_address},
    {"fromformatted", Column::ignored},
    {"fromnumber", Column::from_address},
    {"groupsid", Column::group_sid},
    {"isbilled", Column::ignored},
    {"missingsince", Column::ignored},
    {"parentcallsid", Column::parent_call_sid},
    {"parentsid", Column::parent_call_sid},
    {"phonenumbersid", Column::phone_number_sid},
    {"price", Column::price},
    {"pricemicros", Column::price_micros},
    {"priceunit", Column::price_unit},
    {"queuetime", Column::queue_time},
    {"roundingruleid", Column::ignored},
    {"settled", Column::ignored},
    {"sid", Column::sid},
    {"sipcallid", Column::ignored},
    {"source", Column::source},
    {"start", Column::start_time},
    {"startdate", Column::start_time},
    {"startdatetime", Column::start_time},
    {"starttime", Column::start_time},
    {"status", Column::status},
    {"stirshakenstatus", Column::ignored},
    {"stirverstat", Column::ignored},
    {"subresourceuris", Column::ignored},
    {"to", Column::to_address},
    {"toaddress", Column::to_address},
    {"toformatted", Column::ignored},
    {"tonumber", Column::to_address},
    {"trunksid", Column::trunk_sid},
    {"type", Column::type},
    {"uri", Column::ignored},
    {"usagecategory", Column::ignored},
    {"usagedate", Column::ignored},
    {"usagemonth", Column::ignored},
    {"voiceinsights", Column::ignored},
}};

constexpr std::array<Spelling, 34> usage_spellings{{
    {"account", Column::account_sid},
    {"accountsid", Column::account_sid},
    {"amount", Column::price},
    {"apiversion", Column::ignored},
    {"asof", Column::as_of},
    {"category", Column::category},
    {"cost", Column::price},
    {"count", Column::count},
    {"countunit", Column::count_unit},
    {"currency", Column::price_unit},
    {"date", Column::start_date},
    {"description", Column::description},
    {"enddate", Column::end_date},
    {"from", Column::start_date},
    {"includessubaccounts", Column::includes_subaccounts},
    {"item", Column::category},
    {"minutes", Column::usage},
    {"month", Column::month},
    {"period", Column::month},
    {"price", Column::price},
    {"priceunit", Column::price_unit},
    {"product", Column::category},
    {"quantity", Column::count},
    {"start", Column::start_date},
    {"startdate", Column::start_date},
    {"subresourceuris", Column::ignored},
    {"to", Column::end_date},
    {"totalcost", Column::price},
    {"totalprice", Column::price},
    {"unit", Column::usage_unit},
    {"uri", Column::ignored},
    {"usage", Column::usage},
    {"usagecategory", Column::category},
    {"usageunit", Column::usage_unit},
}};

template <std::size_t size>
constexpr bool is_sorted(const std::array<Spelling, size>& spellings) {
    for (std::size_t i = 1; i < size; ++i) {
        if (!(spellings[i - 1].name < spellings[i].name)) {
            return false;
        }
    }
    return true;
}
static_assert(is_sorted(call_spellings) && is_sorted(usage_spellings));

template <std::size_t size>
Column find(const std::array<Spelling, size>& spellings, std::string_view name) {
    const auto found =
        std::lower_bound(spellings.begin(), spellings.end(), name,
                         [](const Spelling& each, std::string_view n) { return each.name < n; });
    return found != spellings.end() && found->name == name ? found->column : Column::unknown;
}

std::string simplified(std::string_view name) {
    std::string simple;
    for (const char character : name) {
        if (character >= 'A' && character <= 'Z') {
            simple += static_cast<char>(character - 'A' + 'a');
        } else if (character != ' ' && character != '_' && character != '-') {
            simple += character;
        }
    }
    return simple;
}

bool contains(const std::vector<std::string>& simple, std::string_view name) {
    return std::find(simple.begin(), simple.end(), name) != simple.end();
}

bool any_has(const std::vector<std::string_view>& names, std::string_view characters) {
    return std::any_of(names.begin(), names.end(), [characters](std::string_view name) {
        return name.find_first_of(characters) != std::string_view::npos;
    });
}

std::string found(const std::vector<std::string_view>& names) {
    std::string text = fmt::format("{}", fmt::join(names, ", "));
    std::replace_if(
        text.begin(), text.end(),
        [](char character) { return static_cast<unsigned char>(character) < 0x20; }, '?');
    constexpr std::size_t longest = 400;
    return text.size() > longest ? text.substr(0, longest) + "..." : text;
}

[[noreturn]] void refuse(const std::string& file, std::string_view what,
                         const std::vector<std::string_view>& names, std::string_view remedy) {
    throw Error(ExitCode::usage,
                fmt::format("{}, line 1: {}; its headers are: {}", ByteSource::quoted(file), what,
                            found(names)),
                std::string{remedy});
}

/// The kind of file that has these columns.
FileFormat format_of(const std::vector<std::string_view>& names,
                     const std::vector<std::string>& simple, const std::string& file,
                     char delimiter) {
    if (contains(simple, "callsid")) {
        return FileFormat::console_calls;
    }
    if (contains(simple, "sid")) {
        if (any_has(names, " ")) {
            return FileFormat::console_calls;
        }
        return any_has(names, "_") ? FileFormat::mirror_calls : FileFormat::rest_calls;
    }
    const bool has_category = std::any_of(simple.begin(), simple.end(), [](const auto& name) {
        return find(usage_spellings, name) == Column::category;
    });
    if (has_category) {
        if (contains(simple, "minutes") && !any_has(names, " ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
            return FileFormat::entered_usage;
        }
        const bool is_rest =
            contains(simple, "startdate") && contains(simple, "usage") && !any_has(names, " ");
        return is_rest ? FileFormat::rest_usage : FileFormat::console_usage;
    }
    for (const char other : {';', '\t', ',', '|'}) {
        if (other != delimiter && names.size() <= 2 &&
            std::count(names[0].begin(), names[0].end(), other) >= 2) {
            refuse(file, "its columns are not separated by what was expected", names,
                   other == '\t' ? "add --delimiter tab"
                                 : fmt::format("add --delimiter '{}'", other));
        }
    }
    refuse(file, "no known kind of file has these columns", names,
           "docs/import.md names the kinds of files and their columns");
}

std::vector<Column> required_columns(FileFormat format) {
    switch (format) {
    case FileFormat::console_calls:
    case FileFormat::rest_calls:
    case FileFormat::mirror_calls:
        return {Column::sid,       Column::from_address, Column::to_address, Column::status,
                Column::direction, Column::start_time,   Column::duration};
    case FileFormat::rest_usage:
        return {Column::category, Column::start_date, Column::end_date, Column::usage};
    case FileFormat::console_usage:
    case FileFormat::entered_usage:
        return {Column::category, Column::usage};
    case FileFormat::bulk_calls:
        break;
    }
    return {};
}

} // namespace

std::string_view name_of(FileFormat format) noexcept {
    constexpr std::array<std::string_view, 7> names{"console_calls", "rest_calls", "bulk_calls",
                                                    "mirror_calls",  "rest_usage", "console_usage",
                                                    "entered_usage"};
    return names.at(static_cast<std::size_t>(format));
}

std::string_view title_of(FileFormat format) noexcept {
    constexpr std::array<std::string_view, 7> titles{
        "a call log export of the Console", "the API's Calls.csv",
        "a Bulk Export of calls",           "the calls of a mirror",
        "the API's Usage/Records.csv",      "a usage export of the Console",
        "usage that was typed in"};
    return titles.at(static_cast<std::size_t>(format));
}

core::Source source_of(FileFormat format) noexcept {
    switch (format) {
    case FileFormat::rest_calls:
    case FileFormat::mirror_calls:
    case FileFormat::rest_usage:
        return core::Source::rest_csv;
    case FileFormat::bulk_calls:
        return core::Source::bulk;
    case FileFormat::entered_usage:
        return core::Source::entered;
    case FileFormat::console_calls:
    case FileFormat::console_usage:
        break;
    }
    return core::Source::console;
}

bool is_usage(FileFormat format) noexcept {
    return format == FileFormat::rest_usage || format == FileFormat::console_usage ||
           format == FileFormat::entered_usage;
}

std::string_view name_of(Column column) noexcept {
    constexpr std::array<std::string_view, column_count> names{"sid",
                                                               "account_sid",
                                                               "parent_call_sid",
                                                               "from_address",
                                                               "to_address",
                                                               "status",
                                                               "direction",
                                                               "date_created",
                                                               "date_updated",
                                                               "start_time",
                                                               "end_time",
                                                               "duration",
                                                               "price",
                                                               "price_micros",
                                                               "price_unit",
                                                               "answered_by",
                                                               "caller_name",
                                                               "forwarded_from",
                                                               "phone_number_sid",
                                                               "trunk_sid",
                                                               "group_sid",
                                                               "queue_time",
                                                               "type",
                                                               "source",
                                                               "category",
                                                               "description",
                                                               "start_date",
                                                               "end_date",
                                                               "month",
                                                               "count",
                                                               "count_unit",
                                                               "usage",
                                                               "usage_unit",
                                                               "as_of",
                                                               "includes_subaccounts"};
    return column < Column::ignored ? names.at(static_cast<std::size_t>(column)) : "";
}

bool Header::has(Column column) const noexcept {
    return std::find(columns.begin(), columns.end(), column) != columns.end();
}

Column column_named(std::string_view name, bool is_usage_file) {
    const std::string simple = simplified(name);
    return is_usage_file ? find(usage_spellings, simple) : find(call_spellings, simple);
}

Header recognise(const std::vector<std::string_view>& names, const std::string& file,
                 char delimiter) {
    std::vector<std::string> simple;
    simple.reserve(names.size());
    for (const std::string_view name : names) {
        simple.push_back(simplified(name));
    }
    Header header;
    header.format = format_of(names, simple, file, delimiter);
    std::array<bool, column_count> seen{};
    for (const std::string_view name : names) {
        const Column column = column_named(name, is_usage(header.format));
        if (column < Column::ignored) {
            bool& is_taken = seen.at(static_cast<std::size_t>(column));
            if (is_taken) {
                refuse(file, fmt::format("two columns hold the {}", name_of(column)), names,
                       "keep the one that is meant");
            }
            is_taken = true;
        }
        header.names.emplace_back(name);
        header.columns.push_back(column);
    }
    for (const Column column : required_columns(header.format)) {
        if (!header.has(column)) {
            refuse(file,
                   fmt::format("it looks like {}, but no column holds the {}",
                               title_of(header.format), name_of(column)),
                   names, "docs/import.md has the spellings that are known");
        }
    }
    return header;
}

} // namespace calltally::importer
