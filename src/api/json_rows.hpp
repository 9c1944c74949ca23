// SPDX-License-Identifier: MIT
//
// Walks a listing's JSON by SAX events and hands out its rows field by field. Knows the envelope
// (the array, `next_page_uri`), not what the rows mean. Nothing is kept of what is not asked for.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace calltally::api {

/// A JSON scalar. Numbers come as they were written, never through a double.
struct Scalar {
    enum class Kind { null, boolean, number, string };
    Kind kind = Kind::null;
    std::string_view text; ///< valid during the call only
};

class RowSink {
public:
    virtual ~RowSink() = default;
    virtual void begin_row() = 0;
    virtual void field(std::string_view name, const Scalar& value) = 0;
    virtual void nested_field(std::string_view name) = 0; ///< an object or an array: skipped
    virtual void end_row() = 0;
    virtual void not_an_object() = 0; ///< a row that is a scalar or an array
};

/// Reads a listing. \returns its `next_page_uri`, verbatim; empty if that is null
/// \throws ApiError contract: not JSON, nested deeper than 32, no object at the top, no such
///         array, or no `next_page_uri`
std::optional<std::string> read_listing(std::string_view json, std::string_view array_name,
                                        RowSink& sink);

/// Reads a single resource: the top-level object is the row.
void read_resource(std::string_view json, RowSink& sink);

/// The text of row `index` of the listing's array (of the resource, if the name is empty); for
/// the few rows that are put aside.
std::string raw_row(std::string_view json, std::string_view array_name, std::size_t index);

} // namespace calltally::api
