// SPDX-License-Identifier: MIT
//
// What kind of file it is, by its header: which of our fields each column holds.
#pragma once

#include "core/source.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::importer {

enum class FileFormat : std::uint8_t {
    console_calls, ///< the Console's call log
    rest_calls,    ///< .../Calls.csv
    bulk_calls,    ///< Bulk Export: a JSON object a line
    mirror_calls,  ///< the table `calls` of a mirror, as CSV
    rest_usage,    ///< .../Usage/Records.csv and its kin
    console_usage, ///< the Console's usage page
    entered_usage, ///< the template of docs/import.md
};
std::string_view name_of(FileFormat format) noexcept;  ///< `console_calls`, ...
std::string_view title_of(FileFormat format) noexcept; ///< for people
core::Source source_of(FileFormat format) noexcept;
bool is_usage(FileFormat format) noexcept;

/// What a column can hold. Named as the columns of `calls` and `usage_records` are.
enum class Column : std::uint8_t {
    sid,
    account_sid,
    parent_call_sid,
    from_address,
    to_address,
    status,
    direction,
    date_created,
    date_updated,
    start_time,
    end_time,
    duration,
    price,
    price_micros,
    price_unit,
    answered_by,
    caller_name,
    forwarded_from,
    phone_number_sid,
    trunk_sid,
    group_sid,
    queue_time,
    type,
    source,
    category,
    description,
    start_date,
    end_date,
    month,
    count,
    count_unit,
    usage,
    usage_unit,
    as_of,
    includes_subaccounts,
    ignored, ///< known, and not mirrored
    unknown,
};
inline constexpr std::size_t column_count = static_cast<std::size_t>(Column::ignored);

std::string_view name_of(Column column) noexcept;

struct Header {
    FileFormat format = FileFormat::console_calls;
    std::vector<std::string> names; ///< as the file has them
    std::vector<Column> columns;    ///< of the same places
    bool has(Column column) const noexcept;
};

/// The column a name stands for: letter case, spaces, `_` and `-` do not matter.
Column column_named(std::string_view name, bool is_usage_file);

/// \param file for messages
/// \throws core::Error usage: no known kind of file, a required column missing, one twice; the
///         message shows the headers found
Header recognise(const std::vector<std::string_view>& names, const std::string& file,
                 char delimiter);

} // namespace calltally::importer
