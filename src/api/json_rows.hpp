// SPDX-License-Identifier: MIT
//
// Walks a listing's JSON by SAX events and hands out its rows field by field. Knows the envelope
// (the array, `next_page_uri`), not what the rows mean. No tree is built.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace calltally::api {

/// A field's value as it was written; numbers never go through a double.
struct FieldValue {
    enum class Kind { null, boolean, number, text, nested };
    std::string_view name;
    Kind kind = Kind::null;
    std::string_view text; ///< of a boolean, a number or a text; valid during the call only
};

/// Takes the rows. For each row: begin, then key and value by turns, then end; or not_an_object.
class RowSink {
public:
    virtual ~RowSink() = default;
    virtual void begin_row() = 0;
    virtual void key(std::string_view name) = 0;
    /// \param text empty for null and for what is nested, which is skipped
    virtual void value(FieldValue::Kind kind, std::string_view text) = 0;
    virtual void end_row() = 0;
    virtual void not_an_object() = 0; ///< a row that is a scalar or an array
};

/// Reads a listing.
/// \returns its `next_page_uri`, verbatim; empty if that is null
/// \throws ApiError `contract`: not JSON, nested deeper than 32, no object at the top, not
///         exactly one such array, or not exactly one `next_page_uri`
std::optional<std::string> read_listing(std::string_view json, std::string_view array_name,
                                        RowSink& sink);

/// Reads a single resource: the object at the top is the row. \throws as above
void read_resource(std::string_view json, RowSink& sink);

/// The texts of the listing's rows, in order, word for word; for the few that are put aside.
/// Only for text that `read_listing` has accepted. Empty if the array's name is written with
/// escapes.
std::vector<std::string_view> row_texts(std::string_view json, std::string_view array_name);

} // namespace calltally::api
